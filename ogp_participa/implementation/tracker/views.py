"""How a plan stands, for everybody: today or on any past day, as a page, as data, and as the bundle that proves it."""

import csv
import io
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, get_template_attribute, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ogp_participa.core.cache import Cache
from ogp_participa.core.clock import now
from ogp_participa.core.dates import month_name, today
from ogp_participa.core.documents.csv_files import safe_cell
from ogp_participa.core.i18n import address_in, current_locale
from ogp_participa.drafting.commitments.queries import whole_commitment
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.implementation.inquiries.queries import due_on, inquiries_about
from ogp_participa.implementation.monitoring.queries.reporting import answering, published_on, reporter_of
from ogp_participa.implementation.monitoring.rules import can_speak, is_followed
from ogp_participa.implementation.status.milestones import Status
from ogp_participa.implementation.tracker import bundle
from ogp_participa.implementation.tracker.queries import (
    KEPT_SECONDS,
    PlanStanding,
    plan_standing,
    reports_by_milestone,
)
from ogp_participa.implementation.tracker.wording import (
    MISSING,
    PATHS,
    SIGNS,
    STATUSES,
    VOICES,
    reason_of,
)

pages = Blueprint("tracker", __name__)

pages.add_app_template_filter(STATUSES.get, "milestone_status")
pages.add_app_template_filter(SIGNS.get, "milestone_sign")
pages.add_app_template_filter(VOICES.get, "report_voice")
pages.add_app_template_filter(MISSING.get, "missing_share")
pages.add_app_template_filter(reason_of, "standing_reason")
pages.add_app_template_filter(month_name, "month_name")

_drawings = Cache(most=4_000_000)
"""The milestones of plans as they were drawn, in letters of HTML."""

STATUS_PATHS = {status: path for path, status in PATHS.items()}
HEADS = ("milestone", "commitment", "title", "institution", "status", "planned", "forecast", "finished", "last_report")


def followed_plan_at(slug: str) -> Plan:
    """Return the plan of an address, once it was published; 404 for others."""
    plan = plan_at(slug)
    return plan if plan.published else abort(404)


def day_asked(plan: Plan) -> date:
    """Return the day in ``dia``, today without one; 404 for days to come and from before the plan was published."""
    typed = request.args.get("dia", "")
    if not typed:
        return today()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        abort(404)
    first = published_on(plan)
    return day if first is not None and first <= day <= today() else abort(404)


@pages.get("/planos/<slug>/acompanhamento")
def show(slug: str) -> str:
    """How the plan stands: counts, what changed in the month, and each commitment's milestones."""
    plan = followed_plan_at(slug)
    standing = plan_standing(plan, day_asked(plan))
    status = PATHS.get(request.args.get("situacao", ""))
    typed = request.args.get("instituicao", "")
    named = {row.milestone.institution_id: row.milestone.institution for row in standing.rows}
    institution = int(typed) if typed.isdecimal() and len(typed) < 9 and int(typed) in named else None
    top = max((count for _status, count in standing.counts), default=1)
    chart = [{"label": STATUSES[kind], "count": count, "href": _narrowed(kind)} for kind, count in standing.counts]
    return render_template(
        "implementation/tracker/show.html",
        plan=plan,
        standing=standing,
        chart=chart,
        top=top,
        milestones=_drawn(plan, standing, status, institution),
        status=status,
        paths=STATUS_PATHS,
        institution=institution,
        institutions=sorted((name, number) for number, name in named.items() if number is not None),
        first=published_on(plan),
        today=today(),
        cited=address_in(current_locale(), "tracker.show", slug=slug, dia=standing.day.isoformat()),
    )


def _drawn(plan: Plan, standing: PlanStanding, status: Status | None, institution: int | None) -> Markup:
    """Return the milestones as HTML; drawn once for each language until something happens in the plan."""
    key = (plan.id, standing.day, standing.newest_event, current_locale(), status, institution)

    def draw() -> Markup:
        groups = get_template_attribute("implementation/tracker/_milestones.html", "milestone_groups")
        return Markup(groups(standing.commitments(standing.narrowed(status, institution))))

    return _drawings.get(key, draw, seconds=KEPT_SECONDS)


def _narrowed(status: Any) -> str:
    return f"?situacao={STATUS_PATHS[status]}#marcos"


@pages.get("/compromissos/<reference>/acompanhamento")
def commitment(reference: str) -> str:
    """Each milestone of a commitment: plan against fact, every report of both voices, and the evidence."""
    known = whole_commitment(reference) or abort(404)
    plan = seen(known.plan)
    if not plan.published:
        abort(404)
    person, seat = reader(plan)
    standing = plan_standing(plan, day_asked(plan))
    rows = [row for row in standing.rows if row.milestone.commitment_id == known.id] or abort(404)
    inquiries = inquiries_about([row.milestone.id for row in rows])
    day, among = today(), answering(known.milestones[0])
    return render_template(
        "implementation/tracker/commitment.html",
        inquiries=inquiries,
        dues={inquiry.id: due_on(inquiry) for asked in inquiries.values() for inquiry in asked},
        today=day,
        answers=bool(person and (can_manage(person) or reporter_of(person, plan, day, among))),
        moderates=seat is not None,
        plan=plan,
        commitment=known,
        rows=rows,
        reports=reports_by_milestone([row.milestone for row in rows]),
        day=standing.day,
        month=today().replace(day=1),
        speaks=bool(seat and is_followed(plan, now()) and can_speak(seat, known.milestones[0])),
        may_manage=bool(can_manage(person)),
    )


@pages.get("/planos/<slug>/acompanhamento.json")
def data(slug: str) -> Response:
    """Every fact that the statuses depend on, and the statuses, as JSON."""
    plan = followed_plan_at(slug)
    return jsonify(bundle.facts_data(plan, day_asked(plan)))


@pages.get("/planos/<slug>/acompanhamento.csv")
def table(slug: str) -> ResponseReturnValue:
    """A row for each milestone with its status and the days it rests on, as CSV."""
    plan = followed_plan_at(slug)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in plan_standing(plan, day_asked(plan)).rows:
        standing, milestone = row.standing, row.milestone
        days = (standing.planned_on, standing.forecast_on, standing.finished_on, standing.reported_on)
        named = (milestone.reference, milestone.commitment_reference, milestone.title, milestone.institution)
        writer.writerow((*map(safe_cell, named), standing.status.value, *(day or "" for day in days)))
    return Response(target.getvalue(), mimetype="text/csv; charset=utf-8")


@pages.get("/planos/<slug>/acompanhamento/pacote")
def package(slug: str) -> Response:
    """The bundle with which anybody works every status out again."""
    plan = followed_plan_at(slug)
    day = day_asked(plan)
    response = Response(bundle.archive_of(bundle.facts_data(plan, day)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{plan.slug}-{day.isoformat()}.zip"'
    return response
