"""What each event says to people, in the inbox and as a mail, from the facts around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.i18n import lang
from ogp_participa.core.text import plain
from ogp_participa.decision.deliberation.models import Motion
from ogp_participa.decision.deliberation.wording import MOTIONS
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.feasibility.models import Finding, OpinionAppeal, OpinionKind
from ogp_participa.drafting.feasibility.wording import FINDINGS, KINDS
from ogp_participa.drafting.responses.models import InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.wording import OUTCOMES
from ogp_participa.edition.plans.models import Plan
from ogp_participa.moderation.models import Appeal, Decision
from ogp_participa.people.accounts.models import Level
from ogp_participa.people.mail.letters import Letter, short_subject
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.proposals.models import Proposal


@dataclass
class EventFacts:
    """What the events of one batch point to, by number."""

    proposals: dict[int, Proposal] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)
    appeals: dict[int, Appeal] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)
    opinion_appeals: dict[int, OpinionAppeal] = field(default_factory=dict)
    contributions: dict[int, Contribution] = field(default_factory=dict)
    replies: dict[int, InstitutionResponse] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=dict)
    followers: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, set[int]] = field(default_factory=dict)
    staff: set[int] = field(default_factory=set)
    seats: dict[int, set[int]] = field(default_factory=dict)
    participants: dict[int, set[int]] = field(default_factory=dict)
    source_authors: dict[int, set[int]] = field(default_factory=dict)
    source_followers: dict[int, set[int]] = field(default_factory=dict)
    plan_source_authors: dict[int, set[int]] = field(default_factory=dict)
    plan_source_followers: dict[int, set[int]] = field(default_factory=dict)

    def proposal_of(self, event: Event) -> Proposal | None:
        """The proposal that an event is about."""
        if event.subject == "proposal":
            return self.proposals.get(event.subject_id)
        comment = self.comment_of(event)
        return self.proposals.get(comment.proposal_id) if comment else None

    def comment_of(self, event: Event) -> Comment | None:
        """The comment that an event is about."""
        return self.comments.get(event.subject_id if event.subject == "comment" else event.details.get("comment_id", 0))


def letter(event: Event, facts: EventFacts) -> Letter:
    """What is said of an event, in the language of the moment."""
    if event.subject == "person":
        return _role_letter(event)
    proposal = facts.proposal_of(event)
    if event.kind in OPINION_KINDS:
        return _opinion_letter(event, facts, proposal or facts.commitments.get(event.subject_id))
    plan = facts.plans.get(event.plan_id or 0)
    if event.kind in CONSULTATION_KINDS:
        return _consultation_letter(event, facts.contributions.get(event.subject_id), plan)
    if event.kind is Kind.CONTRIBUTION_ANSWERED:
        return _reply_letter(event, proposal or facts.contributions.get(event.subject_id), facts)
    if event.kind in MOTION_KINDS:
        return _motion_letter(event, plan)
    if event.kind is Kind.PLAN_PUBLISHED:
        return _published_letter(event, plan)
    if proposal is None:
        return _plan_letter(event, plan)
    subject, lines = _PROPOSAL_WORDS[event.kind](event, facts, proposal.reference)
    return Letter(
        short_subject(subject),
        [f"{proposal.reference} · {proposal.title}", *(line for line in lines if line)],
        "proposals.show",
        {"address": proposal.address},
    )


OPINION_KINDS = frozenset({Kind.OPINION_GIVEN, Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED})


def _opinion_letter(event: Event, facts: EventFacts, subject: Proposal | Commitment | None) -> Letter:
    """Of a department's opinion on a proposal or a commitment; its page says why, and until when one can appeal."""
    told, ref = event.details, subject.reference if subject else ""
    kind = str(KINDS[OpinionKind(told["about"])])
    lines = [f"{ref} · {subject.title}" if subject else "", str(told.get("institution", ""))]
    if event.kind is Kind.OPINION_GIVEN:
        finding = Finding(told["finding"])
        title = f"{ref}: {kind} – {str(FINDINGS[finding]).lower()}"
        if finding is Finding.UNFAVOURABLE:
            lines.append(_("The page says why, and until when an appeal is possible."))
    elif event.kind is Kind.OPINION_APPEALED:
        title = _("%(ref)s: an appeal against the %(opinion)s", ref=ref, opinion=kind.lower())
        appeal = facts.opinion_appeals.get(told.get("opinion_appeal_id", 0))
        if appeal is not None:
            lines += [f"{appeal.version.institution} · SEI {appeal.version.process}", plain(appeal.text, 600)]
        lines.append(_("Staff take the appeal to the department. Its answer will be published."))
    else:
        title = _("%(ref)s: the appeal against the %(opinion)s was answered", ref=ref, opinion=kind.lower())
        lines.append(_("The opinion stays as it was.") if told.get("kept") else _("The opinion has changed."))
    where = {"number": told["opinion_id"]}
    return Letter(short_subject(title), [line for line in lines if line], "feasibility.show", where)


