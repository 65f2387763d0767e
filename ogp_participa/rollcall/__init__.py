"""The forum votes here: a motion is put to the seats, and who holds a seat votes for it, online or in the room."""
