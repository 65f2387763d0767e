"""The answer of a rule: yes, or no and why.

The same verdict shows a button, closes the door behind it and explains itself to the person.
"""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed; ``reason`` is the sentence said to the person when it is not."""

    allowed: bool
    reason: str | LazyString = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Do nothing when allowed; raise :class:`Refused` with the reason when not."""
        if not self.allowed:
            raise Refused(self.reason)


class Refused(Exception):
    """A rule said no. ``app.py`` turns it into a 403 page that says why."""

    def __init__(self, reason: str | LazyString) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Refused):
    """Somebody else acted first: the page shows what changed (409) instead of writing over it."""


YES = Verdict(True)


def no(reason: str | LazyString) -> Verdict:
    """A refusal with its reason."""
    return Verdict(False, reason)


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal among several verdicts, or YES."""
    for verdict in verdicts:
        if not verdict:
            return verdict
    return YES
