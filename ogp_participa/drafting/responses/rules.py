"""Which contributions are answered, by whom, until when, and what the words are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.core.dates import city_day
from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State

TERM_DAYS = 30
"""Days to answer in, from the close of the stage in which a contribution came. No law sets it: the page says it."""

FEWEST_LETTERS = 20
LONGEST = 8000
MOST = 500
"""Contributions that one answer takes at once."""

ANSWERED_STATES = (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED, State.MERGED)
"""Proposals that were published and are still there; withdrawn ones are answered by who withdrew them."""

OUTCOMES: dict[ReplyOutcome, Any] = {
    ReplyOutcome.ACCEPTED: _l("Accepted as it is"),
    ReplyOutcome.IN_PART: _l("Accepted in part"),
    ReplyOutcome.COVERED: _l("Already covered"),
    ReplyOutcome.NOT_ACCEPTED: _l("Not accepted"),
}
SIGNS = {
    ReplyOutcome.ACCEPTED: ("✓", "ok"),
    ReplyOutcome.IN_PART: ("◐", "info"),
    ReplyOutcome.COVERED: ("✓", "neutral"),
    ReplyOutcome.NOT_ACCEPTED: ("✕", "neutral"),
}
"""Sign and tone of each outcome; the colour is never alone."""

CHANGES = frozenset({ReplyOutcome.ACCEPTED, ReplyOutcome.IN_PART})
"""Outcomes that changed the plan: they name the commitment or milestone."""

NOBODY = _l("Tick at least one contribution.")
CHANGED = _l("Somebody answered one of these meanwhile. Read that answer before you send yours.")


@dataclass(frozen=True)
class ResponseWords:
    """What an institution says: the outcome, the reason, and what it changed; signed with a public role."""

    outcome: ReplyOutcome
    text: str
    institution: str
    role: str
    commitment: Commitment | None = None
    milestone: Milestone | None = None


def can_reply(person: Person | None, plan: Plan) -> Verdict:
    """Staff enter what institutions answer. Plans of the past are settled."""
    if not can_manage(person):
        return can_manage(person)
    return no(_l("This plan is of the past: nothing is answered any more.")) if plan.historical else YES


def can_be_answered(thing: Proposal | Contribution, *, counted: bool) -> Verdict:
    """Published proposals, after the vote is counted where there is one; contributions that are not hidden."""
    if isinstance(thing, Contribution):
        return no(_l("A hidden contribution has its answer: the reason why it was hidden.")) if thing.hidden else YES
    if thing.state not in ANSWERED_STATES:
        return no(_l("Only proposals that were published are answered here. This one is not, or was withdrawn."))
    return is_time(thing.plan, True, counted=counted)


def is_time(plan: Plan, proposals: bool, *, counted: bool) -> Verdict:
    """Proposals wait for the count of their vote; nothing else waits."""
    if proposals and plan.stages_with(Right.VOTE) and not counted:
        return no(_l("Proposals are answered when the vote is counted: before, it is not known what becomes of them."))
    return YES


def fits(thing: Proposal | Contribution, words: ResponseWords) -> Verdict:
    """Whether the answer can be given to this contribution."""
    waits = isinstance(thing, Proposal) and thing.state in (State.PUBLISHED, State.NOT_PROMOTED)
    if waits and thing.plan.stages_with(Right.VOTE) and words.outcome is ReplyOutcome.ACCEPTED:
        return no(
            _l("A proposal that is accepted as it is feeds a commitment. Promote it on the selection board first.")
        )
    return YES


def suffices(words: ResponseWords, plan: Plan) -> Verdict:
    """A reason that people can judge, and what changed where something did."""
    if len(words.text.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    if words.outcome in CHANGES and words.commitment is None:
        return no(_l("Choose the commitment or milestone that changed: people want to see where their words are."))
    if words.commitment is not None and words.commitment.plan_id != plan.id:
        return no(_l("This commitment belongs to another plan."))
    if words.milestone is not None and (
        words.commitment is None or words.milestone.commitment_id != words.commitment.id
    ):
        return no(_l("This milestone belongs to another commitment."))
    return YES


def is_fresh(seen: int, answers: int) -> Verdict:
    """Whether nobody answered the contributions while the page was being filled."""
    return YES if seen == answers else no(CHANGED)


def closed_at(plan: Plan, proposal: bool, at: datetime) -> datetime:
    """When the stage closed (or closes) in which something came; what came outside of any counts from its own moment.
    Where there is a vote, a proposal is answered after it (:func:`is_time`): its days begin when the vote closes."""
    stages = plan.stages_with(Right.PROPOSE if proposal else Right.CONSULT)
    within = [stage.closes_at for stage in stages if stage.is_open(at)]
    return max([min(within) if within else at, *vote_closes(plan, proposal)])


def vote_closes(plan: Plan, proposal: bool) -> list[datetime]:
    """The moments for which a contribution waits before anybody can answer it."""
    return [stage.closes_at for stage in plan.stages_with(Right.VOTE)] if proposal else []


def answer_due(plan: Plan, thing: Proposal | Contribution) -> datetime | None:
    """Until when a published contribution is to be answered; nothing where nobody answers any more, or ever."""
    if plan.historical or (thing.hidden if isinstance(thing, Contribution) else thing.state not in ANSWERED_STATES):
        return None
    if isinstance(thing, Proposal):
        return due(closed_at(plan, True, thing.submitted_at)) if thing.published_at else None
    return due(closed_at(plan, False, thing.at))


def days_since(closed: datetime, moment: datetime) -> int:
    """Days of the city from the close to the answer; none for an answer that came before it."""
    return max(0, (city_day(moment) - city_day(closed)).days)


def due(closed: datetime) -> datetime:
    """Until when an answer is in time."""
    return closed + timedelta(days=TERM_DAYS)


def median(days: Mapping[int, int]) -> float | None:
    """The middle of many numbers of days, given how often each occurs."""
    total = sum(days.values())
    if not total:
        return None
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def _nth(days: Mapping[int, int], place: int) -> int:
    """The number at a place when all stand in order."""
    before = 0
    for value in sorted(days):
        before += days[value]
        if before > place:
            return value
    raise ValueError("There are fewer.")


@dataclass(frozen=True)
class Figures:
    """The ledger in numbers. ``late`` counts what waits although its term is over, ``unsigned`` what has an answer of
    the count that no institution signed yet."""

    total: int
    outcomes: Mapping[ReplyOutcome, int]
    unsigned: int
    late: int
    days: Mapping[int, int]

    @property
    def answered(self) -> int:
        """How many have a signed answer."""
        return sum(self.outcomes.values())

    @property
    def waiting(self) -> int:
        """How many have none."""
        return self.total - self.answered

    @property
    def share(self) -> float | None:
        """The share answered."""
        return self.answered / self.total if self.total else None

    @property
    def share_in_time(self) -> float | None:
        """The share answered in time, of all that were answered or whose term is over."""
        in_time = sum(count for days, count in self.days.items() if days <= TERM_DAYS)
        counted = sum(self.days.values()) + self.late
        return in_time / counted if counted else None

    @property
    def median_days(self) -> float | None:
        """The median of the days to the first answer."""
        return median(self.days)
