"""The forum decides. Each verb locks the proposal first; one decision for each round is the database's last word."""

from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, store_first
from ogp_participa.core.verdicts import Stale
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions.reasons import reason_numbered
from ogp_participa.moderation.case import DecisionWords, Member, ModerationCase
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome, SecondOpinion
from ogp_participa.moderation.queries.decisions import case_of
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import Proposal, State


def publish(proposal: Proposal, *, by: Member, words: DecisionWords) -> Decision:
    """Let everybody read the proposal from now on; one reader is enough."""
    case = _locked(proposal)
    _still_as_read(case, words)
    rules.can_decide(by, case).require()
    proposal.enter(State.PUBLISHED)
    proposal.published_at = now()
    decision = _decide(case, Outcome.PUBLISH, by, words)
    index_for_search(proposal)
    record(Kind.PROPOSAL_PUBLISHED, by=by.person, on=proposal, decision_id=decision.id)
    return decision


def return_for_changes(proposal: Proposal, *, by: Member, words: DecisionWords) -> Decision:
    """Ask the author for a change, with a reason; the proposal may be sent again."""
    case = _locked(proposal)
    _still_as_read(case, words)
    rules.can_return(by, case).require()
    proposal.enter(State.NEEDS_CHANGE)
    decision = _decide(case, Outcome.RETURN, by, words)
    record(Kind.PROPOSAL_RETURNED, by=by.person, on=proposal, decision_id=decision.id)
    return decision


def propose_refusal(proposal: Proposal, *, by: Member, words: DecisionWords) -> Decision:
    """Record the first of the two readers who refuse. Nothing happens to the proposal yet."""
    case = _locked(proposal)
    _still_as_read(case, words)
    rules.can_decide(by, case).require()
    decision = _decide(case, Outcome.REFUSE, by, words)
    record(Kind.REFUSAL_PROPOSED, by=by.person, on=proposal, decision_id=decision.id)
    return decision


def second(proposal: Proposal, *, by: Member, words: DecisionWords, agrees: bool) -> SecondOpinion:
    """Record the second reading: who agrees refuses the proposal; who does not leaves it to other members."""
    case = _locked(proposal)
    _still_as_read(case, words, second=True)
    rules.can_second(by, case).require()
    decision = case.current
    assert decision is not None
    opinion = SecondOpinion(decision_id=decision.id, agrees=agrees, text=words.text, **_who(by))
    store_first(rules.DECIDED, opinion)
    db.session.expire(decision, ["second"])
    if agrees:
        decision.standing = DecisionState.IN_FORCE
        proposal.enter(State.REFUSED)
        index_for_search(proposal)
    else:
        decision.standing = DecisionState.NOT_AGREED
        proposal.round += 1
    kind = Kind.PROPOSAL_REFUSED if agrees else Kind.REFUSAL_NOT_AGREED
    record(kind, by=by.person, on=proposal, decision_id=decision.id)
    return opinion


def merge(proposal: Proposal, host: Proposal, *, by: Member, words: DecisionWords) -> Decision:
    """Join a proposal with another: its text, story and followers stay, and the followers hear of the other, too."""
    case = _locked(proposal, host)
    _still_as_read(case, words)
    rules.can_merge(by, case, case_of(host, now())).require()
    proposal.round = case.round_to_decide
    proposal.enter(State.MERGED)
    proposal.merged_into_id = host.id
    _bring_guests(proposal, host)
    proposal.published_at = proposal.published_at or now()
    host.revision += 1
    decision = _decide(case, Outcome.MERGE, by, words, into_id=host.id)
    _bring_followers(proposal, host)
    index_for_search(proposal)
    record(Kind.PROPOSAL_MERGED, by=by.person, on=proposal, decision_id=decision.id, into_id=host.id)
    return decision


def _bring_guests(proposal: Proposal, host: Proposal) -> None:
    """Lead what was joined with the proposal on to the host, too: one step leads to where an idea is now, and its story
    still tells of each joining."""
    guests = sa.update(Proposal).where(Proposal.merged_into_id == proposal.id)
    db.session.execute(guests.values(merged_into_id=host.id, revision=Proposal.revision + 1))


