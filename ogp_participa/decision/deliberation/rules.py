"""What a decision needs in this edition, whether a motion carries and why, and what a plan still misses."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.dates import city_day
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.decision.deliberation.acts import SIGNERS, ActSignature
from ogp_participa.decision.deliberation.models import (
    Act,
    Deliberation,
    Motion,
    Stance,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person

NOT_OPEN = _l("The calendar has no deliberation that is open now.")
RECORDED = _l("Somebody recorded another deliberation meanwhile. Look at it before you record yours.")
SIGNED = _l("Somebody recorded this act meanwhile. Look at it before you record yours.")
MOST_SEATS = 1000
LONGEST = 8000


def can_set_terms(person: Person | None, plan: Plan, *, written: bool, decided: bool, now: datetime) -> Verdict:
    """Let staff write them before the deliberation opens; afterwards only where nobody had written them."""
    if not can_manage(person):
        return can_manage(person)
    if plan.historical:
        return no(_l("This plan is of the past: nothing is decided about it any more."))
    if decided:
        return no(_l("The forum has deliberated, or an act is signed: what the decision needs cannot change any more."))
    if written and any(stage.opens_at <= now for stage in plan.stages_with(Right.DELIBERATE)):
        return no(_l("The deliberation has opened: what the decision needs cannot change any more."))
    return YES


def makes_sense(terms: DecisionNeeds) -> Verdict:
    """Take terms that somebody can meet."""
    if not (terms.forum or terms.acts):
        return no(_l("Choose at least one act: otherwise nobody decides on the plan."))
    if terms.quorum_share and not 0 <= terms.quorum <= 100:
        return no(_l("A percentage is between 0 and 100."))
    if not 0 <= terms.quorum <= MOST_SEATS:
        return no(_l("Write a number of seats from 0 to 1000."))
    if not terms.source.strip():
        return no(_l("Write where these numbers stand: the resolution or the rules of procedure."))
    return YES


def can_deliberate(person: Person | None, plan: Plan, terms: DecisionNeeds | None, now: datetime) -> Verdict:
    """Let staff record what the forum decided, while the calendar gives the right to deliberate."""
    if not can_manage(person):
        return can_manage(person)
    if terms is None:
        return no(_l("Write first what the decision of this edition needs."))
    if not terms.forum:
        return no(_l("The decision of this edition needs no deliberation of the forum."))
    if not plan.stage_open(now, Right.DELIBERATE):
        return no(NOT_OPEN)
    return YES


def is_sound(meeting: Meeting, seats: set[int], now: datetime) -> Verdict:
    """Ask for every seat once, held by who voted; a day that has been; the changes written down."""
    if meeting.held_on > city_day(now):
        return no(_l("The day of the meeting has not come yet."))
    if meeting.motion is Motion.APPROVE_WITH_CHANGES and not meeting.text.strip():
        return no(_l("Write which changes the forum approved."))
    numbers = [line.seat_id for line in meeting.ballots]
    if set(numbers) != seats or len(numbers) != len(seats):
        return no(_l("The seats of the forum have changed meanwhile. Look at the list as it is now."))
    if all(line.vote in (Stance.ABSENT, Stance.CONFLICT) for line in meeting.ballots):
        return no(_l("Say how at least one seat voted."))
    return first_no(*(is_sound_ballot(line, line.given_on or meeting.held_on) for line in meeting.ballots))


def is_sound_ballot(line: RollLine, held_on: date) -> Verdict:
    """Ask that whoever votes holds the seat on the day, and that a conflict of interest says what it is."""
    if line.vote is Stance.ABSENT:
        return YES
    if line.tenure is None:
        return no(_l("Choose who was there for this seat."))
    if line.tenure.seat_id != line.seat_id or not line.tenure.holds_on(held_on):
        return no(_l("This person did not hold the seat on the day of the meeting."))
    if line.vote is Stance.CONFLICT and not line.text.strip():
        return no(_l("Write what the conflict of interest is."))
    return YES


def can_sign_act(
    person: Person | None, plan: Plan, terms: DecisionNeeds | None, act: Act, standing: Deliberation | None
) -> Verdict:
    """Let staff record the act that somebody signed, after the forum approved where it is asked."""
    if not can_manage(person):
        return can_manage(person)
    if plan.historical:
        return no(_l("This plan is of the past: nothing is decided about it any more."))
    if terms is None:
        return no(_l("Write first what the decision of this edition needs."))
    if act not in terms.acts:
        return no(_l("The decision of this edition does not need this act."))
    if terms.forum and not (standing and standing.approves):
        return no(_l("The forum has not approved the plan. This act comes after it."))
    return YES


def is_signed_well(
    signature: ActSignature, organisation: Organisation, standing: Deliberation | None, now: datetime
) -> Verdict:
    """Ask for the side that the act belongs to, a day that has been and is not before its subject, a source."""
    if organisation.sector is not SIGNERS[signature.kind]:
        if signature.kind is Act.HOMOLOGATION:
            return no(_l("This organisation belongs to civil society. The homologation is an act of the government."))
        return no(_l("This organisation belongs to the government. Civil society signs the endorsement."))
    if signature.signed_on > city_day(now):
        return no(_l("The day of the signature has not come yet."))
    if standing is not None and signature.signed_on < standing.held_on:
        return no(_l("The forum decided later than this day."))
    if not (signature.number or signature.gazette or signature.process):
        return no(_l("Write its number, where it was published, or its SEI process: people want to find it."))
    return YES
