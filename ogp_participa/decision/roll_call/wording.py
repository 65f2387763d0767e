"""Longer sentences of the pages of a roll call."""

from flask_babel import lazy_gettext as _l

CONFLICT_HINT = _l(
    "Who declares a conflict of interest says what it is, and is left out of vote and quorum. What you write "
    "is published with the vote."
)
HOW_SEATS_VOTE = _l(
    "Whoever holds a seat votes on this page until you close the vote; you can enter what is said in the room."
    " Then it is a deliberation, before everybody, and never changes."
)
