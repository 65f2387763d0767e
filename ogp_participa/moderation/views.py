"""Pages of the moderation room: the desk, reading and deciding, appeals, and what everybody may know about it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ogp_participa.accounts.current import me, myself, signed_in
from ogp_participa.accounts.models import Person
from ogp_participa.database import db, now
from ogp_participa.differences import Part, differences
from ogp_participa.forum.models import Sector
from ogp_participa.i18n import lang
from ogp_participa.moderation import actions, queries, queue, rules
from ogp_participa.moderation.forms import OUTCOMES, AnswerForm, AppealForm, DecisionForm, SecondForm
from ogp_participa.moderation.models import APPEAL_TERM, Decision, Outcome, Standing
from ogp_participa.moderation.queue import Filters, Wait
from ogp_participa.moderation.rules import Case, Member
from ogp_participa.plans.models import Plan
from ogp_participa.plans.queries import current_plan, plan_by_slug, themes_of
from ogp_participa.proposals.models import PUBLIC, Proposal, ProposalVersion, State
from ogp_participa.proposals.queries import by_reference, companions_of, similar, versions_of
from ogp_participa.ratelimits import limiter
from ogp_participa.territories import TERRITORIES, name_of
from ogp_participa.verdicts import Stale

pages = Blueprint("moderation", __name__)

FIRST_QUEUED = 12
"""How much of the queue stands beside a proposal that is being read."""


@pages.get("/mesa")
@signed_in
def desk() -> ResponseReturnValue:
    """What waits for me, oldest first."""
    wait = request.args.get("espera", "")
    return _queue_page(Wait(wait) if wait in list(Wait) else Wait.FIRST)


@pages.get("/mesa/recursos")
@signed_in
def appeals() -> ResponseReturnValue:
    """The appeals that wait for an answer."""
    return _queue_page(Wait.APPEAL)


def _queue_page(wait: Wait) -> str:
    person, moment = myself(), now()
    plans = queries.plans_of(person, moment.date())
    plan = _desk_plan(plans)
    who = queries.member(person, plan, moment.date())
    rules.can_read(who).require()
    chosen = _filters(wait)
    return render_template(
        "moderation/desk.html",
        plan=plan,
        plans=plans,
        who=who,
        chosen=chosen,
        rows=queue.waiting(plan, who, chosen, moment, _page()),
        counts=queue.counts(plan, who, moment),
        following=queue.next_waiting(plan, who, wait, moment),
        decisions=queries.my_decisions(person, plan),
        themes=themes_of(plan),
        territories=TERRITORIES,
        page_href=_page_href,
        **_words(),
    )


def _desk_plan(plans: list[Plan]) -> Plan:
    """The plan the address names; else the current one when the person sits in its forum, or the newest they do."""
    slug = request.args.get("plano")
    plan = plan_by_slug(slug) if slug else current_plan()
    if slug and plan is None:
        abort(404)
    if plan is None or (not slug and plans and plan not in plans):
        plan = plans[0] if plans else plan
    if plan is None:
        abort(404)
    g.plan = plan
    return plan


def _filters(wait: Wait) -> Filters:
    args = request.args
    theme, territory = args.get("tema", ""), args.get("territorio", "")
    return Filters(
        wait=wait,
        theme=int(theme) if theme.isdecimal() and len(theme) < 10 else None,
        territory=territory if territory == "00" or territory in TERRITORIES else "",
        text=args.get("q", "").replace("\x00", "")[:200],
        everyone=args.get("todas") == "1",
    )


def _page() -> int:
    page = request.args.get("pagina", "1")
    return int(page) if page.isdecimal() and len(page) < 7 else 1


def _page_href(number: int) -> str:
    """This page with another page number."""
    kept = {name: value for name, value in request.args.items() if name != "pagina"}
    return f"{request.script_root}{request.path}?{urlencode({**kept, 'pagina': number})}"


def _words() -> dict[str, Any]:
    return {
        "Outcome": Outcome,
        "Standing": Standing,
        "State": State,
        "Wait": Wait,
        "OUTCOMES": OUTCOMES,
        "name_of": name_of,
    }


@dataclass(frozen=True)
class Opened:
    """A proposal on the desk, and who sits before it."""

    proposal: Proposal
    who: Member
    case: Case


def _open(reference: str) -> Opened:
    """The proposal and the member; 404 without it, refused without a seat in its plan's forum."""
    proposal = _found(reference)
    moment = now()
    who = queries.member(myself(), proposal.plan, moment.date())
    rules.can_read(who).require()
    return Opened(proposal, who, queries.case_of(proposal, moment))


