"""How a published plan changes: an amendment changes a commitment, adds or takes out one, and the forum decides."""
