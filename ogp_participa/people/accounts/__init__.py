"""Accounts: who is asking, how they sign in and sign what they write, roles, and one's own data."""
