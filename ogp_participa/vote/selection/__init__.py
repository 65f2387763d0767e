"""The rules of selection in plain words: why a proposal was chosen or not, with a worked example."""
