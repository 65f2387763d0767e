"""A motion before the seats."""

from typing import Any

from ogp_participa.database import db
from ogp_participa.deliberation.models import Motion, Vote
from ogp_participa.forum.models import Tenure
from ogp_participa.rollcall import actions
from ogp_participa.rollcall.models import RollCall
from ogp_participa.rollcall.rules import Said
from tests.deliberation import written
from tests.people import Cast


def called(cast: Cast, motion: Motion = Motion.APPROVE, text: str = "") -> RollCall:
    """A motion before the seats, committed; the decision needs what :func:`tests.deliberation.terms` says."""
    written(cast)
    made = actions.call_seats(cast.dario, cast.plan, motion, text)
    db.session.commit()
    return made


def say(vote: Vote = Vote.FOR, tenure: Tenure | None = None, text: str = "") -> Said:
    """What somebody says for a seat."""
    return Said(vote, tenure, text)


def form(vote: str = "for", seen: str = "0", **fields: Any) -> dict[str, Any]:
    """The form of a seat's vote, filled."""
    return {"seen": seen, "vote": vote, "text": "", **fields}
