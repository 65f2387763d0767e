"""Open data: the same lists as files, each proposal as data, a feed, and the page that documents them."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from ogp_participa.audit.queries import public_log
from ogp_participa.core.documents.csv_files import csv_lines
from ogp_participa.core.i18n import lang
from ogp_participa.core.web import PUBLIC_CACHE
from ogp_participa.drafting.commitments.queries import version_of, whole_commitment
from ogp_participa.drafting.consultation.queries.contributions import contribution_by_reference, shown
from ogp_participa.drafting.responses.queries import ledger
from ogp_participa.drafting.responses.rules import TERM_DAYS
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import every_plan, let_go, plan_by_slug
from ogp_participa.proposals.browsing.filters import ProposalFilters
from ogp_participa.proposals.proposals.models import PUBLIC
from ogp_participa.proposals.proposals.queries.finding import by_reference
from ogp_participa.readers.opendata import queries, tracing
from ogp_participa.readers.opendata.columns import COLUMNS, CONTRIBUTION, RESPONSE
from ogp_participa.readers.opendata.json_files import dumped, listed

pages = Blueprint("opendata", __name__)


@pages.get("/dados")
def about() -> ResponseReturnValue:
    """What is published as data, under which licence, and what each column means."""
    return render_template("readers/opendata/about.html", plans=every_plan(), columns=COLUMNS)


@pages.get("/planos/<slug>/propostas.csv")
def proposals_csv(slug: str) -> ResponseReturnValue:
    """The proposals of a list as a spreadsheet."""
    plan = plan_or_404(slug)
    name = f"propostas-{plan.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": PUBLIC_CACHE}
    lines = proposal_lines(queries.records(plan, ProposalFilters.read(request.args)))
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


@pages.get("/planos/<slug>/propostas.json")
def proposals_json(slug: str) -> ResponseReturnValue:
    """The proposals of a list as JSON."""
    plan = plan_or_404(slug)
    head = {"plan": plan.slug, "title": plan.title, "address": address_of(plan)}
    parts = json_parts(head, queries.records(plan, ProposalFilters.read(request.args)))
    headers = {"Cache-Control": PUBLIC_CACHE}
    return Response(stream_with_context(parts), mimetype="application/json", headers=headers)


@pages.get("/propostas/<reference>.json")
def proposal_json(reference: str) -> ResponseReturnValue:
    """One proposal with its versions, as JSON."""
    proposal = by_reference(reference)
    if proposal is None or proposal.state not in PUBLIC:
        abort(404)
    record = queries.record_of(proposal)
    record["address"] = url_for("proposals.show", address=proposal.address, _external=True)
    for fed in record["commitments"]:
        fed["address"] = url_for("opendata.commitment_json", reference=fed["reference"], _external=True)
    record["links"] = tracing.as_data(tracing.of_proposal(proposal))
    return Response(dumped(record), mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/compromissos/<reference>.json")
def commitment_json(reference: str) -> ResponseReturnValue:
    """One commitment with its milestones, every version, and the proposals that it came from, as JSON."""
    commitment = whole_commitment(reference)
    if commitment is None or not commitment.plan.listed:
        abort(404)
    record = queries.record_of_commitment(commitment)
    record["address"] = url_for("commitments.show", reference=commitment.reference, _external=True)
    for held in record["published_in"]:
        where = {"slug": commitment.plan.slug, "number": held["plan_version"], "kind": "json"}
        held["address"] = url_for("publication.file", **where, _external=True)
    for source in record["came_from"]:
        source["address"] = url_for("opendata.proposal_json", reference=source["reference"], _external=True)
    for one in (record, *record["milestones"]):
        one["links"] = tracing.as_data(one["links"])
    return Response(dumped(record), mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/compromissos/<reference>/versoes/<int:number>.json")
def version_json(reference: str, number: int) -> ResponseReturnValue:
    """One version of a commitment, whole, with the names of its day."""
    commitment = whole_commitment(reference)
    version = version_of(commitment, number) if commitment and commitment.plan.listed else None
    if commitment is None or version is None:
        abort(404)
    record = {"reference": commitment.reference, **queries.as_commitment_version(version), "content": version.content}
    record["links"] = tracing.as_data(tracing.of_version(commitment, version))
    return Response(dumped(record), mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/contribuicoes/<reference>.json")
def contribution_json(reference: str) -> ResponseReturnValue:
    """One contribution to a consultation, and what changed for it, as JSON."""
    said = contribution_by_reference(reference)
    if said is None or not said.plan.listed:
        abort(404)
    record = queries.as_contribution(shown(said))
    record["address"] = url_for("consultation.contribution", reference=said.reference, _external=True)
    record["links"] = tracing.as_data(tracing.of_contribution(said))
    return Response(dumped(record), mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/planos/<slug>/propostas.atom")
def proposals_atom(slug: str) -> ResponseReturnValue:
    """What was published last, for feed readers."""
    plan = plan_or_404(slug)
    body = render_template("readers/opendata/feed.xml", plan=plan, records=queries.newest(plan), lang=lang())
    return Response(body, mimetype="application/atom+xml", headers={"Cache-Control": PUBLIC_CACHE})


@pages.get("/registro.json")
def events_json() -> ResponseReturnValue:
    """The public record, newest first; ``antes`` pages on."""
    before = request.args.get("antes", "")
    events = public_log(None, int(before) if before.isdecimal() and len(before) < 18 else None, limit=200)
    numbered = [
        {
            "number": event.id,
            "kind": event.kind.value,
            "at": event.at.isoformat(),
            "subject": event.subject,
            "subject_number": event.subject_id,
        }
        for event in events
    ]
    following = url_for("opendata.events_json", antes=events[-1].id) if len(events) == 200 else None
    body = dumped({"events": numbered, "next": following})
    return Response(body, mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE})


def plan_or_404(slug: str) -> Plan:
    """The plan of an address, outside of any session: a file is still being sent after the request's session ended."""
    plan = plan_by_slug(slug)
    if plan is None or not plan.listed:
        abort(404)
    g.plan = let_go(plan)
    return plan