def _found(reference: str) -> Proposal:
    proposal = by_reference(reference)
    if proposal is None:
        abort(404)
    g.plan = proposal.plan
    return proposal


@pages.route("/mesa/leitura/<reference>", methods=["GET", "POST"])
@signed_in
def read(reference: str) -> ResponseReturnValue:
    """The first reading: everything about a proposal, and the decision."""
    opened = _open(reference)
    if request.method == "GET" and rules.can_second(opened.who, opened.case):
        return redirect(url_for("moderation.second", reference=opened.proposal.reference), 303)
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


def _decision_form(opened: Opened) -> DecisionForm:
    proposal, case = opened.proposal, opened.case
    asked = request.args.get("unir", "")[:40]
    entry = DecisionForm(
        version=proposal.version,
        round=case.round_to_decide,
        outcome=Outcome.MERGE.value if asked or proposal.state is State.PUBLISHED else None,
        into=asked,
    )
    outcomes = [Outcome.MERGE] if proposal.state is State.PUBLISHED else list(OUTCOMES)
    entry.offer(outcomes, queries.reasons_of(proposal.plan), lang())
    return entry


def _decide(opened: Opened, entry: DecisionForm) -> Decision:
    """The action of the chosen outcome."""
    words, by, proposal = entry.words(), opened.who, opened.proposal
    if entry.chosen is Outcome.MERGE and entry.host:
        return actions.merge(proposal, entry.host, by=by, words=words)
    if entry.chosen is Outcome.PUBLISH:
        return actions.publish(proposal, by=by, words=words)
    if entry.chosen is Outcome.RETURN:
        return actions.return_for_changes(proposal, by=by, words=words)
    return actions.propose_refusal(proposal, by=by, words=words)


def _preview(opened: Opened, entry: DecisionForm) -> Decision:
    """The decision as it would be, never stored: the author's page is drawn from it."""
    assert entry.chosen is not None
    return Decision(
        outcome=entry.chosen,
        standing=Standing.IN_FORCE,
        text=entry.text.data,
        at=now(),
        by=opened.who.person,
        seat=opened.who.seat,
        reason=entry.reasons.get(entry.reason.data or ""),
        into=entry.host,
    )


def _onwards(opened: Opened, proposal: Proposal, wait: Wait) -> ResponseReturnValue:
    """Say what was recorded; go to the next proposal, or stop at the desk."""
    flash(_recorded(proposal), "ok")
    following = queue.next_waiting(proposal.plan, opened.who, wait, now(), skip=proposal.id)
    if request.form.get("depois") == "proxima" and following:
        return redirect(url_for(ENDPOINTS[wait], reference=following.reference), 303)
    return redirect(url_for("moderation.desk", espera=wait.value, plano=proposal.plan.slug), 303)


ENDPOINTS = {Wait.FIRST: "moderation.read", Wait.SECOND: "moderation.second", Wait.APPEAL: "moderation.answer_appeal"}


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
        **_words(),
    )
    return page, 409


def _reading(template: str, opened: Opened, entry: Any, **more: Any) -> str:
    """A reading page: the queue, the text with everything beside it, and the form."""
    proposal, moment = opened.proposal, now()
    wait = {"moderation/read.html": Wait.FIRST, "moderation/second.html": Wait.SECOND}.get(template, Wait.APPEAL)
    verdict = {
        Wait.FIRST: rules.can_join,
        Wait.SECOND: rules.can_second,
        Wait.APPEAL: rules.can_answer_appeal,
    }[wait](opened.who, opened.case)
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
        rows=queue.waiting(proposal.plan, opened.who, Filters(wait=wait), moment, size=FIRST_QUEUED),
        changes=_changes(versions[1], versions[0]) if len(versions) > 1 else [],
        similar=similar(proposal.plan, text, exclude=proposal, limit=3),
        companions=companions_of(proposal),
        history=queries.author_history(proposal),
        named=proposal.state in PUBLIC,
        **_words(),
        **more,
    )


