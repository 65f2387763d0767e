"""The public data as files and feeds, with their columns documented, and proposals brought in from elsewhere."""
