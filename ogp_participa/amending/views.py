"""The public pages of amendments, and the desk on which staff propose and close them."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.accounts.current import myself, signed_in
from ogp_participa.addresses import plan_at, seen
from ogp_participa.amending import actions, forms, queries, rules
from ogp_participa.amending.models import Amendment, AmendmentKind
from ogp_participa.commitments.models import Commitment
from ogp_participa.commitments.queries import whole_commitment
from ogp_participa.commitments.rules import compared
from ogp_participa.forum.queries import decisions_of
from ogp_participa.i18n import city_day
from ogp_participa.plans.forms import keep
from ogp_participa.publication.rules import can_look
from ogp_participa.verdicts import Verdict, first_no
from ogp_participa.web import PUBLIC_CACHE

pages = Blueprint("amending", __name__)
pages.add_app_template_filter(rules.STATES.get, "amendment_state")
pages.add_app_template_filter(rules.SIGNS.get, "amendment_sign")
pages.add_app_template_filter(rules.KINDS.get, "amendment_kind")
pages.add_app_template_global(queries.amendment_about, "amendment_about")


@pages.app_template_global("standing_of")
def standing_of(commitment: Commitment, about: Amendment | None) -> tuple[Any, str, str] | None:
    """What became of a commitment that a published plan does not hold, in words, sign and tone."""
    return rules.OUTSIDE.get(rules.status(commitment, about))


@pages.get("/planos/<slug>/emendas")
def index(slug: str) -> str:
    """Every amendment to a published plan."""
    plan = plan_at(slug)
    return render_template("amending/index.html", plan=plan, amendments=queries.amendments_of(plan))


@pages.get("/planos/<slug>/emendas/<int:number>")
def show(slug: str, number: int) -> str:
    """One amendment: why, what it changes word by word, adds or takes out, and what the forum decided."""
    return render_template("amending/show.html", **told(amendment_at(slug, number)))


@pages.get("/planos/<slug>/emendas/<int:number>.json")
def data(slug: str, number: int) -> ResponseReturnValue:
    """The same as data, with the addresses of what it names."""
    found = amendment_at(slug, number)
    said = json.dumps(queries.record_of(found), ensure_ascii=False)
    return Response(said, mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


def amendment_at(slug: str, number: int) -> Amendment:
    """The amendment of an address; 404 for others."""
    return queries.amendment_by_number(plan_at(slug), number) or abort(404)


def told(amendment: Amendment) -> dict[str, Any]:
    """What the public and the desk read of an amendment."""
    before, said = queries.texts_of(amendment)
    changes = compared(before, said) if amendment.kind is AmendmentKind.CHANGE else []
    return {"plan": amendment.plan, "amendment": amendment, "changes": changes, "content": said}


def work_on(amendment: Amendment) -> str:
    """The address of the desk page of an amendment."""
    return url_for("amending.work", slug=amendment.plan.slug, number=amendment.number)


@pages.route("/gestao/compromissos/<reference>/emenda", methods=["GET", "POST"])
@signed_in
def propose(reference: str) -> ResponseReturnValue:
    """Begin an amendment that changes a commitment of the published plan."""
    commitment, found = commitment_at(reference)
    verdict = rules.can_amend(myself(), commitment, taken=found is not None)
    return begin_page(commitment, found, verdict, AmendmentKind.CHANGE)


@pages.route("/gestao/compromissos/<reference>/retirada", methods=["GET", "POST"])
@signed_in
def take_out(reference: str) -> ResponseReturnValue:
    """Begin an amendment by which a commitment leaves the published plan."""
    commitment, found = commitment_at(reference)
    others = queries.others_in(commitment)
    verdict = rules.can_take_out(myself(), commitment, taken=found is not None, others=others)
    return begin_page(commitment, found, verdict, AmendmentKind.REMOVAL)


def commitment_at(reference: str) -> tuple[Commitment, Amendment | None]:
    """The commitment of an address for staff, and the amendment to it that is open."""
    commitment: Commitment = whole_commitment(reference) or abort(404)
    can_look(myself(), seen(commitment.plan)).require()
    return commitment, queries.open_amendment(commitment)


def begin_page(
    commitment: Commitment, found: Amendment | None, verdict: Verdict, kind: AmendmentKind
) -> ResponseReturnValue:
    """The reason. Where an amendment is open already, the way leads there; what was typed meanwhile stays."""
    entry = forms.ReasonForm()
    if found and not entry.is_submitted():
        return redirect(work_on(found), 303)
    if not found:
        verdict.require()
    if not found and entry.validate_on_submit():
        begin = actions.propose if kind is AmendmentKind.CHANGE else actions.take_out
        return redirect(work_on(begin(myself(), commitment, entry.reason.data)), 303)
    page = render_template(
        "amending/propose.html", plan=commitment.plan, commitment=commitment, entry=entry, kind=kind, found=found
    )
    return page, 409 if found else 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/emendas/nova", methods=["GET", "POST"])
@signed_in
def add(slug: str) -> ResponseReturnValue:
    """Begin an amendment that adds a commitment to the published plan."""
    plan = plan_at(slug)
    rules.can_add(myself(), plan).require()
    entry = forms.AddForm(plan)
    if entry.validate_on_submit():
        made = actions.add(myself(), plan, entry.title.data, entry.reason.data, entry.named)
        flash(_("The commitment is %(ref)s. Now write what it says.", ref=made.commitment.reference), "success")
        return redirect(work_on(made), 303)
    page = render_template("amending/add.html", plan=plan, entry=entry)
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/emendas/<int:number>", methods=["GET", "POST"])
@signed_in
def work(slug: str, number: int) -> ResponseReturnValue:
    """An amendment at work: to the editor, and when the forum has decided, into the plan."""
    plan = plan_at(slug)
    can_look(myself(), plan).require()
    found = amendment_at(slug, number)
    known, entry = queries.known_of(found), forms.DecisionForm(decisions_of(plan))
    if entry.validate_on_submit():
        verdict = first_no(rules.is_ready(found, known), rules.decides(entry.chosen(), found, city_day(found.at)))
        if not rules.is_open(found) or keep(entry.decision, verdict):
            edition = actions.adopt(myself(), found, entry.chosen()).edition
            assert edition is not None  # adopting makes one
            flash(_("Version %(n)s of the plan is published.", n=edition.number), "success")
            return redirect(url_for("publication.version", slug=slug, number=edition.number), 303)
    page = render_template(
        "amending/work.html", **told(found), known=known, entry=entry, still_open=rules.is_open(found)
    )
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/emendas/<int:number>/propostas", methods=["GET", "POST"])
@signed_in
def sources(slug: str, number: int) -> ResponseReturnValue:
    """The proposals from which an added commitment comes."""
    plan = plan_at(slug)
    can_look(myself(), plan).require()
    found = amendment_at(slug, number)
    rules.can_name_sources(myself(), found).require()
    entry = forms.SourcesForm(plan, data={"sources": ", ".join(one.reference for one in found.sources)})
    if entry.validate_on_submit():
        actions.name_sources(myself(), found, entry.named)
        return redirect(work_on(found), 303)
    page = render_template("amending/sources.html", plan=plan, amendment=found, entry=entry)
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/emendas/<int:number>/retirada", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """The amendment does not come, with a reason and, where the forum voted it down, its decision."""
    plan = plan_at(slug)
    can_look(myself(), plan).require()
    found = amendment_at(slug, number)
    rules.can_close(myself(), found).require()
    entry = forms.WithdrawForm(decisions_of(plan))
    if entry.validate_on_submit():
        verdict = rules.rejects(entry.chosen(), found, city_day(found.at))
        if keep(entry.decision, verdict):
            actions.withdraw(myself(), found, entry.reason.data, entry.chosen())
            flash(_("The amendment is closed. It stays readable, with the reason."), "success")
            return redirect(url_for("amending.show", slug=slug, number=number), 303)
    page = render_template("amending/withdraw.html", plan=plan, amendment=found, entry=entry)
    return page, 422 if entry.errors else 200
