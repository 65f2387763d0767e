"""The whole story of a proposal, from sent to commitment or reasoned response, read from the record.

Nothing is kept for it: events, decisions, the closed count and promotions already say everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.audit.queries import events_on
from ogp_participa.database import db
from ogp_participa.drafting.models import Promotion, Response, Standing
from ogp_participa.i18n import day
from ogp_participa.moderation.models import Appeal, Decision, SecondOpinion
from ogp_participa.plans.models import Right
from ogp_participa.proposals.models import Proposal, State
from ogp_participa.story.rules import Outlook, outlook


@dataclass(frozen=True)
class Step:
    """One step of the story, as the timeline shows it. ``text`` is somebody's reason in their own words."""

    title: str
    sign: str = ""
    text: str = ""
    at: str = ""
    moment: datetime | None = None
    tone: str = ""
    href: str = ""
    current: bool = False
    future: bool = False
    struck: bool = False


SHOWN = {
    Kind.PROPOSAL_SUBMITTED,
    Kind.PROPOSAL_RESENT,
    Kind.PROPOSAL_WITHDRAWN,
    Kind.PROPOSAL_PUBLISHED,
    Kind.PROPOSAL_RETURNED,
    Kind.PROPOSAL_REFUSED,
    Kind.PROPOSAL_MERGED,
    Kind.APPEAL_FILED,
    Kind.APPEAL_UPHELD,
    Kind.APPEAL_DENIED,
    Kind.PROPOSAL_PROMOTED,
    Kind.PROPOSAL_ANSWERED,
}


@dataclass(frozen=True)
class Facts:
    """The rows that the events of one proposal point to, by number."""

    decisions: dict[int, Decision]
    appeals: dict[int, Appeal]
    promotions: dict[int, Promotion]
    responses: dict[int, Response]


def timeline(proposal: Proposal, lang: str, now: datetime) -> list[Step]:
    """Every public step of the proposal, oldest first, then where it stands and what comes next."""
    events = events_on("proposal", proposal.id, SHOWN)
    facts = _facts(events)
    steps = [_step(event, proposal, facts, lang) for event in events]
    standing = _standing(proposal)
    if standing:
        steps = _with_standing(steps, standing)
    return steps + _next(proposal, standing, now)


def _facts(events: Sequence[Event]) -> Facts:
    """Read what the events point to: one query for each kind of thing that is there."""

    def wanted(name: str) -> list[int]:
        return [event.details[name] for event in events if name in event.details]

    decisions = sa.select(Decision).options(
        joinedload(Decision.reason),
        joinedload(Decision.seat),
        joinedload(Decision.into),
        joinedload(Decision.second).joinedload(SecondOpinion.seat),
    )
    promotions = sa.select(Promotion).options(joinedload(Promotion.commitment), joinedload(Promotion.forum_decision))
    return Facts(
        decisions=_by_id(decisions, Decision.id, wanted("decision_id")),
        appeals=_by_id(sa.select(Appeal), Appeal.id, wanted("appeal_id")),
        promotions=_by_id(promotions, Promotion.id, wanted("promotion_id")),
        responses=_by_id(sa.select(Response), Response.id, wanted("response_id")),
    )


def _by_id(query: Any, column: Any, ids: Sequence[int]) -> dict[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in db.session.scalars(query.where(column.in_(ids)))}


def _standing(proposal: Proposal) -> Standing | None:
    if proposal.state not in (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED):
        return None
    return db.session.scalars(sa.select(Standing).where(Standing.proposal_id == proposal.id)).first()


