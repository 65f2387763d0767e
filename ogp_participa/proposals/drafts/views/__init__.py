"""Pages of a draft: the notebook (a draft as a thing), writing and sending."""