CONSULTATION_KINDS = frozenset({Kind.DRAFT_OPENED, Kind.CONTRIBUTION_HIDDEN, Kind.CONTRIBUTION_RESTORED})


def _consultation_letter(event: Event, contribution: Contribution | None, plan: Plan | None) -> Letter:
    """Of a draft before the public, or of a contribution that was hidden or restored."""
    if event.kind is Kind.DRAFT_OPENED:
        draft = _("Draft %(n)s", n=event.details.get("number", ""))
        about = _("A proposal of yours, or one that you follow, is part of it.")
        lines = [f"{plan.title} · {draft}" if plan else draft, about, _("Read it, and say what should change.")]
        where = {"slug": plan.slug} if plan else {}
        return Letter(_("The draft of the plan can be read"), lines, "consultation.start", where)
    reference = contribution.reference if contribution else ""
    reason = _("Reason: %(reason)s", reason=event.details.get("reason", ""))
    subject = _("Your contribution %(ref)s is shown again", ref=reference)
    if event.kind is Kind.CONTRIBUTION_HIDDEN:
        subject = _("Your contribution %(ref)s was hidden", ref=reference)
    return Letter(short_subject(subject), [reason], "consultation.contribution", {"reference": reference})


def _reply_letter(event: Event, subject: Proposal | Contribution | None, facts: EventFacts) -> Letter:
    """Of the reasoned response to a proposal or to what somebody said in a consultation."""
    reply = facts.replies.get(event.details.get("reply_id", 0))
    ref = subject.reference if subject else ""
    outcome = str(OUTCOMES[ReplyOutcome(event.details["outcome"])])
    corrected = event.details.get("number", 1) > 1
    title = _("%(ref)s: the answer was corrected", ref=ref) if corrected else _("%(ref)s was answered", ref=ref)
    lines = [f"{ref} · {plain(subject.title or getattr(subject, 'text', ''), 120)}" if subject else "", outcome]
    if reply is not None:
        lines += [plain(reply.text, 600), f"{reply.institution} – {reply.role}"]
    where = {"number": event.details["reply_id"]}
    return Letter(short_subject(title), [line for line in lines if line], "responses.show", where)


