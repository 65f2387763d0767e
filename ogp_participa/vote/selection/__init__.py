"""Say in plain words how a rule chooses, why a proposal was chosen or not, and show it on a worked example."""
