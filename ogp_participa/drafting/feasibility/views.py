"""Pages of the feasibility room: opinions for everybody, appeals, and the desk on which staff enter and answer."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import day
from ogp_participa.core.differences import differences
from ogp_participa.core.pagination import page_asked, page_number
from ogp_participa.core.rate_limits import limiter
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import commitment_by_reference
from ogp_participa.drafting.feasibility import actions, overview, queries, rules, wording
from ogp_participa.drafting.feasibility.forms import AnswerAppealForm, OpinionAppealForm, OpinionForm
from ogp_participa.drafting.feasibility.models import Finding, Opinion, OpinionKind
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.proposals.proposals.addresses import proposal_at, readable
from ogp_participa.proposals.proposals.models import Proposal

pages = Blueprint("feasibility", __name__)

PATHS = {"tecnico": OpinionKind.TECHNICAL, "juridico": OpinionKind.LEGAL, "orcamentario": OpinionKind.BUDGET}
"""The kinds as they stand in addresses."""

FINDING_PATHS = {
    "favoravel": Finding.FAVOURABLE,
    "com-mudancas": Finding.WITH_CHANGES,
    "desfavoravel": Finding.UNFAVOURABLE,
}

pages.add_app_template_filter(wording.KINDS.get, "opinion_kind")
pages.add_app_template_filter(wording.FINDINGS.get, "finding")
pages.add_app_template_filter(wording.SIGNS.get, "finding_sign")
pages.add_app_template_filter({kind: path for path, kind in PATHS.items()}.get, "opinion_path")


def opinion_at(number: int) -> Opinion:
    """Return the opinion, when whoever asks may read what it is about; 404 for others."""
    opinion = queries.opinion_by_id(number) or abort(404)
    seen(opinion.plan)
    if opinion.proposal is not None and not readable(opinion.proposal):
        abort(404)
    return opinion


@pages.get("/planos/<slug>/pareceres")
def index(slug: str) -> str:
    """Show every opinion of a plan, narrowed by kind, finding, or by appeals that wait."""
    plan = plan_at(slug)
    asked = request.args
    kind, finding = PATHS.get(asked.get("tipo", "")), FINDING_PATHS.get(asked.get("resultado", ""))
    wanted = queries.OpinionFilters(kind, finding, asked.get("recurso") == "espera")
    rows, total = queries.opinions_of(plan, wanted, page_number())
    return render_template(
        "drafting/feasibility/index.html",
        lead=wording.OPINIONS_LEAD,
        plan=plan,
        rows=rows,
        wanted=wanted,
        kinds=PATHS,
        findings=FINDING_PATHS,
        **page_asked(total, queries.PAGE).values(),
    )


@pages.get("/pareceres/<int:number>")
def show(number: int) -> str:
    """Show one opinion: the newest version or the one in ``versao``, what changed, its appeal, and all the others."""
    opinion = opinion_at(number)
    person, seat = reader(opinion.plan)
    versions = {version.number: version for version in queries.versions_of(opinion)}
    asked = request.args.get("versao", str(opinion.version))
    version = next((row for row in versions.values() if str(row.number) == asked), None) or abort(404)
    older = versions.get(version.number - 1)
    case = queries.case_of(opinion, seat)
    return render_template(
        "drafting/feasibility/show.html",
        who_appeals=wording.WHO_APPEALS,
        plan=opinion.plan,
        opinion=opinion,
        version=version,
        older=older,
        following=versions.get(version.number + 1),
        changes=differences(older.text, version.text) if older else [],
        versions=list(versions.values()),
        last_day=version.last_day_for_appeals,
        open_to_appeals=rules.can_be_appealed(case, now()) if version.number == opinion.version else None,
        may_appeal=rules.can_appeal(person, case, now()),
        may_manage=can_manage(person),
    )


@pages.route("/pareceres/<int:number>/recurso", methods=["GET", "POST"])
@limiter.limit("10 per minute")
@signed_in
def appeal(number: int) -> ResponseReturnValue:
    """Show the appeal against the newest version: the form, or why there is none."""
    opinion, person = opinion_at(number), myself()
    _person, seat = reader(opinion.plan)
    entry = OpinionAppealForm()
    if entry.validate_on_submit():
        actions.appeal(person, opinion, entry.text.data or "", seat)
        flash(_("Your appeal is published. The department's answer will stand here."), "ok")
        return redirect(url_for("feasibility.show", number=number), 303)
    page = render_template(
        "drafting/feasibility/appeal.html",
        until=str(wording.APPEAL_UNTIL) % {"day": day(opinion.current.last_day_for_appeals)},
        plan=opinion.plan,
        opinion=opinion,
        version=opinion.current,
        entry=entry,
        last_day=opinion.current.last_day_for_appeals,
        verdict=rules.can_appeal(person, queries.case_of(opinion, seat), now()),
    )
    return page, 422 if entry.is_submitted() else 200


@pages.get("/gestao/planos/<slug>/pareceres")
@signed_in
def desk(slug: str) -> str:
    """Show what was given and what is missing, and the appeals that wait."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    totals = {name: overview.desk_total(plan, name) for name in overview.SHOWN}
    waiting, totals[overview.APPEALS] = queries.opinions_of(plan, queries.OpinionFilters(waiting=True), page_number())
    shown = request.args.get("mostrar", "")
    shown = shown if shown in totals else overview.CHOSEN if totals[overview.CHOSEN] else overview.ALL
    page = page_asked(totals[shown], queries.PAGE if shown == overview.APPEALS else queries.DESK_PAGE)
    return render_template(
        "drafting/feasibility/desk.html",
        plan=plan,
        shown=shown,
        totals=totals,
        rows=overview.desk_rows(plan, shown, page.number) if shown != overview.APPEALS else [],
        waiting=waiting if shown == overview.APPEALS else [],
        verdict=rules.can_give(myself(), plan, now()),
        kinds=list(OpinionKind),
        moment=now(),
        **page.values(),
    )


