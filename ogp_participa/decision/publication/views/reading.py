"""The published plan to read and to take along, and the way of each promise."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ogp_participa.core.documents.csv_files import safe_cell
from ogp_participa.core.documents.paper import docx_of, pdf_of
from ogp_participa.core.web import PUBLIC_CACHE
from ogp_participa.decision.publication import papers, queries, traces, wording
from ogp_participa.decision.publication.models import PublishedPlan
from ogp_participa.edition.plans.addresses import plan_at

pages = Blueprint("publication", __name__)
pages.add_app_template_filter(wording.STATES.get, "amendment_state")
pages.add_app_template_filter(wording.SIGNS.get, "amendment_sign")

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[1] / "plan.schema.json").read_text(encoding="utf-8"))
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
