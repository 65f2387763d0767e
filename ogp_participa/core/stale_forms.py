"""Forms that know what their page showed, so that nobody writes over what somebody else did meanwhile."""

from typing import Any

from wtforms import HiddenField

from ogp_participa.core.forms import Form

LONGEST_NUMBER = 9
"""Digits of a number that a form may bring back."""


def number_in(text: str | None) -> int:
    """Return the number that a hidden field brought back; -1 when it is none (somebody wrote the form by hand)."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else -1


class VersionedForm(Form):
    """A form that carries in ``seen`` what stood when its page was made: a version, a revision, a count.

    ``stands`` is what stands now. A page with a form ``is_late`` shows what came meanwhile, keeps what was typed, and
    calls :meth:`show_again`: whoever sends it once more has read the page as it is now.
    """

    seen = HiddenField()

    def __init__(self, stands: int, **options: Any) -> None:
        super().__init__(**options)
        self.stands = stands
        if self.seen.data is None:
            self.seen.data = str(stands)

    @property
    def seen_number(self) -> int:
        """Return what stood when the page was made; -1 when the form does not say."""
        return number_in(self.seen.data)

    @property
    def is_late(self) -> bool:
        """Whether the form was sent, and something else stands since its page was made."""
        return self.is_submitted() and self.seen_number != self.stands

    def show_again(self) -> int:
        """Make the form one of the page as it is now; return the page's status: 409 late, 422 wrong, 200 new."""
        late = self.is_late
        self.seen.data = str(self.stands)
        return 409 if late else 422 if self.is_submitted() else 200
