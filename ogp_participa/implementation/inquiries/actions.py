"""Asking, contesting, answering, hiding. Each ends in an event of the public record."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.dates import today
from ogp_participa.core.text import tidy
from ogp_participa.core.verdicts import Stale, first_no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.forum.seats.models import Seat
from ogp_participa.implementation.inquiries import rules
from ogp_participa.implementation.inquiries.models import Inquiry, InquiryKind
from ogp_participa.implementation.monitoring.models import MonthlyReport
from ogp_participa.implementation.monitoring.queries.reporting import answering, reporter_of
from ogp_participa.people.accounts.models import Person


def ask(
    person: Person,
    milestone: Milestone,
    kind: InquiryKind,
    text: str,
    link: str = "",
    report: MonthlyReport | None = None,
) -> Inquiry:
    """Ask about a milestone, or contest one of its reports, in public and signed as the person chose."""
    text = tidy(text)
    first_no(rules.can_ask(person, milestone), rules.has_words(kind, text, report, milestone)).require()
    inquiry = Inquiry(
        milestone_id=milestone.id,
        report_id=report.id if report else None,
        kind=kind,
        author_id=person.id,
        signed=person.public_name,
        text=text,
        link=link,
    )
    db.session.add(inquiry)
    db.session.flush()
    record(Kind.INQUIRY_MADE, by=person, on=milestone.commitment, inquiry_id=inquiry.id, about=kind.value)
    return inquiry


def answer(person: Person, inquiry: Inquiry, text: str) -> Inquiry:
    """Answer for the institution, once and in public. Raises :class:`Stale` where somebody answered meanwhile."""
    lock(inquiry)
    if inquiry.answered_at is not None:
        raise Stale(rules.ANSWERED)
    milestone = inquiry.milestone
    reporter = reporter_of(person, milestone.commitment.plan, today(), answering(milestone))
    first_no(rules.can_answer(person, reporter, inquiry), rules.answers(text)).require()
    inquiry.answer, inquiry.answered_at, inquiry.answered_by_id = tidy(text), now(), person.id
    organisation = reporter.organisation if reporter else milestone.organisation
    inquiry.institution = organisation.name if organisation else ""
    record(Kind.INQUIRY_ANSWERED, by=person, on=milestone.commitment, inquiry_id=inquiry.id)
    return inquiry


def hide(person: Person, seat: Seat | None, inquiry: Inquiry, reason: str) -> None:
    """Hide what hurts; its place and the reason stay."""
    lock(inquiry)
    rules.can_hide(person, seat, inquiry, reason).require()
    inquiry.hidden, inquiry.hidden_reason, inquiry.hidden_by_id = True, reason.strip(), person.id
    commitment = inquiry.milestone.commitment
    record(Kind.INQUIRY_HIDDEN, by=person, on=commitment, inquiry_id=inquiry.id, reason=reason.strip())


def restore(person: Person, seat: Seat | None, inquiry: Inquiry) -> None:
    """Show again what was hidden."""
    lock(inquiry)
    rules.can_restore(seat, inquiry).require()
    inquiry.hidden, inquiry.hidden_reason, inquiry.hidden_by_id = False, "", None
    record(Kind.INQUIRY_RESTORED, by=person, on=inquiry.milestone.commitment, inquiry_id=inquiry.id)
