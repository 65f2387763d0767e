"""Residents choose proposals online: each choice counts the moment it is made, and can be changed until closing."""
