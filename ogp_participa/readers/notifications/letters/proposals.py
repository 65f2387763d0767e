"""What is said of a proposal: sent, decided, commented, promoted, answered."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.i18n import lang
from ogp_participa.core.markdown import plain
from ogp_participa.drafting.feasibility.models import OpinionKind
from ogp_participa.drafting.feasibility.wording import KINDS
from ogp_participa.people.accounts.names import author_name
from ogp_participa.readers.notifications.facts import EventFacts

Sentences = tuple[str, list[str]]


def _decided(event: Event, facts: EventFacts) -> list[str]:
    """The published reason of a decision and what its author wrote."""
    decision = facts.decisions.get(event.details.get("decision_id", 0))
    if decision is None:
        return []
    reason = f"{decision.reason.number} {decision.reason.text(lang())}" if decision.reason else ""
    return [reason, plain(decision.text, 600)]


def _returned(event: Event, facts: EventFacts, ref: str) -> Sentences:
    what_next = _("Change the text and send it again: your proposal keeps its number.")
    return _("%(ref)s: please change it and resend", ref=ref), [*_decided(event, facts), what_next]


def _refused(event: Event, facts: EventFacts, ref: str) -> Sentences:
    what_next = _("Whoever wrote it can appeal once; other members of the Forum decide.")
    return _("%(ref)s was not published: see why", ref=ref), [*_decided(event, facts), what_next]


def _merged(event: Event, facts: EventFacts, ref: str) -> Sentences:
    into = facts.proposals.get(event.details.get("into_id", 0))
    other = into.reference if into else ""
    lines = [
        f"{other} · {into.title}" if into else "",
        _("Nothing is lost: both stay readable and point to each other."),
    ]
    return _("%(ref)s was joined to %(other)s", ref=ref, other=other), [*lines, *_decided(event, facts)]


def _answered_appeal(event: Event, facts: EventFacts, ref: str) -> Sentences:
    appeal = facts.appeals.get(event.details.get("appeal_id", 0))
    said = plain(appeal.answer, 600) if appeal else ""
    if event.kind is Kind.APPEAL_UPHELD:
        return _("%(ref)s: the appeal was accepted", ref=ref), [said]
    return _("%(ref)s: the appeal was not accepted", ref=ref), [said]


def _commented(event: Event, facts: EventFacts, ref: str) -> Sentences:
    comment = facts.comment_of(event)
    shown = comment is not None and not comment.hidden
    said = plain(comment.text, 300) if comment and shown else ""
    return _("%(ref)s: new comment", ref=ref), [f"{author_name(comment.signed)}: {said}" if comment and said else ""]


def _hidden(event: Event, facts: EventFacts, ref: str) -> Sentences:
    reason = str(event.details.get("reason", ""))
    lines = [_("Reason: %(reason)s", reason=reason) if reason else ""]
    if event.kind is Kind.COMMENT_HIDDEN:
        return _("%(ref)s: your comment was hidden", ref=ref), lines
    return _("%(ref)s: your comment is back", ref=ref), lines


def _promoted(event: Event, facts: EventFacts, ref: str) -> Sentences:
    commitment = facts.commitments.get(event.details.get("commitment_id", 0))
    name = commitment.reference if commitment else ""
    lines = [f"{name} · {commitment.title}" if commitment else ""]
    return _("%(ref)s became commitment %(name)s", ref=ref, name=name), lines


def _taken_out(event: Event, _facts: EventFacts, ref: str) -> Sentences:
    told, lines = event.details, [_("Reason: %(reason)s", reason=event.details.get("reason", ""))]
    if "opinion_id" in told:
        given = _("%(institution)s, version %(n)s", institution=told["institution"], n=told["version"])
        lines.append(f"{_('Based on:')} {KINDS[OpinionKind(told['about'])]} – {given}")
    return _("%(ref)s was taken out of the result: see why", ref=ref), lines


def _said(subject: Any, line: Any = "") -> Callable[[Event, EventFacts, str], Sentences]:
    """Words that need nothing but the proposal's reference."""
    return lambda _event, _facts, ref: (str(subject) % {"ref": ref}, [str(line)])


PROPOSAL_WORDS: dict[Kind, Callable[[Event, EventFacts, str], Sentences]] = {
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
