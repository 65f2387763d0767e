"""What somebody sent without being signed in any more: it waits here, for an hour, until they are."""
