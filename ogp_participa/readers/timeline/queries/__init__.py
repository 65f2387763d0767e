"""Reading what became of a proposal: the facts, and the story that they tell."""
