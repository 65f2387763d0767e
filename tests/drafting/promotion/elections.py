"""Plain functions that make a vote that is over, for the tests of this room."""

from datetime import timedelta

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, StageKind
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.count.actions import close_count
from tests import factories


def over(votes: list[int], seats: int = 2) -> tuple[Plan, list[Proposal]]:
    """A plan whose vote ended yesterday and whose drafting is open, with proposals that have so many votes."""
    plan = factories.plan(rights=(), seats=seats, choices=max(1, sum(count > 0 for count in votes)))
    factories.stage(plan, StageKind.VOTING, opens=-9, closes=-1)
    factories.stage(plan, StageKind.DRAFTING, opens=-1, closes=30, rights=DEFAULT_RIGHTS[StageKind.DRAFTING])
    proposals = [factories.proposal(plan, factories.person(f"Autora {n}")) for n, _ in enumerate(votes)]
    for voter in range(max(votes, default=0)):
        ballot = Ballot(plan_id=plan.id, voter_id=factories.person().id, opened_at=now() - timedelta(days=2))
        chosen = [proposal for proposal, count in zip(proposals, votes, strict=True) if count > voter]
        ballot.choices = [Choice(proposal_id=p.id, slot=slot) for slot, p in enumerate(chosen, start=1)]
        db.session.add(ballot)
    db.session.commit()
    return plan, proposals


def counted(by: Person, votes: list[int], seats: int = 2, seed: str = "48211") -> tuple[Plan, list[Proposal]]:
    """The same with the count closed."""
    plan, proposals = over(votes, seats)
    close_count(by, plan, seed)
    db.session.commit()
    return plan, proposals


def decision(plan: Plan) -> ForumDecision:
    """A recorded decision of the plan's forum."""
    decision = ForumDecision(
        plan_id=plan.id,
        number=1,
        title="Unir as duas propostas de dados",
        text="O Fórum decidiu.",
        decided_on=today(),
        votes_for=9,
        votes_against=1,
        abstentions=0,
    )
    db.session.add(decision)
    db.session.commit()
    return decision
