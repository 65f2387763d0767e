"""Pages of the forum room: who is in it, what it decided, and the desk where staff record both."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.institutions.forms import SECTORS
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats import actions, queries, rules
from ogp_participa.forum.seats.forms import POSITIONS, EndForm, ForumDecisionForm, MemberForm, SeatForm
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.forum.seats.vacancies import vacant_since
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("forum", __name__)
pages.add_app_template_global(SECTORS.get, "sector_name")
pages.add_app_template_global(POSITIONS.get, "position_name")


def by_sector(seats: list[Seat]) -> list[tuple[Sector, list[Seat]]]:
    """The seats of each sector, civil society first."""
    return [(sector, [s for s in seats if s.sector is sector]) for sector in (Sector.CIVIL_SOCIETY, Sector.GOVERNMENT)]


@pages.get("/planos/<slug>/forum")
def show(slug: str) -> str:
    """The forum's members by sector and segment, its vacancies, and those who were members."""
    plan = plan_at(slug)
    seats = queries.seats_of(plan)
    vacancies = {seat.id: vacant_since(seat, today()) for seat in seats}
    return render_template(
        "forum/seats/show.html",
        plan=plan,
        sectors=by_sector(seats),
        seats=seats,
        vacancies=vacancies,
        today=today(),
        decisions=queries.decisions_of(plan)[:3],
    )


@pages.get("/planos/<slug>/forum/decisoes")
def decisions(slug: str) -> str:
    """The register of what the forum decided."""
    plan = plan_at(slug)
    return render_template("forum/seats/decisions.html", plan=plan, decisions=queries.decisions_of(plan))


@pages.get("/gestao/planos/<slug>/forum")
@signed_in
def desk(slug: str) -> str:
    """The seats as staff write them."""
    plan = plan_at(slug)
    rules.can_seat(myself()).require()
    seats = queries.seats_of(plan)
    vacancies = {seat.id: vacant_since(seat, today()) for seat in seats}
    held = queries.decisions_of(plan)
    return render_template(
        "forum/seats/desk.html", plan=plan, sectors=by_sector(seats), vacancies=vacancies, today=today(), decisions=held
    )


@pages.route("/gestao/planos/<slug>/forum/nova", methods=["GET", "POST"])
@signed_in
def new_seat(slug: str) -> ResponseReturnValue:
    """A new seat."""
    plan = plan_at(slug)
    rules.can_seat(myself()).require()
    entry = SeatForm()
    if entry.validate_on_submit():
        sector = Sector(entry.sector.data)
        organisation = organisation_named(entry.named(), sector) if entry.named() else None
        seat = actions.create_seat(plan, myself(), sector, entry.segment.data, organisation)
        flash(_("The seat was created. Now say who holds it."), "ok")
        return redirect(url_for("forum.edit_seat", slug=slug, seat_id=seat.id), 303)
    return render_template("forum/seats/new_seat.html", plan=plan, entry=entry), 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/forum/<int:seat_id>", methods=["GET", "POST"])
@signed_in
def edit_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """One seat: who holds and held it, and a form for who takes it."""
    plan = plan_at(slug)
    rules.can_seat(myself()).require()
    seat = queries.seat_by_id(plan, seat_id) or abort(404)
    entry = MemberForm(seat, data={"from_date": today(), "position": Position.TITULAR.value})
    if entry.validate_on_submit() and entry.is_accepted(plan) and (person := entry.person_meant()):
        if seat.organisation is None and entry.named():
            actions.give_seat(seat, organisation_named(entry.named(), seat.sector), myself())
        position = Position(entry.position.data)
        actions.seat_member(seat, plan, person, position, entry.from_date.data, entry.until_date.data, myself())
        flash(_("%(name)s has the seat now.", name=person.name), "ok")
        return redirect(url_for("forum.edit_seat", slug=slug, seat_id=seat_id), 303)
    page = render_template("forum/seats/edit_seat.html", plan=plan, seat=seat, entry=entry, today=today())
    return page, 422 if entry.is_submitted() else 200


def found_tenure(plan: Plan, seat_id: int, tenure_id: int) -> Tenure:
    """The term with this number in this seat; 404 for others."""
    seat = queries.seat_by_id(plan, seat_id) or abort(404)
    return next((tenure for tenure in seat.tenures if tenure.id == tenure_id), None) or abort(404)


@pages.route("/gestao/planos/<slug>/forum/<int:seat_id>/mandatos/<int:tenure_id>/fim", methods=["GET", "POST"])
@signed_in
def end_tenure(slug: str, seat_id: int, tenure_id: int) -> ResponseReturnValue:
    """The end of a term, with a reason; somebody else may take the place the next day."""
    plan = plan_at(slug)
    rules.can_seat(myself()).require()
    tenure = found_tenure(plan, seat_id, tenure_id)
    entry = EndForm(data={"until_date": today()})
    if entry.validate_on_submit() and entry.is_accepted(tenure, plan):
        person, until, reason = entry.person_meant(), entry.until_date.data, entry.reason.data
        if person:
            actions.substitute(tenure, plan, person, myself(), until, reason)
        else:
            actions.end_tenure(tenure, myself(), until, reason)
        flash(_("The end of the term was recorded."), "ok")
        return redirect(url_for("forum.edit_seat", slug=slug, seat_id=seat_id), 303)
    page = render_template("forum/seats/end_tenure.html", plan=plan, seat=tenure.seat, tenure=tenure, entry=entry)
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/forum/decisoes/nova", methods=["GET", "POST"])
@signed_in
def new_decision(slug: str) -> ResponseReturnValue:
    """A decision that the forum took."""
    plan = plan_at(slug)
    rules.can_seat(myself()).require()
    entry = ForumDecisionForm(data={"decided_on": today()})
    if entry.validate_on_submit():
        decision = actions.record_decision(plan, myself(), **entry.fields())
        flash(_("The decision was recorded as %(reference)s.", reference=decision.reference), "ok")
        return redirect(url_for("forum.decisions", slug=slug) + f"#d{decision.number}", 303)
    return render_template(
        "forum/seats/new_decision.html", plan=plan, entry=entry
    ), 422 if entry.is_submitted() else 200
