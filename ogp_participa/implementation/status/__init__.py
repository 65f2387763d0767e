"""How a milestone stands on a day: the rule, and the program that repeats it for anybody with Python alone."""
