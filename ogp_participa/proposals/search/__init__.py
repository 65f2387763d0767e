"""Search: the text that is looked through, in both databases, and what somebody probably meant to type."""
