"""The result of a vote as a page tells it: who won, why, and for how many; what is read for it and what it draws."""
