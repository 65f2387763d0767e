"""What the rules of moderation ask about: a member at the desk, a proposal's case, and what is said with a decision."""

from dataclasses import dataclass

from ogp_participa.core.verdicts import Verdict
from ogp_participa.forum.seats.models import Seat
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State


@dataclass(frozen=True)
class Member:
    """Somebody at the desk: the seat held today in the plan's forum, and the organisations they sit for anywhere."""

    person: Person
    seat: Seat | None
    organisations: frozenset[int]


@dataclass(frozen=True)
class ModerationCase:
    """A proposal with everything the rules ask about it.

    ``interests`` are the organisations it was signed for or that its author sits for; ``decisions`` run from the
    first round to the last; ``moderating`` is what the calendar says.
    """

    proposal: Proposal
    interests: frozenset[int]
    decisions: tuple[Decision, ...]
    appeal: Appeal | None
    moderating: Verdict

    @property
    def current(self) -> Decision | None:
        """The decision on the current round, if there is one."""
        return next((d for d in self.decisions if d.round == self.proposal.round), None)

    @property
    def begun(self) -> bool:
        """Whether a refusal was proposed that is not settled: it waits for its second reading, or found none who agrees
        and the text waits for other members."""
        if self.current is not None:
            return self.current.standing is DecisionState.AWAITING_SECOND
        before = next((d for d in self.decisions if d.round == self.proposal.round - 1), None)
        return before is not None and before.standing is DecisionState.NOT_AGREED

    @property
    def round_to_decide(self) -> int:
        """The round a decision made now belongs to: a published proposal, already decided on, opens one more."""
        return self.proposal.round + (1 if self.proposal.state is State.PUBLISHED else 0)

    @property
    def refusal(self) -> Decision | None:
        """The refusal in force or once in force, if there is one."""
        done = (DecisionState.IN_FORCE, DecisionState.OVERTURNED)
        refusals = [d for d in self.decisions if d.outcome is Outcome.REFUSE and d.standing in done]
        return refusals[-1] if refusals else None


@dataclass(frozen=True)
class DecisionWords:
    """What a member says with a decision, and which version and round lay before them when they said it."""

    version: int
    round: int
    reason: str = ""
    text: str = ""
