"""Who may follow, comment, report, and decide about comments."""

from typing import Protocol

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.rules import is_member
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.proposals.proposals.models import COUNTED, Proposal, State
from ogp_participa.proposals.proposals.rules import LONGEST_COMMENT

LONGEST_REASON = 600
"""Letters in the reason of a report or a decision."""


class Hideable(Protocol):
    """Something that somebody wrote, that can be reported and hidden: a comment, a contribution to a consultation."""

    author_id: int | None
    hidden: bool


OPEN = COUNTED
"""States in which people can comment. A merged proposal's conversation goes on at its host."""


def can_follow(person: Person | None, proposal: Proposal) -> Verdict:
    """Let anybody with an account follow what everybody reads."""
    if person is None:
        return no(_l("Sign in to follow a proposal."))
    if proposal.state not in OPEN and proposal.state is not State.MERGED:
        return no(_l("Only published proposals can be followed."))
    return YES


def can_comment(person: Person | None, proposal: Proposal) -> Verdict:
    """Let people with a confirmed e-mail address comment on proposals that stand in public."""
    if person is None:
        return no(_l("Sign in to comment."))
    if not person.is_confirmed:
        return no(_l("Confirm your e-mail address to comment. The link is in the message that we sent you."))
    if proposal.state is State.MERGED:
        return no(_l("This proposal was joined with another. Comment there."))
    return YES if proposal.state in OPEN else no(_l("Only published proposals receive comments."))


def can_report(person: Person | None, comment: Hideable) -> Verdict:
    """Let anybody with an account report what somebody else wrote and everybody can see."""
    if person is None:
        return no(_l("Sign in to report a comment."))
    if comment.author_id == person.id:
        return no(_l("You wrote this comment yourself."))
    return no(_l("This comment is already hidden.")) if comment.hidden else YES


def can_read_reports(person: Person | None, seat: Seat | None) -> Verdict:
    """Let members of this edition's forum read reports."""
    return is_member(seat if person else None)


def can_decide(person: Person | None, seat: Seat | None, comment: Hideable, outcome: Visibility) -> Verdict:
    """Let a forum member decide, never about their own words; what is hidden can be restored, what is not, hidden."""
    own = no(_l("Nobody decides about a comment of their own. Another member will."))
    steps = {
        Visibility.HIDE: no(_l("This comment is already hidden.")) if comment.hidden else YES,
        Visibility.KEEP: no(_l("This comment is hidden. Restore it instead.")) if comment.hidden else YES,
        Visibility.RESTORE: YES if comment.hidden else no(_l("This comment is not hidden.")),
    }
    mine = person is not None and comment.author_id == person.id
    return first_no(can_read_reports(person, seat), own if mine else YES, steps[outcome])


def has_reason(text: str) -> Verdict:
    """Ask for the words of a decision or a report."""
    return YES if text.strip() else no(_l("Write the reason in your own words."))


def has_words(text: str) -> Verdict:
    """Ask for a comment that says something, in at most two thousand letters."""
    if not text.strip():
        return no(_l("Write your comment."))
    return YES if len(text) <= LONGEST_COMMENT else no(_l("This can have up to %(max)s letters.", max=LONGEST_COMMENT))


SETTLED = _l("The forum has already decided about your report of this comment.")
"""Said to somebody who reports again after the decision."""
