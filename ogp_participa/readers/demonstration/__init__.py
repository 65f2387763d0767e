"""An invented city in full swing, told by the rooms' own verbs, for whoever tries the platform."""
