"""What the forum decided in the demonstration on what people proposed, each with its event."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome, Reason, SecondOpinion
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.demonstration.running.proposals import ContributionStory


def add_decisions(story: ContributionStory) -> None:
    """What the forum decided on each."""
    reasons = {r.number: r for r in db.session.scalars(sa.select(Reason).where(Reason.plan_id == story.plan.id))}
    for key, proposal in story.proposals.items():
        row = story.given[key]
        decide = {
            "returned": _return,
            "resent": _return_then_publish,
            "refused": _refuse,
            "second": _refuse,
            "appealed": _refuse,
            "merged": _merge,
            "withdrawn": _withdraw,
            "published": _publish,
            "workshop": _publish,
        }.get(row["fate"])
        if decide:
            said = row["moderation"] or {}
            decide(story, proposal, row, reasons.get(said.get("reason") or ""), said.get("text") or "")


def _decision(story: ContributionStory, proposal: Proposal, outcome: Outcome, at: datetime, **fields: Any) -> Decision:
    seat, member = story.member(story.dice.choice(list(Sector)))
    made = Decision(
        proposal_id=proposal.id,
        round=fields.pop("round", proposal.round),
        version=fields.pop("version", proposal.version),
        outcome=outcome,
        standing=fields.pop("standing", DecisionState.IN_FORCE),
        by_id=member.id,
        seat_id=seat.id,
        at=at,
        **fields,
    )
    db.session.add(made)
    db.session.flush()  # the event names it
    return made


def _publish(
    story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str
) -> None:
    at = proposal.submitted_at + timedelta(days=story.dice.uniform(0.5, 6))
    made = _decision(story, proposal, Outcome.PUBLISH, at)
    proposal.published_at = at
    story.event(Kind.PROPOSAL_PUBLISHED, proposal, at, None, decision_id=made.id)


def _return(
    story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str
) -> None:
    at = proposal.submitted_at + timedelta(days=2)
    fields = {"round": 1, "version": 1, "reason_id": reason.id if reason else None, "text": text}
    made = _decision(story, proposal, Outcome.RETURN, at, **fields)
    story.event(Kind.PROPOSAL_RETURNED, proposal, at, None, decision_id=made.id)


def _return_then_publish(
    story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str
) -> None:
    _return(story, proposal, row, reason, text)
    at = proposal.submitted_at + timedelta(days=5.5)
    made = _decision(story, proposal, Outcome.PUBLISH, at)
    proposal.published_at = at
    story.event(Kind.PROPOSAL_PUBLISHED, proposal, at, None, decision_id=made.id)


def _refuse(
    story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str
) -> None:
    at = proposal.submitted_at + timedelta(days=0.2 if row["fate"] == "second" else 3)
    waiting = row["fate"] == "second"
    standing = DecisionState.AWAITING_SECOND if waiting else DecisionState.IN_FORCE
    reason_id = reason.id if reason else None
    made = _decision(story, proposal, Outcome.REFUSE, at, reason_id=reason_id, text=text, standing=standing)
    story.event(Kind.REFUSAL_PROPOSED, proposal, at, None, decision_id=made.id)
    if waiting:
        return
    first = next(seat for seat in story.seats if seat.id == made.seat_id)
    other = Sector.GOVERNMENT if first.sector is Sector.CIVIL_SOCIETY else Sector.CIVIL_SOCIETY
    seat, member = story.member(other)
    agreed = at + timedelta(days=1)
    db.session.add(
        SecondOpinion(decision_id=made.id, by_id=member.id, seat_id=seat.id, agrees=True, text="De acordo.", at=agreed)
    )
    story.event(Kind.PROPOSAL_REFUSED, proposal, agreed, None, decision_id=made.id)
    if row["appeal"]:
        _appeal(story, proposal, made, row["appeal"], agreed + timedelta(days=1))


def _appeal(
    story: ContributionStory, proposal: Proposal, decision: Decision, given: dict[str, Any], at: datetime
) -> None:
    """The appeal, and its answer where there is one: an upheld one publishes the proposal after all."""
    appeal = Appeal(proposal_id=proposal.id, decision_id=decision.id, text=given["text"], at=at)
    db.session.add(appeal)
    db.session.flush()  # its events name it
    story.event(Kind.APPEAL_FILED, proposal, at, proposal.author, appeal_id=appeal.id)
    if given["outcome"] == "pending":
        return
    seat, member = story.member(Sector.CIVIL_SOCIETY)
    appeal.upheld = given["outcome"] == "granted"
    appeal.answer, appeal.answered_at = given["answer"] or "", at + timedelta(days=2)
    appeal.answered_by_id, appeal.answered_seat_id = member.id, seat.id
    kind = Kind.APPEAL_UPHELD if appeal.upheld else Kind.APPEAL_DENIED
    story.event(kind, proposal, appeal.answered_at, None, appeal_id=appeal.id)
    if appeal.upheld:
        decision.standing = DecisionState.OVERTURNED
        proposal.state, proposal.published_at = State.PUBLISHED, appeal.answered_at


def _merge(story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str) -> None:
    at = proposal.submitted_at + timedelta(days=3)
    into = story.proposals[row["into"]]
    fields = {"reason_id": reason.id if reason else None, "text": text, "into_id": into.id}
    made = _decision(story, proposal, Outcome.MERGE, at, **fields)
    proposal.merged_into_id, proposal.published_at = into.id, at
    story.event(Kind.PROPOSAL_MERGED, proposal, at, None, decision_id=made.id, into_id=into.id)


def _withdraw(
    story: ContributionStory, proposal: Proposal, row: dict[str, Any], reason: Reason | None, text: str
) -> None:
    at = proposal.submitted_at + timedelta(days=5)
    story.event(
        Kind.PROPOSAL_WITHDRAWN,
        proposal,
        at,
        story.people.get(row["author"] or ""),
        reason=row["withdrawal_text"] or "",
    )
