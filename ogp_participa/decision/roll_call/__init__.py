"""A motion lies before the seats of the forum, and each votes online or in the room until staff close the vote."""
