"""Who may ask and contest, who answers until when, and who hides what hurts."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.rules import is_member
from ogp_participa.implementation.inquiries.models import Inquiry, InquiryKind
from ogp_participa.implementation.monitoring.models import MonthlyReport, Reporter
from ogp_participa.people.accounts.models import Person

LONGEST = 2_000
"""Letters in a question, an objection or an answer's reason."""
FEWEST_LETTERS = 20
TERM = timedelta(days=20)
"""Until when a question is answered: the term of the law of access to information (Lei 12.527/2011, art. 11, § 1º)."""

ANSWERED = _l("Somebody answered this meanwhile.")


def can_ask(person: Person | None, milestone: Milestone) -> Verdict:
    """People who proved that their e-mail address is theirs, about milestones of the published plan."""
    if person is None:
        return no(_l("Sign in to ask."))
    if not person.is_confirmed:
        return no(_l("Confirm your e-mail address to ask. The link is in the message that we sent you."))
    if not milestone.commitment.published:
        return no(_l("Only milestones of a published plan are asked about."))
    return YES


def has_words(kind: InquiryKind, text: str, report: MonthlyReport | None, milestone: Milestone) -> Verdict:
    """A question says something; an objection names the report of this milestone that it contests."""
    if len(text.strip()) < FEWEST_LETTERS:
        return no(_l("Write what you want to know or contest, in a sentence at least."))
    if len(text) > LONGEST:
        return no(_l("This can have up to %(max)s letters.", max=LONGEST))
    if kind is InquiryKind.OBJECTION and (report is None or report.milestone_id != milestone.id):
        return no(_l("Choose the report that you contest."))
    return YES


def can_answer(person: Person | None, reporter: Reporter | None, inquiry: Inquiry) -> Verdict:
    """Who reports for an institution that answers for the milestone, or staff on its behalf, once."""
    if inquiry.answered_at is not None:
        return no(ANSWERED)
    if inquiry.hidden:
        return no(_l("The forum has hidden this. Nobody reads an answer to it."))
    return YES if reporter is not None else can_manage(person)


def answers(text: str) -> Verdict:
    """An answer is a sentence at least."""
    if len(text.strip()) < FEWEST_LETTERS:
        return no(_l("Write the answer in a sentence at least. Everybody can read it."))
    return YES


def can_hide(person: Person, seat: Seat | None, inquiry: Inquiry, reason: str) -> Verdict:
    """A member of the forum hides what hurts, never their own words, with a published reason."""
    if inquiry.author_id == person.id:
        return no(_l("Nobody decides about words of their own. Another member will."))
    if inquiry.hidden:
        return no(_l("This is hidden already."))
    return first_no(is_member(seat), YES if reason.strip() else no(_l("Write the reason in your own words.")))


def can_restore(seat: Seat | None, inquiry: Inquiry) -> Verdict:
    """A member of the forum shows again what was hidden."""
    return first_no(is_member(seat), YES if inquiry.hidden else no(_l("This is not hidden.")))
