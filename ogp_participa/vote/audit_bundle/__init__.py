"""Publish what a counted vote came from, so that anybody can check it, and bring in elections held elsewhere."""
