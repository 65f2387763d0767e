"""Institutions answer every contribution with reasons, and everybody reads the ledger of these answers."""
