"""Promoting proposals into commitments, and answering everybody else."""

from collections.abc import Sequence

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.verdicts import YES, Stale
from ogp_participa.drafting.commitments.actions import begin
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.promotion import queries, rules, wording
from ogp_participa.drafting.promotion.models import Basis, CountResponse, Promotion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.models import Rank
from ogp_participa.vote.count.queries.results import count_of, removals_of, standings_by_proposal, stored_result_of


def draft_commitment(person: Person, plan: Plan, title: str, summary: str) -> Commitment:
    """Begin a commitment in the plan's draft, with the next number."""
    rules.can_draft(person, plan, count_of(plan), now=now()).require()
    return begin(person, plan, title, summary)


def promote(
    person: Person,
    commitment: Commitment,
    proposals: Sequence[Proposal],
    decision: ForumDecision | None = None,
    justification: str = "",
    seen: int | None = None,
) -> list[Promotion]:
    """Let proposals feed a commitment. Whoever is below the line needs ``decision`` or ``justification``.

    A proposal that already feeds this commitment stays as it is; it may feed several. ``seen`` is how many promotions
    these proposals had on the page that was filled: a desk that was slower writes nothing over the other's decision.
    """
    plan = commitment.plan
    rules.can_draft(person, plan, count_of(plan), now=now()).require()
    _lock(plan, proposals)
    fresh = YES if seen is None else rules.is_fresh(seen, queries.promotion_count([p.id for p in proposals]))
    if not fresh:
        raise Stale(fresh.reason)
    places = standings_by_proposal([p.id for p in proposals])
    there = {promotion.proposal_id for promotion in queries.sources_of(commitment)}
    wanted = [proposal for proposal in proposals if proposal.id not in there]
    for proposal in wanted:
        rules.can_promote(proposal, places.get(proposal.id), decision, justification).require()
    promotions = [_promotion(person, commitment, p, places.get(p.id), decision, justification) for p in wanted]
    db.session.flush()  # the events name the promotions
    for promotion in promotions:
        record(
            Kind.PROPOSAL_PROMOTED,
            by=person,
            on=promotion.proposal,
            commitment_id=commitment.id,
            promotion_id=promotion.id,
            rank=promotion.rank,
        )
    return promotions


def _promotion(
    person: Person,
    commitment: Commitment,
    proposal: Proposal,
    standing: Rank | None,
    decision: ForumDecision | None,
    justification: str,
) -> Promotion:
    if standing is not None and standing.elected:
        basis, decision = Basis.RANKING, None
    else:
        basis = Basis.FORUM_DECISION if decision else Basis.JUSTIFICATION
    if proposal.state is not State.PROMOTED:
        proposal.enter(State.PROMOTED)
    promotion = Promotion(
        proposal=proposal,
        commitment=commitment,
        rank=standing.rank if standing else None,
        basis=basis,
        forum_decision_id=decision.id if decision else None,
        justification=justification.strip() if basis is Basis.JUSTIFICATION else "",
        by_id=person.id,
    )
    db.session.add(promotion)
    return promotion


def _lock(plan: Plan, proposals: Sequence[Proposal]) -> None:
    """Lock the plan and read the proposals as they are now: two desks, one decision."""
    lock(plan)
    queries.read_again(proposals)


def answer(person: Person, plan: Plan, proposals: Sequence[Proposal], text: str) -> list[CountResponse]:
    """Answer several proposals that were not promoted, with a reason: each gets an answer with its own place and votes
    where the text leaves room for them, and its author hears."""
    rules.can_draft(person, plan, count_of(plan), now=now()).require()
    _lock(plan, proposals)
    places = standings_by_proposal([p.id for p in proposals])
    selection = stored_result_of(plan, list(places))
    removed = {removal.proposal_id: removal.reason for removal in removals_of(plan)}
    texts = {p.id: wording.filled(text, places.get(p.id), selection, removed) for p in proposals}
    generated = text.strip() == wording.opening(selection.seats)
    for proposal in proposals:
        rules.can_answer(proposal, texts[proposal.id], places.get(proposal.id), generated=generated).require()
        if proposal.state is State.PUBLISHED:
            proposal.enter(State.NOT_PROMOTED)
    responses = [CountResponse(proposal=proposal, text=texts[proposal.id], by_id=person.id) for proposal in proposals]
    db.session.add_all(responses)
    db.session.flush()  # the events name the answers
    for response in responses:
        place = places.get(response.proposal_id)
        rank = place.rank if place else None
        record(Kind.PROPOSAL_ANSWERED, by=person, on=response.proposal, response_id=response.id, rank=rank)
    return responses