def _published_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a plan that was published, or of its next version."""
    first = event.details.get("number", 1) == 1
    subject = _("The plan has been published") if first else _("The plan has a new published version")
    said = _("You wrote or follow something in it. The page shows where each promise came from.")
    return Letter(subject, [plan.title if plan else "", said], "publication.show", {"slug": plan.slug} if plan else {})


MOTION_KINDS = frozenset({Kind.ROLL_CALL_OPENED, Kind.ROLL_CALL_WITHDRAWN, Kind.FORUM_DELIBERATED})


def _motion_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a motion that was put to the seats of the forum, taken back, or decided."""
    title, where = plan.title if plan else "", {"slug": plan.slug} if plan else {}
    if event.kind is Kind.ROLL_CALL_WITHDRAWN:
        lines = [title, _("Reason: %(reason)s", reason=event.details.get("reason", "")), _("Nothing is decided.")]
        return Letter(_("The motion before the Forum was taken back"), lines, "deliberation.show", where)
    motion = str(MOTIONS[Motion(event.details["motion"])])
    if event.kind is Kind.FORUM_DELIBERATED:
        lines = [title, _("It carried.") if event.details.get("carried") else _("It did not carry.")]
        subject = _("The forum deliberated on the plan: %(motion)s", motion=motion.lower())
        return Letter(
            short_subject(subject), [*lines, _("The page shows how each seat voted.")], "deliberation.show", where
        )
    lines = [title, motion, _("Read the motion and vote for your seat. Until the vote is closed, you can change it.")]
    return Letter(_("The Forum votes on a motion: vote for your seat"), lines, "rollcall.show", where)


def _identity_letter(event: Event) -> Letter:
    """Of a document that staff saw, or of such a note taken back."""
    if event.details.get("level") == Level.CHECKED:
        lines = [
            _("The open-government office noted that it saw a document with your photo. The document is not kept."),
            _("If you showed no document, write to us at once."),
        ]
        return Letter(_("Your identity was checked"), lines, "accounts.data", {})
    lines = [_("It had been noted by mistake. Votes that ask for a document need it to be shown again.")]
    return Letter(_("The check of your identity was taken back"), lines, "accounts.data", {})


def _role_letter(event: Event) -> Letter:
    if event.kind is Kind.IDENTITY_CHECKED:
        return _identity_letter(event)
    if event.kind is Kind.ROLE_GIVEN:
        return Letter(_("You were given a role"), [_("Your role is public, with your name.")], "accounts.staff", {})
    return Letter(
        _("Your role has ended"), [_("The list of who works here no longer shows you.")], "accounts.staff", {}
    )


