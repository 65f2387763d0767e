"""Selection: which proposals a vote sends into the plan, under four rules, and why in plain words."""
