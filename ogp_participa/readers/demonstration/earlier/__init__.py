"""The edition that went all the way: vote, commitments, consultation, decision and published plan."""
