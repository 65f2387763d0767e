"""Who puts a motion to the seats, who votes for a seat, and until when."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.decision.deliberation.models import Motion, VotingWay
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.roll import RollLine
from ogp_participa.decision.deliberation.rules import NOT_OPEN, can_deliberate, is_sound_ballot
from ogp_participa.decision.roll_call.models import CallState, RollCall, RollVote, SeatStatement
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.people.accounts.models import Person

OPEN = _l("The seats are voting on a motion already. Close that vote, or withdraw it, before the next.")
CHANGED = _l("Somebody voted for this seat meanwhile. Look at that vote before you send yours.")
FEWEST_LETTERS = 20


def can_call(
    person: Person | None, plan: Plan, terms: DecisionNeeds | None, *, calling: bool, now: datetime
) -> Verdict:
    """Let staff put a motion to the seats while the calendar gives the right to deliberate; one at a time."""
    return first_no(can_deliberate(person, plan, terms, now), no(OPEN) if calling else YES)


def is_put_well(motion: Motion, text: str) -> Verdict:
    """Ask an approval with changes to say which."""
    if motion is Motion.APPROVE_WITH_CHANGES and not text.strip():
        return no(_l("Write which changes the forum would approve: members vote on this text."))
    return YES


def is_open(call: RollCall) -> Verdict:
    """Tell whether the seats still vote."""
    return YES if call.state is CallState.OPEN else no(_l("This vote of the forum is closed."))


def takes_votes(call: RollCall, plan: Plan, now: datetime) -> Verdict:
    """Tell whether a vote can be given now."""
    return first_no(is_open(call), YES if plan.stage_open(now, Right.DELIBERATE) else no(NOT_OPEN))


def can_cast(person: Person | None, seat: Seat, mine: Tenure | None, there: RollVote | None) -> Verdict:
    """Who holds the seat votes for it; the alternate does when the full member has not. Staff enter what was said in
    the room, but never over a vote that a member gave online."""
    if seat.organisation is None:
        return no(_l("No organisation holds this seat: it does not vote."))
    if mine is None:
        if not can_manage(person):
            return no(_l("You do not hold this seat today."))
        if there is not None and there.way is VotingWay.ONLINE:
            return no(_l("A member voted online for this seat. Only who holds the seat changes that."))
        return YES
    if mine.position is Position.SUPLENTE and there is not None and there.tenure.position is Position.TITULAR:
        return no(_l("The full member of this seat has voted. The alternate votes when they do not."))
    return YES


def is_said_well(statement: SeatStatement, seat: Seat, day: date) -> Verdict:
    """Ask for somebody who holds the seat on the day; a conflict of interest says what it is."""
    return is_sound_ballot(RollLine(seat.id, seat.sector, statement.vote, statement.tenure, statement.text), day)


def can_end(person: Person | None, call: RollCall) -> Verdict:
    """Let staff close or withdraw a vote while it is open: also after the stage, with what was given within it."""
    return first_no(can_manage(person), is_open(call))


def suffices(reason: str) -> Verdict:
    """Ask for a reason that people can judge."""
    if len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return YES
