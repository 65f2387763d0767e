"""The pages on which a motion is put to the seats, each seat votes, and staff close the vote."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.forms import put_beside
from ogp_participa.decision.deliberation.models import Motion
from ogp_participa.decision.deliberation.queries import held_seats, newest_draft, terms_for
from ogp_participa.decision.roll_call import actions, queries, rules, wording
from ogp_participa.decision.roll_call.forms import CastForm, CloseForm, MotionForm, WithdrawCallForm
from ogp_participa.decision.roll_call.models import RollCall
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.forum.seats.models import Tenure
from ogp_participa.people.accounts.current import myself, signed_in, with_password

pages = Blueprint("rollcall", __name__)


def plan_for(slug: str) -> Plan:
    """Return the plan of an address, for staff and for whoever holds a seat in its forum."""
    plan = plan_at(slug)
    _person, seat = reader(plan)
    staff = can_manage(myself())
    if not (staff or seat):
        staff.require()
    return plan


def call_of(plan: Plan) -> RollCall:
    """Return the motion that is before the seats; 404 when there is none."""
    return queries.open_call(plan) or abort(404)


@pages.get("/gestao/planos/<slug>/deliberacao/chamada")
@signed_in
def show(slug: str) -> ResponseReturnValue:
    """Show the motion, which seats have voted, and the way to one's own vote."""
    plan = plan_for(slug)
    call = queries.open_call(plan)
    if call is None:
        return redirect(url_for("deliberation.desk", slug=slug), 303)
    votes = {vote.seat_id: vote for vote in call.votes}
    rows = []
    for seat in held_seats(plan):
        mine = next((term for term in seat.tenures if term.person_id == myself().id and term.holds_on(today())), None)
        rows.append((seat, votes.get(seat.id), mine, rules.can_cast(myself(), seat, mine, votes.get(seat.id))))
    return render_template(
        "decision/roll_call/show.html",
        plan=plan,
        call=call,
        rows=sorted(rows, key=lambda row: row[2] is None),  # one's own seat first: it is the one to vote for
        voted=sum(1 for _seat, there, _mine, _may in rows if there),
        takes=rules.takes_votes(call, plan, now()),
        staff=can_manage(myself()),
    )


@pages.route("/gestao/planos/<slug>/deliberacao/chamada/nova", methods=["GET", "POST"])
@signed_in
def begin(slug: str) -> ResponseReturnValue:
    """Put a motion to the seats."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    verdict = rules.can_call(myself(), plan, terms_for(plan), calling=queries.is_calling(plan), now=now())
    entry = MotionForm()
    if verdict and entry.validate_on_submit():
        actions.call_seats(myself(), plan, Motion(entry.motion.data), entry.text.data or "")
        flash(_("The seats of the forum can vote now."), "success")
        return redirect(url_for("rollcall.show", slug=slug), 303)
    page = render_template(
        "decision/roll_call/begin.html",
        how_seats_vote=wording.HOW_SEATS_VOTE,
        plan=plan,
        entry=entry,
        verdict=verdict,
        draft=newest_draft(plan),
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/deliberacao/chamada/lugares/<int:number>", methods=["GET", "POST"])
@with_password
def cast(slug: str, number: int) -> ResponseReturnValue:
    """Show the vote of one seat."""
    plan = plan_for(slug)
    call = call_of(plan)
    seat = next((row for row in held_seats(plan) if row.id == number), None) or abort(404)
    there = next((row for row in call.votes if row.seat_id == seat.id), None)
    holders: list[Tenure] = [row for row in seat.tenures if row.holds_on(today())]
    mine = next((row for row in holders if row.person_id == myself().id), None)
    rules.can_cast(myself(), seat, mine, there).require()
    takes = rules.takes_votes(call, plan, now())
    entry = CastForm(there, holders, mine)
    late = entry.is_late
    if takes and not late and entry.validate_on_submit():
        where = entry.text if mine or entry.said().tenure else entry.by
        if put_beside(where, rules.is_said_well(entry.said(), seat, today())):
            actions.cast(myself(), call, seat, entry.said(), entry.seen_number)
            flash(_("The vote of this seat is recorded. It can be changed until the vote is closed."), "success")
            return redirect(url_for("rollcall.show", slug=slug), 303)
    status = entry.show_again()
    shown: dict[str, Any] = {"seat": seat, "there": there, "mine": mine, "takes": takes, "late": late}
    page = render_template(
        "decision/roll_call/cast.html", conflict_hint=wording.CONFLICT_HINT, plan=plan, call=call, entry=entry, **shown
    )
    return page, status


@pages.route("/gestao/planos/<slug>/deliberacao/chamada/encerramento", methods=["GET", "POST"])
@with_password
def close(slug: str) -> ResponseReturnValue:
    """Close the vote: it becomes a deliberation, before everybody."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    call = call_of(plan)
    entry = CloseForm(call.after)
    seats = held_seats(plan)
    if entry.validate_on_submit():
        deliberation = actions.close(myself(), call, entry.minutes.data or "", entry.upload)
        flash(_("The deliberation is recorded as %(ref)s.", ref=deliberation.decision.reference), "success")
        return redirect(url_for("deliberation.show", slug=slug) + f"#d{deliberation.number}", 303)
    waiting = [row for row in seats if row.id not in {vote.seat_id for vote in call.votes}]
    page = render_template(
        "decision/roll_call/close.html", plan=plan, call=call, entry=entry, seats=seats, waiting=waiting
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/deliberacao/chamada/retirada", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str) -> ResponseReturnValue:
    """Take the motion back, with a reason."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    call = call_of(plan)
    entry = WithdrawCallForm()
    if entry.validate_on_submit():
        actions.withdraw(myself(), call, entry.reason.data)
        flash(_("The vote is withdrawn: nothing is decided."), "success")
        return redirect(url_for("deliberation.desk", slug=slug), 303)
    page = render_template("decision/roll_call/withdraw.html", plan=plan, call=call, entry=entry)
    return page, 422 if entry.is_submitted() else 200