def appeal(proposal: Proposal, *, by: Person, text: str) -> Appeal:
    """Ask other members, for the author, to look at the refusal again."""
    case = _locked(proposal)
    rules.can_appeal(by, case, now()).require()
    assert case.refusal is not None
    filed = Appeal(proposal_id=proposal.id, decision_id=case.refusal.id, text=text)
    store_first(rules.DECIDED, filed)
    db.session.expire(case.refusal, ["appeal"])
    record(Kind.APPEAL_FILED, by=by, on=proposal, appeal_id=filed.id)
    return filed


def answer_appeal(proposal: Proposal, *, by: Member, upheld: bool, text: str) -> Appeal:
    """Publish the proposal after all, or confirm the refusal, as members without a part in it decide."""
    case = _locked(proposal)
    if case.appeal is not None and case.appeal.upheld is not None:
        raise Stale(rules.DECIDED)
    rules.can_answer_appeal(by, case).require()
    answered = case.appeal
    assert answered is not None
    answered.upheld, answered.answer, answered.answered_at = upheld, text, now()
    answered.answered_by, answered.answered_seat = by.person, by.seat
    if upheld:
        answered.decision.standing = DecisionState.OVERTURNED
        proposal.enter(State.PUBLISHED)
        proposal.published_at = now()
        index_for_search(proposal)
    kind = Kind.APPEAL_UPHELD if upheld else Kind.APPEAL_DENIED
    record(kind, by=by.person, on=proposal, appeal_id=answered.id)
    return answered


def _locked(*proposals: Proposal) -> ModerationCase:
    """Return the case of the first proposal, read again under a lock; several are locked in one order, so nobody waits
    in a circle."""
    query = (
        sa.select(Proposal)
        .where(Proposal.id.in_([proposal.id for proposal in proposals]))
        .order_by(Proposal.id)
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    )
    db.session.scalars(query).all()
    return case_of(proposals[0], now())


def _still_as_read(case: ModerationCase, words: DecisionWords, second: bool = False) -> None:
    """Stop whoever read another text or another round than the one that stands now."""
    current = rules.is_as_read(case, words, second)
    if not current:
        raise Stale(current.reason)


def _decide(case: ModerationCase, outcome: Outcome, by: Member, words: DecisionWords, **more: Any) -> Decision:
    """Write the decision down; the first one of a round stays."""
    reason = reason_numbered(case.proposal.plan, words.reason)
    rules.reason_fits(outcome, reason).require()
    rules.words_suffice(outcome, words.text).require()
    refusing = outcome is Outcome.REFUSE
    decision = Decision(
        proposal_id=case.proposal.id,
        round=case.proposal.round,
        version=words.version,
        outcome=outcome,
        standing=DecisionState.AWAITING_SECOND if refusing else DecisionState.IN_FORCE,
        reason=reason,
        text=words.text,
        **_who(by),
        **more,
    )
    store_first(rules.DECIDED, decision)
    return decision


def _who(by: Member) -> dict[str, Any]:
    return {"by": by.person, "seat": by.seat}


def _bring_followers(proposal: Proposal, host: Proposal) -> None:
    """Let who follows the joined proposal, and its author, hear of the host, too; what they followed they still
    follow."""
    listening = sa.select(Follow.person_id).where(Follow.proposal_id == host.id)
    following = sa.select(Follow.person_id, sa.literal(host.id), sa.literal(now(), Follow.at.type)).where(
        Follow.proposal_id == proposal.id, Follow.person_id.not_in(listening)
    )
    db.session.execute(sa.insert(Follow).from_select(["person_id", "proposal_id", "at"], following))
    if proposal.author_id and not db.session.get(Follow, (proposal.author_id, host.id)):
        db.session.add(Follow(person_id=proposal.author_id, proposal_id=host.id))
