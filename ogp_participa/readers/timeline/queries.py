"""The whole story of a proposal, from sent to commitment or reasoned response, read from the record.

Nothing is kept for it: events, decisions, the closed count and promotions already say everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.queries import Happened, events_on
from ogp_participa.core.database import db
from ogp_participa.core.dates import day
from ogp_participa.decision.deliberation.models import Deliberation, SignedAct
from ogp_participa.decision.deliberation.queries import acts_of, newest_acts
from ogp_participa.decision.deliberation.queries import standing as newest_deliberation
from ogp_participa.decision.deliberation.wording import ACTS, MOTIONS
from ogp_participa.drafting.consultation.models import DraftPart
from ogp_participa.drafting.consultation.queries import newest_parts
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind
from ogp_participa.drafting.feasibility.wording import FINDINGS, KINDS, SIGNS
from ogp_participa.drafting.promotion.models import CountResponse, Promotion
from ogp_participa.drafting.responses.models import InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.queries.answers import answers_to
from ogp_participa.drafting.responses.wording import OUTCOMES
from ogp_participa.edition.plans.models import Right
from ogp_participa.moderation.models import Appeal, Decision, Reason
from ogp_participa.proposals.proposals.models import Proposal, State, address_of, reference_of
from ogp_participa.readers.timeline.rules import Outlook, outlook
from ogp_participa.vote.count.models import Count, Last, Rank


@dataclass(frozen=True)
class TimelineStep:
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


OPINIONS = {Kind.OPINION_GIVEN, Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED}
SHOWN = {
    *OPINIONS,
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
    Kind.CONTRIBUTION_ANSWERED,
    Kind.WINNER_REMOVED,
}


class Decided(NamedTuple):
    """A decision with its reason and where it was joined, beside the proposal's place in the closed count."""

    rank: int | None
    votes: int
    tied: bool
    elected: bool
    last: str
    closed_at: datetime | None
    id: int | None
    text: str
    into_id: int | None
    year: int
    number: int
    title: str
    reason: str | None
    text_pt: str
    text_en: str
    text_es: str


@dataclass(frozen=True)
class ProposalFacts:
    """The rows that the events of one proposal point to, by number, and its place in the closed count."""

    standing: Decided | None
    decisions: dict[int, Decided]
    appeals: dict[int, Appeal]
    promotions: dict[int, Promotion]
    responses: dict[int, CountResponse]
    replies: dict[int, InstitutionResponse]
    consulted: list[DraftPart]


def events_of(proposal: Proposal) -> list[Happened]:
    """What the record tells of the proposal, oldest first."""
    return events_on("proposal", proposal.id, SHOWN)


def replies_to(proposal: Proposal, events: Sequence[Happened]) -> list[InstitutionResponse]:
    """The answers that institutions signed, newest first; nothing is asked where nothing tells of one."""
    told = (Kind.CONTRIBUTION_ANSWERED, Kind.PROPOSAL_ANSWERED)  # what the count answered may be signed since
    replies = answers_to(proposal.id) if any(one.kind in told for one in events) else []
    for reply in replies:
        if reply.commitment is not None:
            set_committed_value(
                reply.commitment, "plan", proposal.plan
            )  # it is of the same plan, which is here already
    return replies


def timeline(
    proposal: Proposal,
    lang: str,
    now: datetime,
    known: Sequence[Happened] | None = None,
    replies: Sequence[InstitutionResponse] | None = None,
) -> list[TimelineStep]:
    """Every public step of the proposal, oldest first, then where it stands and what comes next. ``known`` are its
    events and ``replies`` the answers to it, for a page that has read them already."""
    events = events_of(proposal) if known is None else known
    facts = _facts(proposal, events, replies_to(proposal, events) if replies is None else replies)
    steps = [
        _opinion_step(event) if event.kind in OPINIONS else _step(event, proposal, facts, lang) for event in events
    ]
    steps += [_consulted(part) for part in facts.consulted]
    if facts.promotions:
        steps += _decision_steps(proposal)
    if facts.standing:
        steps = _with_standing(steps, facts.standing)
    return steps + _next(proposal, facts.standing, now)


def _decided() -> sa.Select[Any]:
    """The place of a proposal in the count, and every decision on it with its reason and where it was joined."""
    proposal, standing, decision = Proposal.__table__, Rank.__table__, Decision.__table__
    closing: sa.FromClause = Count.__table__
    reason, into = Reason.__table__, Proposal.__table__.alias("into")
    return (
        sa.select(
            *(standing.c.rank, standing.c.votes, standing.c.tied, standing.c.elected, standing.c.last),
            closing.c.closed_at,
            *(decision.c.id, decision.c.text, into.c.id.label("into_id"), into.c.year, into.c.number, into.c.title),
            *(reason.c.number.label("reason"), reason.c.text_pt, reason.c.text_en, reason.c.text_es),
        )
        .select_from(proposal)
        .outerjoin(standing, standing.c.proposal_id == proposal.c.id)
        .outerjoin(closing, closing.c.plan_id == standing.c.plan_id)
        .outerjoin(decision, decision.c.proposal_id == proposal.c.id)
        .outerjoin(reason, reason.c.id == decision.c.reason_id)
        .outerjoin(into, into.c.id == decision.c.into_id)
        .where(proposal.c.id == sa.bindparam("id"))
        .limit(MOST_DECISIONS)
    )