def _plan_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a seat in the forum, or of the calendar."""
    title = plan.title if plan else ""
    where = {"slug": plan.slug} if plan else {}
    if event.kind is Kind.MEMBER_SEATED:
        lines = [title, _("From your first day on, you read and decide on proposals at the Forum's desk.")]
        return Letter(_("You have a seat in the Forum"), lines, "forum.show", where)
    if event.kind is Kind.MEMBER_LEFT:
        lines = [title, str(event.details.get("reason", ""))]
        return Letter(_("Your seat in the Forum has ended"), [line for line in lines if line], "forum.show", where)
    reason = str(event.details.get("reason", ""))
    lines = [title, _("Reason: %(reason)s", reason=reason) if reason else ""]
    subject = _("The calendar of the plan has changed")
    return Letter(subject, [line for line in lines if line], "calendar.show", where)


Words = tuple[str, list[str]]


def _decided(event: Event, facts: EventFacts) -> list[str]:
    """The published reason of a decision and what its author wrote."""
    decision = facts.decisions.get(event.details.get("decision_id", 0))
    if decision is None:
        return []
    reason = f"{decision.reason.number} {decision.reason.text(lang())}" if decision.reason else ""
    return [reason, plain(decision.text, 600)]


def _returned(event: Event, facts: EventFacts, ref: str) -> Words:
    what_next = _("Change the text and send it again: your proposal keeps its number.")
    return _("%(ref)s: please change it and resend", ref=ref), [*_decided(event, facts), what_next]


def _refused(event: Event, facts: EventFacts, ref: str) -> Words:
    what_next = _("Whoever wrote it can appeal once; other members of the Forum decide.")
    return _("%(ref)s was not published: see why", ref=ref), [*_decided(event, facts), what_next]


def _merged(event: Event, facts: EventFacts, ref: str) -> Words:
    into = facts.proposals.get(event.details.get("into_id", 0))
    other = into.reference if into else ""
    lines = [
        f"{other} · {into.title}" if into else "",
        _("Nothing is lost: both stay readable and point to each other."),
    ]
    return _("%(ref)s was joined to %(other)s", ref=ref, other=other), [*lines, *_decided(event, facts)]


def _answered_appeal(event: Event, facts: EventFacts, ref: str) -> Words:
    appeal = facts.appeals.get(event.details.get("appeal_id", 0))
    said = plain(appeal.answer, 600) if appeal else ""
    if event.kind is Kind.APPEAL_UPHELD:
        return _("%(ref)s: the appeal was accepted", ref=ref), [said]
    return _("%(ref)s: the appeal was not accepted", ref=ref), [said]


def _commented(event: Event, facts: EventFacts, ref: str) -> Words:
    comment = facts.comment_of(event)
    shown = comment is not None and not comment.hidden
    said = plain(comment.text, 300) if comment and shown else ""
    return _("%(ref)s: new comment", ref=ref), [f"{comment.signed}: {said}" if comment and said else ""]


def _hidden(event: Event, facts: EventFacts, ref: str) -> Words:
    reason = str(event.details.get("reason", ""))
    lines = [_("Reason: %(reason)s", reason=reason) if reason else ""]
    if event.kind is Kind.COMMENT_HIDDEN:
        return _("%(ref)s: your comment was hidden", ref=ref), lines
    return _("%(ref)s: your comment is back", ref=ref), lines


def _promoted(event: Event, facts: EventFacts, ref: str) -> Words:
    commitment = facts.commitments.get(event.details.get("commitment_id", 0))
    name = commitment.reference if commitment else ""
    lines = [f"{name} · {commitment.title}" if commitment else ""]
    return _("%(ref)s became commitment %(name)s", ref=ref, name=name), lines


def _taken_out(event: Event, _facts: EventFacts, ref: str) -> Words:
    told, lines = event.details, [_("Reason: %(reason)s", reason=event.details.get("reason", ""))]
    if "opinion_id" in told:
        given = _("%(institution)s, version %(n)s", institution=told["institution"], n=told["version"])
        lines.append(f"{_('Based on:')} {KINDS[OpinionKind(told['about'])]} – {given}")
    return _("%(ref)s was taken out of the result: see why", ref=ref), lines


def _said(subject: Any, line: Any = "") -> Callable[[Event, EventFacts, str], Words]:
    """Words that need nothing but the proposal's reference."""
    return lambda _event, _facts, ref: (str(subject) % {"ref": ref}, [str(line)])


_PROPOSAL_WORDS: dict[Kind, Callable[[Event, EventFacts, str], Words]] = {
    Kind.PROPOSAL_SUBMITTED: _said(
        _l("We received your proposal %(ref)s"), _l("Members of the Forum will read it. We will e-mail you.")
    ),
    Kind.PROPOSAL_RESENT: _said(
        _l("%(ref)s: we received the new version"), _l("Members of the Forum will read it. We will e-mail you.")
    ),
    Kind.PROPOSAL_PUBLISHED: _said(
        _l("%(ref)s is published"), _l("Everybody can read it, comment on it and follow it.")
    ),
    Kind.PROPOSAL_RETURNED: _returned,
    Kind.PROPOSAL_REFUSED: _refused,
    Kind.PROPOSAL_MERGED: _merged,
    Kind.PROPOSAL_WITHDRAWN: _said(_l("%(ref)s was withdrawn by its author")),
    Kind.APPEAL_FILED: _said(
        _l("%(ref)s: we received your appeal"), _l("Members of the Forum who took no part so far will decide.")
    ),
    Kind.APPEAL_UPHELD: _answered_appeal,
    Kind.APPEAL_DENIED: _answered_appeal,
    Kind.COMMENT_WRITTEN: _commented,
    Kind.COMMENT_HIDDEN: _hidden,
    Kind.COMMENT_RESTORED: _hidden,
    Kind.PROPOSAL_PROMOTED: _promoted,
    Kind.WINNER_REMOVED: _taken_out,
    Kind.PROPOSAL_ANSWERED: _said(
        _l("Result for %(ref)s: see the reason"), _l("It was not chosen for the plan. The answer says why.")
    ),
}
