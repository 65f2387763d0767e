"""The published plan to read and to take along, the way of each promise, and the desk of publication."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ogp_participa import papers
from ogp_participa.accounts.current import myself, signed_in
from ogp_participa.addresses import plan_at
from ogp_participa.amending import queries as amending
from ogp_participa.amending.rules import is_open
from ogp_participa.commitments.queries import whole_commitments_of
from ogp_participa.database import now
from ogp_participa.documents import docx_of, pdf_of, prints
from ogp_participa.forms import ButtonForm
from ogp_participa.opendata.rules import safe_cell
from ogp_participa.publication import actions, forms, queries, rules
from ogp_participa.publication.models import PlanEdition
from ogp_participa.web import PUBLIC_CACHE

pages = Blueprint("publication", __name__)
pages.add_app_template_filter(papers.on_paper)

CITY_LOCALE = "pt_BR"
SCHEMA: dict[str, Any] = json.loads(Path(__file__).parents[1].joinpath("planschema.json").read_text(encoding="utf-8"))
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
}


@pages.get("/planos/<slug>/plano")
def show(slug: str) -> ResponseReturnValue:
    """The newest published version; before the first, a page that says so."""
    plan = plan_at(slug)
    if plan.historical:
        return redirect(url_for("commitments.index", slug=slug), 303)
    edition = queries.edition_of(plan)
    return edition_page(edition) if edition else render_template("publication/none.html", plan=plan)


@pages.get("/planos/<slug>/plano/<int:number>")
def version(slug: str, number: int) -> str:
    """One published version, as it was published."""
    return edition_page(edition_at(slug, number))


def edition_at(slug: str, number: int) -> PlanEdition:
    """The published version of an address; 404 for others."""
    return queries.edition_of(plan_at(slug), number) or abort(404)


def edition_page(edition: PlanEdition) -> str:
    """The page to read."""
    plan = edition.plan
    return render_template(
        "publication/show.html",
        plan=plan,
        edition=edition,
        record=queries.record_of(edition),
        editions=queries.editions_of(plan),
        amended=amending.amended_into(plan),
        prints=prints(),
    )


@pages.get("/planos/<slug>/plano/<int:number>.<any(docx,pdf,csv,json):kind>")
def file(slug: str, number: int, kind: str) -> ResponseReturnValue:
    """A published version as a file. The same data make the same file, so it is drawn once and kept."""
    edition = edition_at(slug, number)
    if kind == "pdf" and not prints():
        abort(404)
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


def kept(name: str, edition: PlanEdition, record: dict[str, Any], kind: str) -> bytes:
    """The file, from the folder where it was kept, or drawn now. Paper is the city's: it speaks Portuguese."""
    if kind in ("csv", "json"):
        return (papers.milestones_csv(record, safe_cell) if kind == "csv" else papers.plan_json(record)).encode()
    path = Path(current_app.config["OGP_VAR"]) / "published" / name
    if path.exists():
        return path.read_bytes()
    with force_locale(CITY_LOCALE):
        paper = papers.paper_of(record, edition.at, current_app.config["OGP_CITY"])
        drawn = docx_of(paper) if kind == "docx" else pdf_of(render_template("publication/print.html", paper=paper))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{name}.{id(drawn)}.part")
    part.write_bytes(drawn)
    part.replace(path)
    return drawn


@pages.get("/dados/esquemas/plano.json")
def schema() -> ResponseReturnValue:
    """What the JSON of a published version holds: a JSON Schema (2020-12)."""
    said = json.dumps({"$id": url_for("publication.schema", _external=True), **SCHEMA}, ensure_ascii=False, indent=1)
    return Response(said, mimetype="application/schema+json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/planos/<slug>/rastro")
def trace(slug: str) -> str:
    """From what residents wrote to what the city promises: contribution, proposal, commitment, milestone, version."""
    plan = plan_at(slug)
    ways = queries.ways_of(plan)
    return render_template("publication/trace.html", plan=plan, ways=ways, outside=amending.outside(plan))


@pages.route("/gestao/planos/<slug>/plano", methods=["GET", "POST"])
@signed_in
def desk(slug: str) -> ResponseReturnValue:
    """What is missing, and the button; afterwards every published version and what is left to do."""
    plan = plan_at(slug)
    rules.can_look(myself(), plan).require()
    amendments = amending.amendments_of(plan) if plan.published else []
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
        "publication/desk.html",
        plan=plan,
        missing=missing,
        verdict=verdict,
        entry=entry,
        editions=queries.editions_of(plan),
        amendments=amendments,
        at_work={one.commitment_id: one for one in amendments if is_open(one)},
        outside=amending.outside(plan),
        commitments=whole_commitments_of(plan) if plan.published else [],
    )
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/plano/ogp", methods=["GET", "POST"])
@signed_in
def ids(slug: str) -> ResponseReturnValue:
    """The numbers that OGP gave to the commitments, written down; never made here."""
    plan = plan_at(slug)
    rules.can_record_ids(myself(), plan).require()
    commitments = queries.ever_published(plan)
    form, typed, errors = ButtonForm(), dict[int, str](), dict[int, str]()
    for one in commitments:
        typed[one.number] = request.form.get(f"ogp-{one.number}", one.ogp_id or "").strip()
        if typed[one.number] and not rules.ogp_id(typed[one.number]):
            errors[one.number] = _("Write it as OGP does: letters and digits, as in BRSP0012.")
    given = [rules.ogp_id(text) for text in typed.values() if text]
    for number, text in typed.items():
        if text and number not in errors and given.count(rules.ogp_id(text)) > 1:
            errors[number] = _("Two commitments cannot have the same number.")
    if form.validate_on_submit() and not errors:
        actions.record_ids(myself(), plan, {n: rules.ogp_id(text) for n, text in typed.items()})
        flash(_("The numbers of OGP are written down."), "success")
        return redirect(url_for("publication.desk", slug=slug), 303)
    page = render_template(
        "publication/ids.html", plan=plan, commitments=commitments, typed=typed, errors=errors, draft=form
    )
    return page, 422 if form.is_submitted() else 200


pages.add_app_template_global(queries.editions_with, "editions_with")
