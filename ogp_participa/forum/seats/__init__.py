"""Seats: who holds which from when to when, and the register of the forum's decisions."""
