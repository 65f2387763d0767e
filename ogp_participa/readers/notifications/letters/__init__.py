"""What each event says to people, in the inbox and as a mail, from the facts around it."""
