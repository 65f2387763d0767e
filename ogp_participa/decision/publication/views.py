"""The published plan to read and to take along, its amendments, the way of each promise, the desk of publication."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import city_day
from ogp_participa.core.documents.csv_files import safe_cell
from ogp_participa.core.documents.paper import docx_of, pdf_of
from ogp_participa.core.forms import ButtonForm, put_beside
from ogp_participa.core.verdicts import first_no
from ogp_participa.core.web import PUBLIC_CACHE
from ogp_participa.decision.publication import actions, forms, ogp_numbers, papers, queries, rules, traces, wording
from ogp_participa.decision.publication.models import Amendment, AmendmentState, PublishedPlan
from ogp_participa.drafting.commitments.comparison import compared
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import contents_of, whole_commitment, whole_commitments_of
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("publication", __name__)
pages.add_app_template_filter(wording.STATES.get, "amendment_state")
pages.add_app_template_filter(wording.SIGNS.get, "amendment_sign")

SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("plan.schema.json").read_text(encoding="utf-8"))
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
}


@pages.get("/planos/<slug>/plano")
def show(slug: str) -> ResponseReturnValue:
    """Show the newest published version; before the first, a page that says so."""
    plan = plan_at(slug)
    if plan.historical:
        return redirect(url_for("commitments.index", slug=slug), 303)
    edition = queries.edition_of(plan)
    return edition_page(edition) if edition else render_template("decision/publication/none.html", plan=plan)


@pages.get("/planos/<slug>/plano/<int:number>")
def version(slug: str, number: int) -> str:
    """Show one published version, as it was published."""
    return edition_page(edition_at(slug, number))


def edition_at(slug: str, number: int) -> PublishedPlan:
    """Return the published version of an address; 404 for others."""
    return queries.edition_of(plan_at(slug), number) or abort(404)


def edition_page(edition: PublishedPlan) -> str:
    """Return the page to read."""
    plan = edition.plan
    return render_template(
        "decision/publication/show.html",
        plan=plan,
        edition=edition,
        record=queries.record_of(edition),
        editions=queries.editions_of(plan),
    )


@pages.get("/planos/<slug>/plano/<int:number>.<any(docx,pdf,csv,json):kind>")
def file(slug: str, number: int, kind: str) -> ResponseReturnValue:
    """Show a published version as a file. The same data make the same file, so it is drawn once and kept."""
    edition = edition_at(slug, number)
    record = queries.record_of(edition)
    drawn = Response(mimetype=TYPES[kind])
    drawn.set_etag(papers.digest_of(record, kind))
    drawn.headers["Cache-Control"] = PUBLIC_CACHE
    drawn.make_conditional(request)
    if drawn.status_code == 304:
        return drawn
    drawn.data = kept(f"{papers.digest_of(record, kind)}.{kind}", edition, record, kind)
    if kind != "json":
        drawn.headers["Content-Disposition"] = f'attachment; filename="{slug}-v{number}.{kind}"'
    return drawn


def kept(name: str, edition: PublishedPlan, record: dict[str, Any], kind: str) -> bytes:
    """Return the file, from the folder where it was kept, or drawn now. Its headings speak the language of the page."""
    if kind in ("csv", "json"):
        return (papers.milestones_csv(record, safe_cell) if kind == "csv" else papers.plan_json(record)).encode()
    path = Path(current_app.config["OGP_VAR"]) / "published" / name
    if path.exists():
        return path.read_bytes()
    paper = papers.paper_of(record, edition.at, current_app.config["OGP_CITY"])
    drawn = docx_of(paper) if kind == "docx" else pdf_of(paper)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{name}.{id(drawn)}.part")
    part.write_bytes(drawn)
    part.replace(path)
    return drawn


@pages.get("/dados/esquemas/plano.json")
def schema() -> ResponseReturnValue:
    """Show what the JSON of a published version holds: a JSON Schema (2020-12)."""
    text = json.dumps({"$id": url_for("publication.schema", _external=True), **SCHEMA}, ensure_ascii=False, indent=1)
    return Response(text, mimetype="application/schema+json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/planos/<slug>/rastro")
def trace(slug: str) -> str:
    """Show from what residents wrote to what the city promises: contribution, proposal, commitment, milestone,
    version."""
    plan = plan_at(slug)
    return render_template(
        "decision/publication/trace.html", lead=wording.TRACE_LEAD, plan=plan, ways=traces.ways_of(plan)
    )


@pages.get("/planos/<slug>/emendas")
def amendments(slug: str) -> str:
    """Show every amendment to a published plan."""
    plan = plan_at(slug)
    return render_template(
        "decision/publication/amendments.html",
        lead=wording.AMENDMENTS_LEAD,
        plan=plan,
        amendments=queries.amendments_of(plan),
    )


@pages.get("/planos/<slug>/emendas/<int:number>")
def amendment(slug: str, number: int) -> str:
    """Show one amendment: why, what it changes word by word, and what the forum decided."""
    change = amendment_at(slug, number)
    return render_template(
        "decision/publication/amendment.html", plan=change.plan, amendment=change, changes=changes_of(change)
    )


def amendment_at(slug: str, number: int) -> Amendment:
    """Return the amendment of an address; 404 for others."""
    return queries.amendment_by_number(plan_at(slug), number) or abort(404)


def changes_of(amendment: Amendment) -> list[Any]:
    """Return what an amendment changes: from the version that it began with to what it says (or said at its end)."""
    commitment = amendment.commitment
    ended = amendment.proposed or commitment.version
    contents = contents_of(commitment, [amendment.base, ended])
    return compared(contents[amendment.base], contents[ended])


@pages.route("/gestao/planos/<slug>/plano", methods=["GET", "POST"])
@signed_in
def desk(slug: str) -> ResponseReturnValue:
    """Show what is missing, and the button; afterwards every published version and what is left to do."""
    plan = plan_at(slug)
    rules.can_look(myself(), plan).require()
    missing = [] if plan.published else queries.missing_here(plan)
    verdict = rules.can_publish(myself(), plan, missing, now=now())
    entry = forms.PublishForm()
    if entry.is_submitted():
        verdict.require()
    if entry.validate_on_submit():
        edition = actions.publish(myself(), plan, entry.foreword.data)
        flash(_("The plan is published. Whoever wrote or follows something in it hears of it."), "success")
        return redirect(url_for("publication.version", slug=slug, number=edition.number), 303)
    page = render_template(
        "decision/publication/desk.html",
        for_good=wording.PUBLISHED_FOR_GOOD,
        plan=plan,
        missing=missing,
        verdict=verdict,
        entry=entry,
        editions=queries.editions_of(plan),
        amendments=queries.amendments_of(plan) if plan.published else [],
        commitments=whole_commitments_of(plan) if plan.published else [],
    )
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/plano/ogp", methods=["GET", "POST"])
@signed_in
def ids(slug: str) -> ResponseReturnValue:
    """Show the numbers that OGP gave to the commitments, written down; never made here."""
    plan = plan_at(slug)
    rules.can_record_ids(myself(), plan).require()
    commitments = whole_commitments_of(plan)
    form, typed, errors = ButtonForm(), dict[int, str](), dict[int, str]()
    for commitment in commitments:
        typed[commitment.number] = request.form.get(f"ogp-{commitment.number}", commitment.ogp_id or "").strip()
        if typed[commitment.number] and not ogp_numbers.ogp_id(typed[commitment.number]):
            errors[commitment.number] = _("Write it as OGP does: letters and digits, as in BRSP0012.")
    numbers = [ogp_numbers.ogp_id(text) for text in typed.values() if text]
    for number, text in typed.items():
        if text and number not in errors and numbers.count(ogp_numbers.ogp_id(text)) > 1:
            errors[number] = _("Two commitments cannot have the same number.")
    if form.validate_on_submit() and not errors:
        actions.record_ids(myself(), plan, {n: ogp_numbers.ogp_id(text) for n, text in typed.items()})
        flash(_("The numbers of OGP are written down."), "success")
        return redirect(url_for("publication.desk", slug=slug), 303)
    page = render_template(
        "decision/publication/ids.html",
        lead=wording.NUMBERS_LEAD,
        plan=plan,
        commitments=commitments,
        typed=typed,
        errors=errors,
        draft=form,
    )
    return page, 422 if form.is_submitted() else 200


@pages.route("/gestao/compromissos/<reference>/emenda", methods=["GET", "POST"])
@signed_in
def propose(reference: str) -> ResponseReturnValue:
    """Begin an amendment to a commitment of the published plan."""
    commitment: Commitment = whole_commitment(reference) or abort(404)
    plan = seen(commitment.plan)
    rules.can_look(myself(), plan).require()
    if waiting := queries.open_amendment(commitment):
        return redirect(url_for("publication.close", slug=plan.slug, number=waiting.number), 303)
    rules.can_amend(myself(), commitment).require()
    entry = forms.AmendmentReasonForm()
    if entry.validate_on_submit():
        amendment = actions.propose(myself(), commitment, entry.reason.data)
        return redirect(url_for("publication.close", slug=plan.slug, number=amendment.number), 303)
    page = render_template(
        "decision/publication/propose.html",
        who_reads=wording.PROPOSAL_IS_READ,
        plan=plan,
        commitment=commitment,
        entry=entry,
    )
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/emendas/<int:number>", methods=["GET", "POST"])
@signed_in
def close(slug: str, number: int) -> ResponseReturnValue:
    """Show an amendment at work: to the editor, and when the forum has decided, into the plan."""
    plan = plan_at(slug)
    rules.can_look(myself(), plan).require()
    amendment = amendment_at(slug, number)
    entry = forms.AdoptForm(decisions_of(plan))
    if entry.validate_on_submit():
        verdict = first_no(
            rules.changes(amendment, amendment.commitment, same=not changes_of(amendment)),
            rules.decides(entry.chosen(), amendment, city_day(amendment.at)),
        )
        if put_beside(entry.decision, verdict):
            edition = actions.adopt(myself(), amendment, entry.chosen())
            flash(_("Version %(n)s of the plan is published.", n=edition.number), "success")
            return redirect(url_for("publication.version", slug=slug, number=edition.number), 303)
    return closing_page(amendment, entry=entry), 422 if entry.errors else 200


def closing_page(amendment: Amendment, **around: Any) -> str:
    """Return the desk page of an amendment."""
    return render_template(
        "decision/publication/close.html",
        plan=amendment.plan,
        amendment=amendment,
        changes=changes_of(amendment),
        still_open=amendment.state is AmendmentState.OPEN,
        **around,
    )


@pages.route("/gestao/planos/<slug>/emendas/<int:number>/retirada", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Withdraw an amendment, with a reason; the commitment says again what is published."""
    rules.can_look(myself(), plan_at(slug)).require()
    amendment = amendment_at(slug, number)
    rules.can_close(myself(), amendment).require()
    entry = forms.AmendmentReasonForm()
    if entry.validate_on_submit():
        actions.withdraw(myself(), amendment, entry.reason.data)
        flash(_("The amendment is withdrawn. It stays readable, with the reason."), "success")
        return redirect(url_for("publication.amendment", slug=slug, number=number), 303)
    page = render_template("decision/publication/withdraw.html", plan=amendment.plan, amendment=amendment, entry=entry)
    return page, 422 if entry.errors else 200


pages.add_app_template_global(queries.editions_with, "editions_with")
pages.add_app_template_global(queries.open_amendment, "open_amendment")
