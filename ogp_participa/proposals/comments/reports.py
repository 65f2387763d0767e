"""Reports of what hurts and the forum's decisions about it: one mechanism for comments and for contributions."""

from typing import TypeVar

import sqlalchemy as sa

from ogp_participa.core.database import db, lock
from ogp_participa.core.text import tidy
from ogp_participa.core.verdicts import first_no, no
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments import rules
from ogp_participa.proposals.comments.models import ReportDecision, ReportRow, Visibility

Row = TypeVar("Row", bound=ReportRow)
Decision = TypeVar("Decision", bound=ReportDecision)


def write_report(person: Person | None, words: rules.Hideable, reason: str, table: type[Row], **of: int) -> Row:
    """Store a person's report of somebody's words; a second report changes the reason of the first.

    ``of`` names the column that points to the words, with their number. Refused when the forum has settled the first.
    """
    first_no(rules.can_report(person, words), rules.has_reason(reason)).require()
    assert person is not None
    lock(words)
    report = db.session.scalars(sa.select(table).filter_by(person_id=person.id, **of)).first()
    if report is None:
        report = table(person_id=person.id, **of)
        db.session.add(report)
    elif report.settled:
        no(rules.SETTLED).require()
    report.reason = tidy(reason)
    return report


def decide_on(
    person: Person | None,
    seat: Seat | None,
    words: rules.Hideable,
    outcome: Visibility,
    reason: str,
    *,
    reports: type[ReportRow],
    decisions: type[Decision],
    **of: int,
) -> Decision:
    """Hide, restore or keep somebody's words with the published reason, and settle their reports.

    The row of the words is locked and, unless they are kept as they are, hidden or shown.
    """
    lock(words)
    first_no(rules.can_decide(person, seat, words, outcome), rules.has_reason(reason)).require()
    assert person is not None
    decision = decisions(outcome=outcome, reason=tidy(reason), by_id=person.id, **of)
    db.session.add(decision)
    if outcome is not Visibility.KEEP:
        words.hidden = outcome is Visibility.HIDE
    db.session.execute(
        sa.update(reports).filter_by(**of).where(sa.not_(reports.settled)).values(settled=True),
        execution_options={"synchronize_session": "fetch"},
    )
    db.session.flush()
    return decision