def _step(event: Event, proposal: Proposal, facts: Facts, lang: str) -> Step:
    """One event in words."""
    decision = facts.decisions.get(event.details.get("decision_id", 0))
    appeal = facts.appeals.get(event.details.get("appeal_id", 0))
    promotion = facts.promotions.get(event.details.get("promotion_id", 0))
    response = facts.responses.get(event.details.get("response_id", 0))
    title, sign, tone, text, href = "", "✓", "", "", ""
    match event.kind:
        case Kind.PROPOSAL_SUBMITTED:
            title = _("Sent at a workshop") if proposal.workshop_id else _("Sent by %(name)s", name=proposal.signed)
        case Kind.PROPOSAL_RESENT:
            title = _("Changed and sent again (version %(n)s)", n=event.details.get("version", ""))
        case Kind.PROPOSAL_WITHDRAWN:
            title, sign, text = _("Withdrawn by who proposed it"), "–", event.details.get("reason", "")
        case Kind.PROPOSAL_PUBLISHED:
            title, tone = _("Published"), "ok"
        case Kind.PROPOSAL_RETURNED:
            title, sign, tone = _("The forum asked for a change"), "↩", "warn"
        case Kind.PROPOSAL_REFUSED:
            title, sign, tone = _("Not published"), "✕", "error"
        case Kind.PROPOSAL_MERGED:
            title, sign, tone = _("Joined with another proposal"), "⇄", "info"
        case Kind.APPEAL_FILED:
            title, sign, text = _("The author asked for a review"), "↩", appeal.text if appeal else ""
        case Kind.APPEAL_UPHELD | Kind.APPEAL_DENIED:
            upheld = event.kind is Kind.APPEAL_UPHELD
            title = _("The review agreed with the author") if upheld else _("The review kept the decision")
            sign, tone, text = ("✓", "ok", "") if upheld else ("✕", "error", "")
            text = appeal.answer if appeal else ""
        case Kind.PROPOSAL_PROMOTED if promotion:
            title = _("Became commitment %(ref)s", ref=promotion.commitment.reference)
            sign, tone, text = "★", "star", _basis(promotion)
            href = url_for("commitments.show", reference=promotion.commitment.reference)
        case Kind.PROPOSAL_ANSWERED:
            title, sign, text = _("City Hall's answer"), "✉", response.text if response else ""
        case _:
            title = event.kind.value
    if decision:
        text = _reasons(decision, lang)
        if decision.into:
            href = url_for("proposals.show", address=decision.into.address)
    return Step(title=title, sign=sign, text=text, at=day(event.at), moment=event.at, tone=tone, href=href)


def _reasons(decision: Decision, lang: str) -> str:
    """The published reason, the member's own words, and the sectors that decided."""
    parts = []
    if decision.reason:
        parts.append(f"{decision.reason.number} {decision.reason.text(lang)}")
    if decision.into:
        parts.append(f"{decision.into.reference} – {decision.into.title}")
    parts.append(decision.text)
    return " ".join(part for part in parts if part)


def _basis(promotion: Promotion) -> str:
    """Why it was promoted, in one sentence."""
    if promotion.forum_decision:
        number, title = promotion.forum_decision.reference, promotion.forum_decision.title
        return str(_("By forum decision %(number)s: %(title)s", number=number, title=title))
    if promotion.justification:
        return promotion.justification
    return str(_("By its place in the vote."))


def _with_standing(steps: list[Step], standing: Standing) -> list[Step]:
    """The count, after what happened before it and before what was decided from it."""
    title = _("The vote: place %(rank)s, with %(votes)s votes", rank=standing.rank, votes=standing.votes)
    text = _("Above the line: it has a seat.") if standing.elected else _("Below the line where the seats end.")
    if standing.tied:
        text += " " + _("The place among equals was drawn by lot.")
    count = Step(title=title, sign="◐", text=text, tone="info")
    after = [s for s in steps if s.sign in ("★", "✉")]
    return [s for s in steps if s.sign not in ("★", "✉")] + [count] + after


def _next(proposal: Proposal, standing: Standing | None, now: datetime) -> list[Step]:
    """Where it stands now and what comes, from the calendar."""
    voting = next(iter(proposal.plan.stages_with(Right.VOTE)), None)
    drafting = next(iter(proposal.plan.stages_with(Right.DRAFT)), None)
    found = outlook(
        proposal.state, voting, drafting, counted=standing is not None, votes=bool(voting and voting.is_open(now))
    )
    steps = []
    if Outlook.BEING_READ in found:
        steps.append(Step(_("Being read by the forum"), sign="◔", current=True))
    if Outlook.WAITS_FOR_AUTHOR in found:
        steps.append(Step(_("Waiting for the author's change"), sign="↩", tone="warn", current=True))
    if Outlook.VOTING in found and voting:
        steps.append(Step(_("In voting"), sign="◐", at=_("until %(day)s", day=day(voting.closes_at)), current=True))
    if Outlook.VOTE_COMES in found and voting:
        steps.append(Step(_("Voting"), sign="○", at=_("from %(day)s", day=day(voting.opens_at)), future=True))
    if Outlook.RESULT_COMES in found and voting:
        steps.append(
            Step(_("Result of the vote"), sign="○", at=_("after %(day)s", day=day(voting.closes_at)), future=True)
        )
    if Outlook.ANSWER_COMES in found:
        at = _("until %(day)s", day=day(drafting.closes_at)) if drafting else ""
        steps.append(Step(_("Commitment or reasoned answer"), sign="○", at=at, future=True))
    return steps