MOST_DECISIONS = 200
COUNTED = (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED)
_DECIDED = _decided()


def _facts(proposal: Proposal, events: Sequence[Happened], replies: Sequence[InstitutionResponse]) -> ProposalFacts:
    """Read what the events point to: one query for the decisions and the count, and one for each rarer kind of thing
    that is there."""

    def wanted(name: str) -> list[int]:
        return [event.details[name] for event in events if name in event.details]

    decided = [Decided(*row) for row in db.session.execute(_DECIDED, {"id": proposal.id})]
    promotions = _by_id(
        Promotion,
        wanted("promotion_id"),
        joinedload(Promotion.commitment),
        joinedload(Promotion.forum_decision),
    )
    return ProposalFacts(
        standing=decided[0] if decided and decided[0].rank is not None and proposal.state in COUNTED else None,
        decisions={row.id: row for row in decided if row.id is not None},
        appeals=_by_id(Appeal, wanted("appeal_id")),
        promotions=promotions,
        responses=_by_id(CountResponse, wanted("response_id")),
        replies={reply.id: reply for reply in replies},
        consulted=newest_parts([one.commitment_id for one in promotions.values()]),
    )


def _by_id(kind: Any, ids: Sequence[int], *options: Any) -> dict[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in db.session.scalars(sa.select(kind).where(kind.id.in_(ids)).options(*options))}


def _step(event: Happened, proposal: Proposal, facts: ProposalFacts, lang: str) -> TimelineStep:
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
        case Kind.WINNER_REMOVED:
            title, sign, tone, text = _("Taken out of the result"), "✕", "warn", event.details.get("reason", "")
            text, href = _with_opinion(text, event.details)
        case Kind.CONTRIBUTION_ANSWERED:
            return _reply_step(event, facts.replies.get(event.details.get("reply_id", 0)))
        case Kind.PROPOSAL_ANSWERED:
            title, sign, text = _("City Hall's answer"), "✉", response.text if response else ""
        case _:
            title = event.kind.value
    if decision:
        text = _reasons(decision, lang)
        if decision.into_id:
            href = url_for("proposals.show", address=address_of(decision.year, decision.number, decision.title))
    return TimelineStep(title=title, sign=sign, text=text, at=day(event.at), moment=event.at, tone=tone, href=href)


def _with_opinion(reason: str, told: dict[str, Any]) -> tuple[str, str]:
    """Why a winner was taken out with the opinion that was cited, and where that is; nothing more where none was."""
    if "opinion_id" not in told:
        return reason, ""
    given = _("%(institution)s, version %(n)s", institution=told["institution"], n=told["version"])
    said = f"{reason} ({KINDS[OpinionKind(told['about'])]} – {given})"
    return said, url_for("feasibility.show", number=told["opinion_id"], versao=told["version"])


def _opinion_step(event: Happened) -> TimelineStep:
    """What a department said of the proposal, or what came of an appeal against it; the opinion's page says why."""
    told = event.details
    kind, institution = str(KINDS[OpinionKind(told["about"])]), told.get("institution", "")
    if event.kind is Kind.OPINION_GIVEN:
        finding = Finding(told["finding"])
        sign, tone = SIGNS[finding]
        title, text = f"{kind}: {str(FINDINGS[finding]).lower()}", institution
        if told.get("version", 1) > 1:
            text = _("%(institution)s, version %(n)s", institution=institution, n=told["version"])
    elif event.kind is Kind.OPINION_APPEALED:
        sign, tone, text = "↩", "", ""
        title = _("%(opinion)s: an appeal asks for another look", opinion=kind)
    else:
        sign, tone, text = "✓", "info", institution
        title = _("%(opinion)s: the appeal was answered, the opinion changes", opinion=kind)
        if told.get("kept"):
            title = _("%(opinion)s: the appeal was answered, the opinion stays", opinion=kind)
    href = url_for("feasibility.show", number=told["opinion_id"])
    return TimelineStep(title=title, sign=sign, text=text, at=day(event.at), moment=event.at, tone=tone, href=href)


def _reply_step(event: Happened, reply: InstitutionResponse | None) -> TimelineStep:
    """The reasoned response that an institution signed, or its correction."""
    outcome = str(OUTCOMES[ReplyOutcome(event.details["outcome"])])
    title = _("Reasoned response: %(outcome)s", outcome=outcome.lower())
    if event.details.get("number", 1) > 1:
        title = _("Reasoned response, corrected: %(outcome)s", outcome=outcome.lower())
    text = f"{reply.text} ({reply.institution})" if reply else ""
    href = url_for("responses.show", number=event.details["reply_id"])
    return TimelineStep(title=title, sign="✉", text=text, at=day(event.at), moment=event.at, href=href)


