"""Reading what is followed, who reports, and what was reported."""
