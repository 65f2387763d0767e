"""Proposals: what each says and said, where it stands, which are alike, and who reads what of it."""
