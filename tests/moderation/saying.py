"""How tests of the forum's decisions speak: a member, and words about the text that lies before them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.case import DecisionWords, Member, ModerationCase
from ogp_participa.moderation.models import Decision
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Cast

BECAUSE = "Porque a Prefeitura não cuida disso."


def member(person: Person, plan: Plan) -> Member:
    """The person as they sit in the plan's forum today."""
    return queries.member(person, plan, today())


def case(proposal: Proposal) -> ModerationCase:
    """What the rules know about the proposal now."""
    return queries.case_of(proposal, now())


def words(proposal: Proposal, reason: str = "", text: str = BECAUSE) -> DecisionWords:
    """Words of somebody who has read the proposal as it is now."""
    return DecisionWords(version=proposal.version, round=case(proposal).round_to_decide, reason=reason, text=text)


def waiting(cast: Cast, author: Person | None = None, **fields: Any) -> Proposal:
    """A proposal of Ana's (or another's) that waits to be read."""
    made = factories.proposal(cast.plan, author or cast.ana, state=State.IN_REVIEW, **fields)
    db.session.commit()
    return made


def refusal(cast: Cast, proposal: Proposal) -> Decision:
    """Clara proposes to refuse the proposal."""
    proposed = actions.propose_refusal(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "2.1"))
    db.session.commit()
    return proposed


def end_the_stage(cast: Cast) -> None:
    """The forum's stage has ended."""
    for stage in cast.plan.stages:
        stage.closes_at = now()
    db.session.commit()


def refused(cast: Cast, author: Person | None = None) -> Proposal:
    """A proposal that Clara and Célio refused."""
    proposal = waiting(cast, author)
    refusal(cast, proposal)
    actions.second(proposal, by=member(cast.celio, cast.plan), words=words(proposal), agrees=True)
    db.session.commit()
    return proposal


def newcomer(cast: Cast, sector: Sector = Sector.CIVIL_SOCIETY, name: str = "Nina Alves", **seat: Any) -> Member:
    """One more member of the forum."""
    person = factories.person(name)
    factories.seat(cast.plan, sector, person, **seat)
    return member(person, cast.plan)


def fields(proposal: Proposal, outcome: str, **more: str) -> dict[str, str]:
    """The decision form as a browser sends it."""
    read = {"version": str(proposal.version), "round": str(case(proposal).round_to_decide)}
    return {**read, "outcome": outcome, "text": BECAUSE, "depois": "parar", **more}


def seat_of(holder: Member) -> Seat:
    """The member's seat."""
    assert holder.seat is not None
    return holder.seat


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
