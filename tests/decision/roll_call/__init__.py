"""A motion before the seats."""

from typing import Any

from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.models import Motion, Stance
from ogp_participa.decision.roll_call import actions
from ogp_participa.decision.roll_call.models import RollCall, SeatStatement
from ogp_participa.forum.seats.models import Tenure
from tests.cast import Cast
from tests.decision.deliberation import written


def called(cast: Cast, motion: Motion = Motion.APPROVE, text: str = "") -> RollCall:
    """A motion before the seats, committed; the decision needs what :func:`tests.deliberation.terms` says."""
    written(cast)
    call = actions.call_seats(cast.dario, cast.plan, motion, text)
    db.session.commit()
    return call


def say(vote: Stance = Stance.FOR, tenure: Tenure | None = None, text: str = "") -> SeatStatement:
    """What somebody says for a seat."""
    return SeatStatement(vote, tenure, text)


def form(vote: str = "for", seen: str = "0", **fields: Any) -> dict[str, Any]:
    """The form of a seat's vote, filled."""
    return {"seen": seen, "vote": vote, "text": "", **fields}
