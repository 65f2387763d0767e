"""What members, authors and staff fill in."""
