"""Telling people what happened to what they write, follow and do: in their inbox, and by e-mail."""
