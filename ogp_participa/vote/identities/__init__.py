"""Staff note that a resident showed a document, for votes that ask for it."""