def address_of(plan: Plan) -> str:
    """Where the plan's proposals are read."""
    return url_for("browsing.index", slug=plan.slug, _external=True)


@pages.get("/planos/<slug>/consulta.csv")
def contributions_csv(slug: str) -> ResponseReturnValue:
    """Every contribution to the consultation of a plan as a spreadsheet."""
    plan = plan_or_404(slug)
    name = f"consulta-{plan.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": PUBLIC_CACHE}
    base = url_for("consultation.contribution", reference="", _external=True)
    rows = ({**record, "address": base + record["reference"]} for record in queries.contribution_records(plan))
    return Response(stream_with_context(csv_lines(CONTRIBUTION, rows)), mimetype="text/csv", headers=headers)


@pages.get("/planos/<slug>/consulta.json")
def contributions_json(slug: str) -> ResponseReturnValue:
    """Every contribution to the consultation of a plan as JSON."""
    plan = plan_or_404(slug)
    base = url_for("consultation.contribution", reference="", _external=True)
    rows = ({**record, "address": base + record["reference"]} for record in queries.contribution_records(plan))
    address = url_for("consultation.start", slug=plan.slug, _external=True)
    head = {"plan": plan.slug, "title": plan.title, "address": address}
    parts = listed(head, "contributions", rows)
    headers = {"Cache-Control": PUBLIC_CACHE}
    return Response(stream_with_context(parts), mimetype="application/json", headers=headers)


@pages.get("/planos/<slug>/devolutivas.csv")
def responses_csv(slug: str) -> ResponseReturnValue:
    """Every contribution of a plan with its reasoned response as a spreadsheet."""
    plan = plan_or_404(slug)
    name = f"devolutivas-{plan.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": PUBLIC_CACHE}
    lines = csv_lines(RESPONSE, answered_records(plan))
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


@pages.get("/planos/<slug>/devolutivas.json")
def responses_json(slug: str) -> ResponseReturnValue:
    """Every contribution of a plan with its reasoned response as JSON."""
    plan = plan_or_404(slug)
    head = {
        "plan": plan.slug,
        "title": plan.title,
        "address": url_for("responses.index", slug=plan.slug, _external=True),
        "days_to_answer_in": TERM_DAYS,
    }
    parts = listed(head, "contributions", answered_records(plan))
    headers = {"Cache-Control": PUBLIC_CACHE}
    return Response(stream_with_context(parts), mimetype="application/json", headers=headers)


def answered_records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each contribution with its answer, and where both are read."""
    proposal = url_for("proposals.show", address="", _external=True)
    said = url_for("consultation.contribution", reference="", _external=True)
    reply = url_for("responses.index", slug=plan.slug, _external=True).partition("/planos/")[0] + "/devolutivas/"
    for record in ledger.records(plan):
        here = proposal if record["kind"] == ledger.PROPOSAL else said
        there = f"{reply}{record['reply']}" if record["reply"] else ""
        yield {**record, "address": here + record["reference"], "reply": there}


def proposal_lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The lines of the proposals' file."""
    base = url_for("proposals.show", address="", _external=True)
    rows = ({**one, "values": " ".join(one["values"]), "address": base + one["address"]} for one in records)
    return csv_lines(COLUMNS, rows)


def json_parts(head: dict[str, Any], records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The file in parts: its head, then one proposal after another."""
    base = url_for("proposals.show", address="", _external=True)
    return listed(head, "proposals", ({**one, "address": base + one["address"]} for one in records))
