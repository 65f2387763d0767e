"""What waits in an inbox, and what the events that are told point to."""
