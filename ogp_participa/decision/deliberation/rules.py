"""What a decision needs in this edition, whether a motion carries and why, and what a plan still misses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.core.dates import city_day, day
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.decision.deliberation.models import (
    Act,
    DecisionTerms,
    Deliberation,
    Majority,
    Motion,
    SignedAct,
    Stance,
    VotingWay,
)
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.models import Tenure
from ogp_participa.people.accounts.models import Person

MOTIONS: dict[Motion, Any] = {
    Motion.APPROVE: _l("Approve the draft as it is"),
    Motion.APPROVE_WITH_CHANGES: _l("Approve the draft with changes"),
    Motion.REJECT: _l("Reject the draft"),
}
VOTES: dict[Stance, Any] = {
    Stance.FOR: _l("For"),
    Stance.AGAINST: _l("Against"),
    Stance.ABSTAINED: _l("Abstained"),
    Stance.CONFLICT: _l("Declared a conflict of interest"),
    Stance.ABSENT: _l("Absent"),
}
VOTE_SIGNS = {
    Stance.FOR: ("✓", "ok"),
    Stance.AGAINST: ("✕", "error"),
    Stance.ABSTAINED: ("–", "neutral"),
    Stance.CONFLICT: ("!", "warn"),
    Stance.ABSENT: ("○", "neutral"),
}
"""Sign and tone of each; the colour is never alone."""

WAYS: dict[VotingWay, Any] = {
    VotingWay.ONLINE: _l("voted online"),
    VotingWay.ROOM: _l("said in the room"),
    VotingWay.MINUTES: _l("from the minutes"),
}
MAJORITIES: dict[Majority, Any] = {
    Majority.MORE_FOR: _l("More votes for than against"),
    Majority.HALF_OF_SEATS: _l("Votes for from more than half of the seats that can vote"),
    Majority.TWO_THIRDS: _l("Two thirds of the votes for and against"),
}
ACTS: dict[Act, Any] = {
    Act.HOMOLOGATION: _l("Homologation by CIGA-SP"),
    Act.ENDORSEMENT: _l("Endorsement by non-government members"),
}
SIGNERS = {Act.HOMOLOGATION: Sector.GOVERNMENT, Act.ENDORSEMENT: Sector.CIVIL_SOCIETY}
"""Which side signs which act."""

NOT_OPEN = _l("The calendar has no deliberation that is open now.")
RECORDED = _l("Somebody recorded another deliberation meanwhile. Look at it before you record yours.")
SIGNED = _l("Somebody recorded this act meanwhile. Look at it before you record yours.")
MOST_SEATS = 1000
LONGEST = 8000


@dataclass(frozen=True)
class DecisionNeeds:
    """What a decision needs, as it is written down and as each deliberation keeps it."""

    forum: bool
    homologation: bool
    endorsement: bool
    quorum: int
    quorum_share: bool
    majority: Majority
    each_sector: bool
    source: str = ""

    @property
    def acts(self) -> list[Act]:
        """The signed acts that it needs beside the forum's vote."""
        return [act for act, wanted in self._wanted() if wanted]

    def _wanted(self) -> list[tuple[Act, bool]]:
        return [(Act.HOMOLOGATION, self.homologation), (Act.ENDORSEMENT, self.endorsement)]

    def as_data(self) -> dict[str, Any]:
        """As a deliberation keeps it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def terms_of(row: DecisionTerms) -> DecisionNeeds:
    """The terms of a row."""
    return DecisionNeeds(**{name: getattr(row, name) for name in DecisionNeeds.__dataclass_fields__})


def kept_terms(data: dict[str, Any]) -> DecisionNeeds:
    """The terms that a deliberation kept."""
    return DecisionNeeds(**{**data, "majority": Majority(data["majority"])})


def can_set_terms(person: Person | None, plan: Plan, *, written: bool, decided: bool, now: datetime) -> Verdict:
    """Staff write them before the deliberation opens; afterwards only where nobody had written them."""
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
    """Terms that somebody can meet."""
    if not (terms.forum or terms.acts):
        return no(_l("Choose at least one act: otherwise nobody decides on the plan."))
    if terms.quorum_share and not 0 <= terms.quorum <= 100:
        return no(_l("A percentage is between 0 and 100."))
    if not 0 <= terms.quorum <= MOST_SEATS:
        return no(_l("Write a number of seats from 0 to 1000."))
    if not terms.source.strip():
        return no(_l("Write where these numbers stand: the resolution or the rules of procedure."))
    return YES


@dataclass(frozen=True)
class RollLine:
    """One seat in a deliberation. ``given_on`` is the day of its vote where that is not the day of the meeting."""

    seat_id: int
    sector: Sector
    vote: Stance
    tenure: Tenure | None = None
    text: str = ""
    way: VotingWay = VotingWay.MINUTES
    given_on: date | None = None


@dataclass(frozen=True)
class Condition:
    """Something that a motion needs: whether it was met, and the numbers behind it."""

    title: str
    met: bool
    why: str


@dataclass(frozen=True)
class Tally:
    """The seats of a group: how many can vote, and what they did."""

    seats: int
    votes: dict[Stance, int]

    @property
    def present(self) -> int:
        """Seats that voted or abstained."""
        return sum(self.votes.get(one, 0) for one in (Stance.FOR, Stance.AGAINST, Stance.ABSTAINED))


def tally(ballots: Iterable[RollLine], sector: Sector | None = None) -> Tally:
    """The seats of a sector, or all; who declared a conflict of interest is in neither seats nor quorum."""
    votes: dict[Stance, int] = {}
    for one in ballots:
        if sector is None or one.sector is sector:
            votes[one.vote] = votes.get(one.vote, 0) + 1
    return Tally(sum(votes.values()) - votes.get(Stance.CONFLICT, 0), votes)


def needed(terms: DecisionNeeds, seats: int) -> int:
    """How many seats must take part."""
    return -(-seats * terms.quorum // 100) if terms.quorum_share else terms.quorum


def conditions(terms: DecisionNeeds, ballots: Sequence[RollLine]) -> list[Condition]:
    """Each condition of a motion, met or not, with its numbers."""
    everybody = tally(ballots)
    least = needed(terms, everybody.seats)
    present = _(
        "%(n)s of %(seats)s seats that can vote took part; %(least)s are needed.",
        n=everybody.present,
        seats=everybody.seats,
        least=least,
    )
    found = [Condition(_("Quorum"), everybody.present >= max(least, 1), present)]
    if not terms.each_sector:
        return [*found, _majority(terms.majority, str(_("Majority")), everybody)]
    names = {Sector.CIVIL_SOCIETY: _("Majority in civil society"), Sector.GOVERNMENT: _("Majority in the government")}
    return [*found, *(_majority(terms.majority, str(name), tally(ballots, one)) for one, name in names.items())]


def _majority(rule: Majority, title: str, group: Tally) -> Condition:
    in_favour, against = group.votes.get(Stance.FOR, 0), group.votes.get(Stance.AGAINST, 0)
    if rule is Majority.HALF_OF_SEATS:
        met = in_favour * 2 > group.seats
    elif rule is Majority.TWO_THIRDS:
        met = in_favour > 0 and in_favour * 3 >= 2 * (in_favour + against)
    else:
        met = in_favour > against
    why = _(
        "%(rule)s: %(yes)s for, %(no)s against, %(abstained)s abstained, of %(seats)s seats that can vote.",
        rule=MAJORITIES[rule],
        yes=in_favour,
        no=against,
        abstained=group.votes.get(Stance.ABSTAINED, 0),
        seats=group.seats,
    )
    return Condition(title, met, why)


def carries(terms: DecisionNeeds, ballots: Sequence[RollLine]) -> bool:
    """Whether every condition is met."""
    return all(one.met for one in conditions(terms, ballots))


def can_deliberate(person: Person | None, plan: Plan, terms: DecisionNeeds | None, now: datetime) -> Verdict:
    """Staff record what the forum decided, while the calendar gives the right to deliberate."""
    if not can_manage(person):
        return can_manage(person)
    if terms is None:
        return no(_l("Write first what the decision of this edition needs."))
    if not terms.forum:
        return no(_l("The decision of this edition needs no deliberation of the forum."))
    if not plan.stage_open(now, Right.DELIBERATE):
        return no(NOT_OPEN)
    return YES


@dataclass(frozen=True)
class Meeting:
    """What the forum did at a meeting: the motion and every seat. Where the seats voted here over some days,
    ``opened`` is when they began, and ``draft`` what lay before them then."""

    motion: Motion
    text: str
    held_on: date
    minutes: str
    ballots: Sequence[RollLine] = field(default_factory=list)
    draft: PlanDraft | None = None
    opened: datetime | None = None


def is_sound(meeting: Meeting, seats: set[int], now: datetime) -> Verdict:
    """Every seat once, held by who voted; a day that has been; the changes written down."""
    if meeting.held_on > city_day(now):
        return no(_l("The day of the meeting has not come yet."))
    if meeting.motion is Motion.APPROVE_WITH_CHANGES and not meeting.text.strip():
        return no(_l("Write which changes the forum approved."))
    numbers = [one.seat_id for one in meeting.ballots]
    if set(numbers) != seats or len(numbers) != len(seats):
        return no(_l("The seats of the forum have changed meanwhile. Look at the list as it is now."))
    if all(one.vote in (Stance.ABSENT, Stance.CONFLICT) for one in meeting.ballots):
        return no(_l("Say how at least one seat voted."))
    return first_no(*(is_sound_ballot(one, one.given_on or meeting.held_on) for one in meeting.ballots))


def is_sound_ballot(one: RollLine, held_on: date) -> Verdict:
    """Whoever votes holds the seat on the day; a conflict of interest says what it is."""
    if one.vote is Stance.ABSENT:
        return YES
    if one.tenure is None:
        return no(_l("Choose who was there for this seat."))
    if one.tenure.seat_id != one.seat_id or not one.tenure.holds_on(held_on):
        return no(_l("This person did not hold the seat on the day of the meeting."))
    if one.vote is Stance.CONFLICT and not one.text.strip():
        return no(_l("Write what the conflict of interest is."))
    return YES


def can_sign_act(
    person: Person | None, plan: Plan, terms: DecisionNeeds | None, act: Act, standing: Deliberation | None
) -> Verdict:
    """Staff record the act that somebody signed, after the forum approved where it is asked."""
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


@dataclass(frozen=True)
class ActSignature:
    """An act as it was signed."""

    kind: Act
    institution: str
    role: str
    signed_on: date
    number: str = ""
    gazette: str = ""
    process: str = ""
    text: str = ""


def is_signed_well(
    signature: ActSignature, organisation: Organisation, standing: Deliberation | None, now: datetime
) -> Verdict:
    """By the side that the act belongs to, on a day that has been, not before what it is about, with a source."""
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


@dataclass(frozen=True)
class Missing:
    """What stands between a plan and its publication: a sentence, and the page where it is mended."""

    text: str
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """What is known of a plan before its publication. ``gaps`` counts the fields that each commitment lacks,
    ``changed`` names those that are other than in the draft that the forum approved as it is."""

    slug: str
    terms: DecisionNeeds | None
    standing: Deliberation | None
    acts: Sequence[SignedAct]
    unanswered: int
    first: Sequence[str]
    commitments: int
    gaps: dict[str, int]
    changed: Sequence[str]


def missing(plan: Ready) -> list[Missing]:
    """Everything that is missing; nothing when the plan can be published."""
    here = {"slug": plan.slug}
    return [*_missing_acts(plan, here), *_missing_answers(plan, here), *_missing_fields(plan, here)]


def _missing_acts(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if plan.terms is None:
        return [
            Missing(_("Nobody has written down what the decision of this edition needs."), "deliberation.terms", here)
        ]
    found = []
    if plan.terms.forum and plan.standing is None:
        found.append(Missing(_("The forum has not deliberated on the plan."), "deliberation.desk", here))
    elif plan.terms.forum and plan.standing is not None and not plan.standing.approves:
        last = _(
            "The forum has not approved the plan: see its deliberation of %(day)s.", day=day(plan.standing.held_on)
        )
        found.append(Missing(last, "deliberation.show", here))
    signed = {one.kind for one in plan.acts if is_in_force(one, plan.terms, plan.standing)}
    for act in plan.terms.acts:
        if act not in signed:
            text = _("An act is missing: %(act)s.", act=str(ACTS[act]))
            found.append(Missing(text, "deliberation.sign", {**here, "act": ACT_PATHS[act]}))
    return found


def _missing_answers(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if not plan.unanswered:
        return []
    listed = ", ".join(plan.first) + (" …" if plan.unanswered > len(plan.first) else "")
    text = ngettext(
        "%(num)s contribution has no signed answer: %(listed)s",
        "%(num)s contributions have no signed answer: %(listed)s",
        plan.unanswered,
        listed=listed,
    )
    return [Missing(text, "responses.desk", here)]


def _missing_fields(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if not plan.commitments:
        return [Missing(_("The plan has no commitment."), "editing.index", here)]
    found = []
    for reference, gaps in plan.gaps.items():
        text = ngettext(
            "%(ref)s: %(num)s field of OGP's template is not filled.",
            "%(ref)s: %(num)s fields of OGP's template are not filled.",
            gaps,
            ref=reference,
        )
        found.append(Missing(text, "editing.show", {"reference": reference}))
    for reference in plan.changed:
        text = _("%(ref)s has changed since the draft that the forum approved as it was.", ref=reference)
        found.append(Missing(text, "commitments.versions", {"reference": reference}))
    return found


ACT_PATHS = {Act.HOMOLOGATION: "homologacao", Act.ENDORSEMENT: "endosso"}
"""The acts as they stand in addresses."""


def is_in_force(act: SignedAct, terms: DecisionNeeds, standing: Deliberation | None) -> bool:
    """Whether the act is about the decision of the forum that stands."""
    return not terms.forum or (standing is not None and act.deliberation_id == standing.id)
