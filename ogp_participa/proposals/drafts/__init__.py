"""Drafts: a resident's proposal while it is written, sent, improved or withdrawn."""
