"""A plan before its forum: what the decision needs, and how the seats vote."""

from datetime import date, timedelta
from typing import Any

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.deliberation import actions, queries
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import Act, Deliberation, Majority, Motion, SignedAct, Stance
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.decision.publication.queries import missing_for_publication
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from tests.cast import Cast

SOURCE = "Resolução inventada para os testes, art. 7"


def terms(**fields: Any) -> DecisionNeeds:
    """Two seats of quorum, and more for than against in each sector."""
    values = {"forum": True, "homologation": True, "endorsement": True, "quorum": 2, "quorum_share": False}
    return DecisionNeeds(**{**values, "majority": Majority.MORE_FOR, "each_sector": True, "source": SOURCE, **fields})


def written(cast: Cast, **fields: Any) -> None:
    """What the decision of the cast's plan needs, committed."""
    actions.set_terms(cast.dario, cast.plan, terms(**fields))
    db.session.commit()


def ballot(seat: Seat, vote: Stance = Stance.FOR, text: str = "") -> RollLine:
    """How a seat voted, through its titular."""
    return RollLine(seat.id, seat.sector, vote, None if vote is Stance.ABSENT else seat.tenures[0], text)


def meeting(cast: Cast, civil: Stance = Stance.FOR, government: Stance = Stance.FOR, **fields: Any) -> Meeting:
    """Clara's seat and Célio's seat vote on approval, today."""
    ballots = [ballot(cast.clara_seat, civil, fields.pop("dissent", "")), ballot(cast.celio_seat, government)]
    values = {"motion": Motion.APPROVE, "text": "", "held_on": today(), "minutes": "", "ballots": ballots}
    return Meeting(**{**values, **fields})


def decided(cast: Cast, *votes: Stance, **fields: Any) -> Deliberation:
    """A deliberation, committed."""
    last = queries.standing(cast.plan)
    deliberation = actions.deliberate(
        cast.dario, cast.plan, meeting(cast, *votes, **fields), last.number if last else 0
    )
    db.session.commit()
    return deliberation


def signature(kind: Act = Act.HOMOLOGATION, **fields: Any) -> ActSignature:
    """An act signed today."""
    who = "CIGA-SP" if kind is Act.HOMOLOGATION else "Rede de Dados Abertos"
    values = {"institution": who, "role": "Coordenação", "signed_on": today(), "number": "Resolução 9/2026"}
    return ActSignature(kind=kind, **{**values, **fields})


def signed(cast: Cast, kind: Act = Act.HOMOLOGATION, seen: int = 0, **fields: Any) -> SignedAct:
    """A signed act, committed."""
    act = actions.sign(cast.dario, cast.plan, signature(kind, **fields), seen)
    db.session.commit()
    return act


def texts(plan: Plan) -> str:
    """What the plan misses, in one text."""
    return "\n".join(gap.text for gap in missing_for_publication(plan))


def form(cast: Cast, civil: str = "for", government: str = "for", **fields: Any) -> dict[str, Any]:
    """The form of a deliberation, filled."""
    values = {"seen": "0", "motion": "approve", "text": "", "held_on": today().isoformat(), "minutes": ""}
    for seat, vote in ((cast.clara_seat, civil), (cast.celio_seat, government)):
        values |= {f"vote_{seat.id}": vote, f"by_{seat.id}": str(seat.tenures[0].id), f"text_{seat.id}": ""}
    return {**values, **fields}


def yesterday() -> date:
    """The day before today."""
    return today() - timedelta(days=1)
