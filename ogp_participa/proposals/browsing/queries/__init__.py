"""Finding what a list shows."""
