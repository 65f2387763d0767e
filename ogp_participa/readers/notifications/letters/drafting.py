"""What is said of opinions, of drafts before the public, and of reasoned responses."""

from flask_babel import gettext as _

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.markdown import plain
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind
from ogp_participa.drafting.feasibility.wording import FINDINGS, KINDS
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.wording import OUTCOMES
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.mail.letters import Letter, short_subject
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.notifications.facts import EventFacts


def opinion_letter(event: Event, facts: EventFacts, subject: Proposal | Commitment | None) -> Letter:
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


def consultation_letter(event: Event, contribution: Contribution | None, plan: Plan | None) -> Letter:
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


def reply_letter(event: Event, subject: Proposal | Contribution | None, facts: EventFacts) -> Letter:
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