def _decision_steps(proposal: Proposal) -> list[TimelineStep]:
    """What was decided about the plan that holds the proposal's commitment."""
    last, href = newest_deliberation(proposal.plan), url_for("deliberation.show", slug=proposal.plan.slug)
    steps = [_deliberated(last, href)] if last else []
    signed = sorted(newest_acts(acts_of(proposal.plan)), key=lambda act: act.signed_on)
    return steps + [_signed(act, href) for act in signed]


def _deliberated(last: Deliberation, href: str) -> TimelineStep:
    carried = _("It carried.") if last.carried else _("It did not carry.")
    title = _("The forum deliberated on the plan: %(motion)s", motion=str(MOTIONS[last.motion]).lower())
    sign, tone = ("✓", "ok") if last.approves else ("✕", "warn")
    return TimelineStep(title, sign, carried, at=day(last.held_on), moment=last.at, tone=tone, href=href)


def _signed(act: SignedAct, href: str) -> TimelineStep:
    return TimelineStep(
        str(ACTS[act.kind]), "✓", act.institution, at=day(act.signed_on), moment=act.at, tone="ok", href=href
    )


def _consulted(part: DraftPart) -> TimelineStep:
    """The newest draft that holds the proposal's commitment: there people say what they think of it."""
    draft = part.draft
    href = url_for("consultation.commitment", slug=draft.plan.slug, number=draft.number, commitment=part.number)
    title = _("Its commitment is in draft %(n)s of the plan, for everybody to comment", n=draft.number)
    return TimelineStep(title, sign="◐", at=day(draft.opened_at), moment=draft.opened_at, tone="info", href=href)


def _reasons(decision: Decided, lang: str) -> str:
    """The published reason, where it was joined, and the member's own words."""
    parts = []
    if decision.reason:
        said = {"en": decision.text_en, "es": decision.text_es}.get(lang[:2]) or decision.text_pt
        parts.append(f"{decision.reason} {said}")
    if decision.into_id:
        parts.append(f"{reference_of(decision.year, decision.number)} – {decision.title}")
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


def _with_standing(steps: list[TimelineStep], standing: Decided) -> list[TimelineStep]:
    """The count, after what happened before it and before what was decided from it."""
    title = ngettext("The vote: %(votes)s vote", "The vote: %(votes)s votes", standing.votes, votes=standing.votes)
    text = _("It has no seat in the plan.")
    if standing.elected:
        text = _("It has seat %(rank)s in the plan.", rank=standing.rank)
    elif standing.last == Last.REMOVED:
        text = _("By the vote it had a seat.")
    if standing.tied:
        text += " " + _("The public draw decided among equals.")
    count = TimelineStep(title=title, sign="◐", text=text, tone="info")

    def comes_after(step: TimelineStep) -> bool:
        late = standing.closed_at is not None and step.moment is not None and step.moment > standing.closed_at
        return step.sign in ("★", "✉") or late

    after = [step for step in steps if comes_after(step)]
    return [step for step in steps if not comes_after(step)] + [count] + after


def _next(proposal: Proposal, standing: Decided | None, now: datetime) -> list[TimelineStep]:
    """Where it stands now and what comes, from the calendar."""
    voting = next(iter(proposal.plan.stages_with(Right.VOTE)), None)
    drafting = next(iter(proposal.plan.stages_with(Right.DRAFT)), None)
    found = outlook(
        proposal.state, voting, drafting, counted=standing is not None, votes=bool(voting and voting.is_open(now))
    )
    steps = []
    if Outlook.BEING_READ in found:
        steps.append(TimelineStep(_("Being read by the forum"), sign="◔", current=True))
    if Outlook.WAITS_FOR_AUTHOR in found:
        steps.append(TimelineStep(_("Waiting for the author's change"), sign="↩", tone="warn", current=True))
    if Outlook.VOTING in found and voting:
        steps.append(
            TimelineStep(_("In voting"), sign="◐", at=_("until %(day)s", day=day(voting.closes_at)), current=True)
        )
    if Outlook.VOTE_COMES in found and voting:
        steps.append(TimelineStep(_("Voting"), sign="○", at=_("from %(day)s", day=day(voting.opens_at)), future=True))
    if Outlook.RESULT_COMES in found and voting:
        steps.append(
            TimelineStep(
                _("Result of the vote"), sign="○", at=_("after %(day)s", day=day(voting.closes_at)), future=True
            )
        )
    if Outlook.ANSWER_COMES in found:
        at = _("until %(day)s", day=day(drafting.closes_at)) if drafting else ""
        steps.append(TimelineStep(_("Commitment or reasoned answer"), sign="○", at=at, future=True))
    return steps
