"""A plan is published as a page and as files, amended afterwards, and traced back to what residents wrote."""
