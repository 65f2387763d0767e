"""Reading a proposal and deciding on it: the first reading, the second of a refusal, and the answer to an appeal."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.core.i18n import lang
from ogp_participa.core.verdicts import Stale
from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.case import Member, ModerationCase
from ogp_participa.moderation.changes import changes
from ogp_participa.moderation.forms.decisions import OUTCOMES
from ogp_participa.moderation.forms.reading import AppealAnswerForm, ModerationDecisionForm, SecondForm
from ogp_participa.moderation.models import Decision, DecisionState, Outcome
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.moderation.queries.queue import QueueFilters, Wait, next_waiting, waiting
from ogp_participa.moderation.queries.reading import author_history
from ogp_participa.moderation.queue_lines import ENDPOINTS, queue_lines
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.proposals.proposals.addresses import proposal_at
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, State
from ogp_participa.proposals.proposals.queries.alike import similar
from ogp_participa.proposals.proposals.queries.companions import companions_of
from ogp_participa.proposals.proposals.queries.finding import by_reference, versions_of

pages = Blueprint("reading", __name__)

FIRST_QUEUED = 12
"""How much of the queue stands beside a proposal that is being read."""


@dataclass(frozen=True)
class OpenReading:
    """A proposal on the desk, and who sits before it."""

    proposal: Proposal
    who: Member
    case: ModerationCase


def _open(reference: str) -> OpenReading:
    """The proposal and the member; 404 without it, refused without a seat in its plan's forum."""
    proposal = proposal_at(reference)
    moment = now()
    who = queries.member(myself(), proposal.plan, city_day(moment))
    rules.can_read(who).require()
    return OpenReading(proposal, who, queries.case_of(proposal, moment))


@pages.route("/mesa/leitura/<reference>", methods=["GET", "POST"])
@signed_in
def read(reference: str) -> ResponseReturnValue:
    """The first reading: everything about a proposal, and the decision."""
    opened = _open(reference)
    if request.method == "GET" and rules.can_second(opened.who, opened.case):
        return redirect(url_for("reading.second", reference=opened.proposal.reference), 303)
    entry = _decision_form(opened)
    current = rules.is_as_read(opened.case, entry.words())
    if entry.is_submitted() and not current:
        return _stale(opened.proposal.reference, current.reason, entry)
    valid = entry.validate_on_submit()
    if valid and "previa" not in request.form:
        try:
            decision = _decide(opened, entry)
        except Stale as stale:
            return _stale(opened.proposal.reference, stale.reason, entry)
        return _onwards(opened, decision.proposal, Wait.FIRST)
    preview = _preview(opened, entry) if valid else None
    status = 422 if request.method == "POST" and not valid else 200
    return _reading("moderation/read.html", opened, entry, preview=preview), status


def _decision_form(opened: OpenReading) -> ModerationDecisionForm:
    proposal, case = opened.proposal, opened.case
    asked = request.args.get("unir", "")[:40]
    entry = ModerationDecisionForm(
        version=proposal.version,
        round=case.round_to_decide,
        outcome=Outcome.MERGE.value if asked or proposal.state is State.PUBLISHED else None,
        into=asked,
    )
    outcomes = [Outcome.MERGE] if proposal.state is State.PUBLISHED else list(OUTCOMES)
    if case.begun and not case.moderating:
        outcomes.remove(Outcome.RETURN)
    entry.offer(outcomes, queries.reasons_to_choose(proposal.plan), lang())
    return entry


def _decide(opened: OpenReading, entry: ModerationDecisionForm) -> Decision:
    """The action of the chosen outcome."""
    words, by, proposal = entry.words(), opened.who, opened.proposal
    if entry.chosen is Outcome.MERGE and entry.host:
        return actions.merge(proposal, entry.host, by=by, words=words)
    if entry.chosen is Outcome.PUBLISH:
        return actions.publish(proposal, by=by, words=words)
    if entry.chosen is Outcome.RETURN:
        return actions.return_for_changes(proposal, by=by, words=words)
    return actions.propose_refusal(proposal, by=by, words=words)


def _preview(opened: OpenReading, entry: ModerationDecisionForm) -> Decision:
    """The decision as it would be, never stored: the author's page is drawn from it."""
    assert entry.chosen is not None
    return Decision(
        outcome=entry.chosen,
        standing=DecisionState.IN_FORCE,
        text=entry.text.data,
        at=now(),
        by=opened.who.person,
        seat=opened.who.seat,
        reason=entry.reasons.get(entry.reason.data or ""),
        into=entry.host,
    )


def _onwards(opened: OpenReading, proposal: Proposal, wait: Wait) -> ResponseReturnValue:
    """Say what was recorded; go to the next proposal, or stop at the desk."""
    flash(_recorded(proposal), "ok")
    following = next_waiting(proposal.plan, opened.who, wait, now(), skip=proposal.id)
    if request.form.get("depois") == "proxima" and following:
        return redirect(url_for(ENDPOINTS[wait], reference=following.reference), 303)
    return redirect(url_for("desk.queue", espera=wait.value, plano=proposal.plan.slug), 303)


