"""Calendar: the stages of an edition, and each change of them with its published reason."""
