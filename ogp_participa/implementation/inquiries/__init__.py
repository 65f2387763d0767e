"""What residents ask about a milestone and contest in a report, and what institutions answer in public."""
