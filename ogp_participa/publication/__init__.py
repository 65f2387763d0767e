"""The published plan: each version as it was published, its files, its amendments, where each promise came from."""
