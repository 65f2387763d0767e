"""An account moves to another e-mail address. It is a room of the vote because a ballot bears a mark of its voter's
address, and the mark moves with it: changing the address frees no second ballot."""