@pages.route("/gestao/propostas/<reference>/pareceres/<kind>", methods=["GET", "POST"])
@signed_in
def give_on_proposal(reference: str, kind: str) -> ResponseReturnValue:
    """Enter an opinion on a proposal, or a new version of it."""
    can_manage(myself()).require()
    return enter(proposal_at(reference), PATHS.get(kind) or abort(404))


@pages.route("/gestao/compromissos/<reference>/pareceres/<kind>", methods=["GET", "POST"])
@signed_in
def give_on_commitment(reference: str, kind: str) -> ResponseReturnValue:
    """Enter an opinion on a drafted commitment, or a new version of it."""
    can_manage(myself()).require()
    commitment = commitment_by_reference(reference) or abort(404)
    seen(commitment.plan)
    return enter(commitment, PATHS.get(kind) or abort(404))


def enter(thing: Proposal | Commitment, kind: OpinionKind) -> ResponseReturnValue:
    """Return the form of an opinion; after somebody else's new version, it keeps what was typed and shows theirs."""
    opinion = queries.opinion_on(thing, kind)
    current = opinion.current if opinion else None
    verdict = rules.can_be_judged(thing) and rules.can_give(myself(), thing.plan, now())
    stands = current.number if current else 0
    entry = OpinionForm(stands=stands)
    late = entry.is_late
    if not late and entry.validate_on_submit():
        version = actions.give(myself(), thing, kind, entry.words(), entry.seen_number, entry.reason.data or "")
        flash(_("The opinion is published."), "success")
        return redirect(url_for("feasibility.show", number=version.opinion_id), 303)
    status = entry.show_again()
    about: dict[str, Any] = {"plan": thing.plan, "thing": thing, "kind": kind, "opinion": opinion, "current": current}
    page = render_template("drafting/feasibility/give.html", **about, entry=entry, late=late, verdict=verdict)
    return page, status


@pages.route("/gestao/pareceres/<int:number>/recurso", methods=["GET", "POST"])
@signed_in
def answer(number: int) -> ResponseReturnValue:
    """Enter a department's answer to the appeal against the newest version."""
    can_manage(myself()).require()
    opinion = opinion_at(number)
    waiting = opinion.current.appeal or abort(404)
    entry = AnswerAppealForm()
    if entry.validate_on_submit():
        changed = entry.changed_words()
        actions.answer(myself(), waiting, entry.answer.data, entry.named(), entry.role.data, changed)
        flash(_("The answer is published."), "success")
        return redirect(url_for("feasibility.show", number=number), 303)
    page = render_template(
        "drafting/feasibility/answer.html",
        plan=opinion.plan,
        opinion=opinion,
        version=opinion.current,
        appeal=waiting,
        entry=entry,
        verdict=rules.can_answer(myself(), waiting),
    )
    return page, 422 if entry.is_submitted() else 200