def _recorded(proposal: Proposal) -> str:
    ref = proposal.reference
    sentences: dict[State, str] = {
        State.PUBLISHED: _("Recorded: %(ref)s is published.", ref=ref),
        State.NEEDS_CHANGE: _("Recorded: the author of %(ref)s is asked for a change.", ref=ref),
        State.MERGED: _("Recorded: %(ref)s was joined with another.", ref=ref),
        State.REFUSED: _("Recorded: %(ref)s is not published.", ref=ref),
    }
    return sentences.get(proposal.state) or str(_("Recorded: %(ref)s waits for another reading.", ref=ref))


def _stale(reference: str, reason: str | LazyString, entry: Any) -> ResponseReturnValue:
    """Somebody else was first: what they decided, and what was typed here, so that nothing is lost."""
    typed = entry.text.data
    db.session.rollback()
    opened = _open(reference)
    page = render_template(
        "moderation/stale.html",
        proposal=opened.proposal,
        reason=reason,
        decision=opened.case.decisions[-1] if opened.case.decisions else None,
        typed=typed,
        again=rules.can_decide(opened.who, opened.case) or rules.can_second(opened.who, opened.case),
    )
    return page, 409


def _reading(template: str, opened: OpenReading, entry: Any, **more: Any) -> str:
    """A reading page: the queue, the text with everything beside it, and the form."""
    proposal, moment = opened.proposal, now()
    wait = {"moderation/read.html": Wait.FIRST, "moderation/second.html": Wait.SECOND}.get(template, Wait.APPEAL)
    verdict = {
        Wait.FIRST: rules.can_join,
        Wait.SECOND: rules.can_second,
        Wait.APPEAL: rules.can_answer_appeal,
    }[wait](opened.who, opened.case)
    rows = waiting(proposal.plan, opened.who, QueueFilters(wait=wait), moment, size=FIRST_QUEUED)
    versions = versions_of(proposal, limit=2)
    text = f"{proposal.title} {proposal.summary} {proposal.problem} {proposal.change}"
    return render_template(
        template,
        plan=proposal.plan,
        proposal=proposal,
        case=opened.case,
        who=opened.who,
        entry=entry,
        verdict=verdict,
        wait=wait,
        rows=rows,
        lines=queue_lines(rows.rows, wait, lang(), current=proposal),
        changes=changes(versions[1], versions[0], lang()) if len(versions) > 1 else [],
        similar=similar(proposal.plan, text, exclude=proposal, limit=3),
        companions=companions_of(proposal),
        history=author_history(proposal),
        named=proposal.state in PUBLIC,
        name_of=name_of,
        **more,
    )


@pages.get("/mesa/comparacao/<reference>/<other>")
@signed_in
def compare(reference: str, other: str) -> ResponseReturnValue:
    """Two proposals side by side."""
    opened = _open(reference)
    against = by_reference(other)
    if against is None or against.plan_id != opened.proposal.plan_id:
        abort(404)
    host = queries.case_of(against, now())
    return render_template(
        "moderation/compare.html",
        proposal=opened.proposal,
        other=against,
        verdict=rules.can_merge(opened.who, opened.case, host),
    )


@pages.route("/mesa/segunda-leitura/<reference>", methods=["GET", "POST"])
@signed_in
def second(reference: str) -> ResponseReturnValue:
    """The second reading of a refusal."""
    opened = _open(reference)
    entry = SecondForm(version=opened.proposal.version, round=opened.proposal.round)
    current = rules.is_as_read(opened.case, entry.words(), second=True)
    if entry.is_submitted() and not current:
        return _stale(opened.proposal.reference, current.reason, entry)
    if entry.validate_on_submit():
        try:
            actions.second(opened.proposal, by=opened.who, words=entry.words(), agrees=entry.agrees.data == "yes")
        except Stale as stale:
            return _stale(opened.proposal.reference, stale.reason, entry)
        return _onwards(opened, opened.proposal, Wait.SECOND)
    return _reading("moderation/second.html", opened, entry), 422 if entry.is_submitted() else 200


@pages.route("/mesa/recursos/<reference>", methods=["GET", "POST"])
@signed_in
def answer_appeal(reference: str) -> ResponseReturnValue:
    """An appeal, and its answer."""
    opened = _open(reference)
    entry = AppealAnswerForm()
    if entry.validate_on_submit():
        upheld = entry.upheld.data == "yes"
        try:
            actions.answer_appeal(opened.proposal, by=opened.who, upheld=upheld, text=entry.text.data or "")
        except Stale as stale:
            return _stale(opened.proposal.reference, stale.reason, entry)
        return _onwards(opened, opened.proposal, Wait.APPEAL)
    return _reading("moderation/answer.html", opened, entry), 422 if entry.is_submitted() else 200