def _changes(old: ProposalVersion, new: ProposalVersion) -> list[tuple[str, list[Part]]]:
    """What changed between two versions, part by part; parts that did not change are left out."""
    theme_old, theme_new = (v.theme.name(lang()) if v.theme else "" for v in (old, new))
    place_old, place_new = (name_of(v.territory) or _("The whole city") for v in (old, new))
    pairs = [
        (_("Title"), old.title, new.title),
        (_("In one sentence"), old.summary, new.summary),
        (_("The problem"), old.problem, new.problem),
        (_("The idea"), old.change, new.change),
        (_("Theme"), theme_old, theme_new),
        (_("Territory"), place_old, place_new),
        (_("Link"), old.link, new.link),
    ]
    return [(label, differences(before, after)) for label, before, after in pairs if before != after]


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
        **_words(),
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
    entry = AnswerForm()
    if entry.validate_on_submit():
        upheld = entry.upheld.data == "yes"
        try:
            actions.answer_appeal(opened.proposal, by=opened.who, upheld=upheld, text=entry.text.data or "")
        except Stale as stale:
            return _stale(opened.proposal.reference, stale.reason, entry)
        return _onwards(opened, opened.proposal, Wait.APPEAL)
    return _reading("moderation/answer.html", opened, entry), 422 if entry.is_submitted() else 200


@pages.route("/propostas/<reference>/recurso", methods=["GET", "POST"])
@limiter.limit("10 per minute")
@signed_in
def appeal(reference: str) -> ResponseReturnValue:
    """The author's appeal: the form, or what became of it."""
    proposal, person = _found(reference), myself()
    if not _may_see_appeal(person, proposal):
        abort(404)
    case = queries.case_of(proposal, now())
    verdict = rules.can_appeal(person, case, now())
    entry = AppealForm()
    if entry.validate_on_submit():
        actions.appeal(proposal, by=person, text=entry.text.data or "")
        flash(_("We received your appeal. Members who took no part in the decision will answer it."), "ok")
        return redirect(url_for("moderation.appeal", reference=proposal.reference), 303)
    page = render_template(
        "moderation/appeal.html",
        proposal=proposal,
        case=case,
        refusal=case.refusal,
        verdict=verdict,
        entry=entry,
        **_words(),
    )
    return page, 422 if entry.is_submitted() else 200


def _may_see_appeal(person: Person, proposal: Proposal) -> bool:
    """A proposal that is not public is nobody else's business."""
    return proposal.author_id == person.id or proposal.state in PUBLIC or proposal.state is State.REFUSED


def _plan(slug: str) -> Plan:
    plan = plan_by_slug(slug)
    if plan is None or not plan.listed:
        abort(404)
    g.plan = plan
    return plan


@pages.get("/planos/<slug>/como-moderamos")
def how(slug: str) -> ResponseReturnValue:
    """How the forum moderates: the rules in words, the catalogue and the figures."""
    plan = _plan(slug)
    return render_template(
        "moderation/how.html",
        plan=plan,
        reasons=queries.reasons_of(plan),
        figures=queries.statistics(plan),
        term=APPEAL_TERM.days,
        **_words(),
    )


@pages.get("/planos/<slug>/decisoes")
def decisions(slug: str) -> ResponseReturnValue:
    """The public register of decisions."""
    plan = _plan(slug)
    outcome, sector = request.args.get("decisao", ""), request.args.get("setor", "")
    text = request.args.get("q", "").replace("\x00", "")[:40]
    return render_template(
        "moderation/decisions.html",
        plan=plan,
        outcome=outcome if outcome in list(Outcome) else "",
        sector=sector if sector in list(Sector) else "",
        text=text,
        rows=queries.register(
            plan,
            Outcome(outcome) if outcome in list(Outcome) else None,
            Sector(sector) if sector in list(Sector) else None,
            text,
            _page(),
        ),
        person=me() if request.cookies else None,
        PUBLIC=PUBLIC,
        Sector=Sector,
        page_href=_page_href,
        **_words(),
    )
