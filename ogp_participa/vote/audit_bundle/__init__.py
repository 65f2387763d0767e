"""The public bundle of a counted vote, and elections that were held elsewhere."""
