"""What each step of a proposal's story says: one function for each kind of event, and for what comes next."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.queries import Happened
from ogp_participa.core.dates import day
from ogp_participa.decision.deliberation.models import Deliberation, SignedAct
from ogp_participa.decision.deliberation.wording import ACTS, MOTIONS
from ogp_participa.drafting.consultation.models import DraftPart
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind
from ogp_participa.drafting.feasibility.wording import FINDINGS, KINDS, SIGNS
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.models import InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.wording import OUTCOMES
from ogp_participa.edition.plans.models import Right
from ogp_participa.people.accounts.names import author_name
from ogp_participa.proposals.proposals.models import Proposal, address_of, reference_of
from ogp_participa.readers.timeline.outlook import Outlook, outlook
from ogp_participa.readers.timeline.queries.facts import OPINIONS, Decided, ProposalFacts
from ogp_participa.readers.timeline.steps import TimelineStep
from ogp_participa.vote.count.models import Last


def words_of_event(event: Happened, proposal: Proposal, facts: ProposalFacts, lang: str) -> TimelineStep:
    """Word one event, in the language of the page; ``lang`` is the one of reasons that were written in several."""
    if event.kind in OPINIONS:
        return _opinion_step(event)
    decision = facts.decisions.get(event.details.get("decision_id", 0))
    appeal = facts.appeals.get(event.details.get("appeal_id", 0))
    promotion = facts.promotions.get(event.details.get("promotion_id", 0))
    response = facts.responses.get(event.details.get("response_id", 0))
    title, sign, tone, text, href = "", "✓", "", "", ""
    match event.kind:
        case Kind.PROPOSAL_SUBMITTED:
            title = (
                _("Sent at a workshop")
                if proposal.workshop_id
                else _("Sent by %(name)s", name=author_name(proposal.signed))
            )
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


def _with_opinion(reason: str, details: dict[str, Any]) -> tuple[str, str]:
    """Why a winner was taken out with the opinion that was cited, and where that is; nothing more where none was."""
    if "opinion_id" not in details:
        return reason, ""
    source = _("%(institution)s, version %(n)s", institution=details["institution"], n=details["version"])
    cited = f"{reason} ({KINDS[OpinionKind(details['about'])]} – {source})"
    return cited, url_for("feasibility.show", number=details["opinion_id"], versao=details["version"])


def _opinion_step(event: Happened) -> TimelineStep:
    """What a department said of the proposal, or what came of an appeal against it; the opinion's page says why."""
    details = event.details
    kind, institution = str(KINDS[OpinionKind(details["about"])]), details.get("institution", "")
    if event.kind is Kind.OPINION_GIVEN:
        finding = Finding(details["finding"])
        sign, tone = SIGNS[finding]
        title, text = f"{kind}: {str(FINDINGS[finding]).lower()}", institution
        if details.get("version", 1) > 1:
            text = _("%(institution)s, version %(n)s", institution=institution, n=details["version"])
    elif event.kind is Kind.OPINION_APPEALED:
        sign, tone, text = "↩", "", ""
        title = _("%(opinion)s: an appeal asks for another look", opinion=kind)
    else:
        sign, tone, text = "✓", "info", institution
        title = _("%(opinion)s: the appeal was answered, the opinion changes", opinion=kind)
        if details.get("kept"):
            title = _("%(opinion)s: the appeal was answered, the opinion stays", opinion=kind)
    href = url_for("feasibility.show", number=details["opinion_id"])
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


def words_of_decision(proposal: Proposal, facts: ProposalFacts) -> list[TimelineStep]:
    """Word what was decided about the plan that holds the proposal's commitment."""
    if not (facts.deliberation or facts.acts):
        return []
    href = url_for("deliberation.show", slug=proposal.plan.slug)
    steps = [_deliberated(facts.deliberation, href)] if facts.deliberation else []
    return steps + [_signed(act, href) for act in sorted(facts.acts, key=lambda act: act.signed_on)]


def _deliberated(last: Deliberation, href: str) -> TimelineStep:
    carried = _("It carried.") if last.carried else _("It did not carry.")
    title = _("The forum deliberated on the plan: %(motion)s", motion=str(MOTIONS[last.motion]).lower())
    sign, tone = ("✓", "ok") if last.approves else ("✕", "warn")
    return TimelineStep(title, sign, carried, at=day(last.held_on), moment=last.at, tone=tone, href=href)


def _signed(act: SignedAct, href: str) -> TimelineStep:
    return TimelineStep(
        str(ACTS[act.kind]), "✓", act.institution, at=day(act.signed_on), moment=act.at, tone="ok", href=href
    )


def words_of_draft(part: DraftPart) -> TimelineStep:
    """The newest draft that holds the proposal's commitment: there people say what they think of it."""
    draft = part.draft
    href = url_for("consultation.commitment", slug=draft.plan.slug, number=draft.number, commitment=part.number)
    title = _("Its commitment is in draft %(n)s of the plan, for everybody to comment", n=draft.number)
    return TimelineStep(title, sign="◐", at=day(draft.opened_at), moment=draft.opened_at, tone="info", href=href)


def _reasons(decision: Decided, lang: str) -> str:
    """The published reason, where it was joined, and the member's own words."""
    parts = []
    if decision.reason:
        reason = {"en": decision.text_en, "es": decision.text_es}.get(lang[:2]) or decision.text_pt
        parts.append(f"{decision.reason} {reason}")
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


def with_count(steps: list[TimelineStep], standing: Decided) -> list[TimelineStep]:
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


def words_to_come(proposal: Proposal, standing: Decided | None, now: datetime) -> list[TimelineStep]:
    """Where it stands now and what comes, from the calendar."""
    voting = next(iter(proposal.plan.stages_with(Right.VOTE)), None)
    drafting = next(iter(proposal.plan.stages_with(Right.DRAFT)), None)
    open_steps = outlook(
        proposal.state, voting, drafting, counted=standing is not None, votes=bool(voting and voting.is_open(now))
    )
    steps = []
    if Outlook.BEING_READ in open_steps:
        steps.append(TimelineStep(_("Being read by the forum"), sign="◔", current=True))
    if Outlook.WAITS_FOR_AUTHOR in open_steps:
        steps.append(TimelineStep(_("Waiting for the author's change"), sign="↩", tone="warn", current=True))
    if Outlook.VOTING in open_steps and voting:
        steps.append(
            TimelineStep(_("In voting"), sign="◐", at=_("until %(day)s", day=day(voting.closes_at)), current=True)
        )
    if Outlook.VOTE_COMES in open_steps and voting:
        steps.append(TimelineStep(_("Voting"), sign="○", at=_("from %(day)s", day=day(voting.opens_at)), future=True))
    if Outlook.RESULT_COMES in open_steps and voting:
        steps.append(
            TimelineStep(
                _("Result of the vote"), sign="○", at=_("after %(day)s", day=day(voting.closes_at)), future=True
            )
        )
    if Outlook.ANSWER_COMES in open_steps:
        at = _("until %(day)s", day=day(drafting.closes_at)) if drafting else ""
        steps.append(TimelineStep(_("Commitment or reasoned answer"), sign="○", at=at, future=True))
    return steps
