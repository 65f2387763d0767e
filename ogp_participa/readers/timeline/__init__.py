"""The story of a proposal, from sent to commitment or reasoned response, read from the record."""
