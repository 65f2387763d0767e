"""The public page of the decision on a plan, and the desk on which staff record it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core import uploads
from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import no
from ogp_participa.decision.deliberation import actions, queries, rules, wording
from ogp_participa.decision.deliberation.acts import is_in_force
from ogp_participa.decision.deliberation.forms import ActForm, TermsForm, meeting_form, typed_terms
from ogp_participa.decision.deliberation.models import Deliberation, SeatVote, Stance
from ogp_participa.decision.deliberation.needs import kept_terms
from ogp_participa.decision.deliberation.tally import conditions
from ogp_participa.decision.publication.queries import missing_here
from ogp_participa.decision.roll_call.queries import calls_withdrawn, open_call
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.people.accounts.current import myself, signed_in, with_password

pages = Blueprint("deliberation", __name__)

PATHS = {path: act for act, path in wording.ACT_PATHS.items()}

pages.add_app_template_filter(wording.MOTIONS.get, "motion")
pages.add_app_template_filter(wording.VOTES.get, "vote")
pages.add_app_template_filter(wording.VOTE_SIGNS.get, "vote_sign")
pages.add_app_template_filter(wording.WAYS.get, "vote_way")
pages.add_app_template_filter(wording.ACTS.get, "act")
pages.add_app_template_filter(wording.ACT_PATHS.get, "act_path")
pages.add_app_template_filter(wording.MAJORITIES.get, "majority")


def sectors_of(votes: Sequence[SeatVote]) -> list[tuple[Sector, list[SeatVote]]]:
    """Return the votes of each sector, civil society first."""
    return [
        (sector, [vote for vote in votes if vote.sector is sector])
        for sector in (Sector.CIVIL_SOCIETY, Sector.GOVERNMENT)
    ]


def deliberation_facts(deliberation: Deliberation) -> dict[str, Any]:
    """Return a deliberation with its conditions, its votes by sector, the dissent and the declared conflicts."""
    return {
        "row": deliberation,
        "conditions": conditions(kept_terms(deliberation.terms), queries.roll_of(deliberation)),
        "sectors": sectors_of(deliberation.votes),
        "dissent": [vote for vote in deliberation.votes if vote.text and vote.vote is not Stance.CONFLICT],
        "conflicts": [vote for vote in deliberation.votes if vote.vote is Stance.CONFLICT],
    }


def facts_of(plan: Plan) -> dict[str, Any]:
    """Return what the public page and the desk show: terms, deliberations (newest first), acts and which are in force,
    and the motion that is before the seats now."""
    terms, deliberations, acts = queries.terms_for(plan), queries.deliberations_of(plan), queries.acts_of(plan)
    last = deliberations[0] if deliberations else None
    newest = queries.newest_acts(acts)
    return {
        "plan": plan,
        "terms": terms,
        "deliberations": [deliberation_facts(deliberation) for deliberation in deliberations],
        "last": last,
        "acts": acts,
        "newest": {act.kind: act for act in newest},
        "in_force": {act.kind for act in newest if terms and is_in_force(act, terms, last)},
        "stages": plan.stages_with(Right.DELIBERATE),
        "call": open_call(plan),
    }


@pages.get("/planos/<slug>/deliberacao")
def show(slug: str) -> str:
    """Show what the decision needs, how each seat voted and why it carries or not, and the signed acts."""
    plan = plan_at(slug)
    return render_template(
        "decision/deliberation/show.html", lead=wording.DECISION_LEAD, **facts_of(plan), withdrawn=calls_withdrawn(plan)
    )


@pages.get("/planos/<slug>/deliberacao/documentos/<int:number>/<name>")
def document(slug: str, number: int, name: str) -> ResponseReturnValue:
    """Show the PDF of minutes or of an act."""
    plan = plan_at(slug)
    attached = queries.document_by_id(number) or abort(404)
    if attached.plan_id != plan.id or attached.name != name:
        abort(404)
    return uploads.as_response(attached.content, attached.name, attached.media_type)


@pages.get("/gestao/planos/<slug>/deliberacao")
@signed_in
def desk(slug: str) -> str:
    """Show what is missing for publication, and what can be recorded now; members of the forum read it, too."""
    plan = plan_at(slug)
    _person, seat = reader(plan)
    staff = can_manage(myself())
    if not (staff or seat):
        staff.require()
    facts, moment = facts_of(plan), now()
    terms = facts["terms"]
    decided = bool(facts["deliberations"] or facts["acts"])
    return render_template(
        "decision/deliberation/desk.html",
        two_ways=wording.TWO_WAYS,
        **facts,
        missing=missing_here(plan),
        may_set=rules.can_set_terms(myself(), plan, written=terms is not None, decided=decided, now=moment),
        may_deliberate=rules.can_deliberate(myself(), plan, terms, moment),
        may_sign={act: rules.can_sign_act(myself(), plan, terms, act, facts["last"]) for act in wording.ACTS},
    )


@pages.route("/gestao/planos/<slug>/deliberacao/regras", methods=["GET", "POST"])
@signed_in
def terms(slug: str) -> ResponseReturnValue:
    """Show what the decision of this edition needs."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    stands = queries.terms_for(plan)
    entry = TermsForm(data=typed_terms(stands))
    verdict = rules.can_set_terms(
        myself(), plan, written=stands is not None, decided=queries.is_decided(plan), now=now()
    )
    if entry.validate_on_submit():
        actions.set_terms(myself(), plan, entry.terms())
        flash(_("What the decision needs is written down, and published."), "success")
        return redirect(url_for("deliberation.desk", slug=slug), 303)
    page = render_template(
        "decision/deliberation/terms.html", lead=wording.TERMS_LEAD, plan=plan, entry=entry, verdict=verdict
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/deliberacao/nova", methods=["GET", "POST"])
@with_password
def record(slug: str) -> ResponseReturnValue:
    """Show how each seat voted."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    verdict = rules.can_deliberate(myself(), plan, queries.terms_for(plan), now())
    last, seats = queries.standing(plan), queries.held_seats(plan)
    stands = last.number if last else 0
    if verdict and not seats:
        verdict = no(_("No organisation holds a seat in the forum of this edition."))
    entry = meeting_form(seats, stands, today())
    late = entry.is_late
    if verdict and not late and entry.validate_on_submit() and entry.is_accepted():
        deliberation = actions.deliberate(myself(), plan, entry.meeting(), entry.seen_number, entry.upload)
        flash(_("The deliberation is recorded as %(ref)s.", ref=deliberation.decision.reference), "success")
        return redirect(url_for("deliberation.show", slug=slug) + f"#d{deliberation.number}", 303)
    status = entry.show_again()
    page = render_template(
        "decision/deliberation/record.html",
        one_vote_a_seat=wording.ONE_VOTE_A_SEAT,
        plan=plan,
        entry=entry,
        seats=seats,
        verdict=verdict,
        late=late,
        draft=queries.newest_draft(plan),
    )
    return page, status


@pages.route("/gestao/planos/<slug>/deliberacao/atos/<act>", methods=["GET", "POST"])
@with_password
def sign(slug: str, act: str) -> ResponseReturnValue:
    """Show an act that an institution signed, or its correction."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    kind = PATHS.get(act) or abort(404)
    standing = queries.standing(plan)
    current = next((signed for signed in queries.newest_acts(queries.acts_of(plan)) if signed.kind is kind), None)
    stands = current.version if current else 0
    verdict = rules.can_sign_act(myself(), plan, queries.terms_for(plan), kind, standing)
    entry = ActForm(kind, institutions(), stands)
    late = entry.is_late
    if verdict and not late and entry.validate_on_submit():
        actions.sign(myself(), plan, entry.signature(), entry.seen_number, entry.upload)
        flash(_("The act is recorded, and published."), "success")
        return redirect(url_for("deliberation.show", slug=slug) + f"#{act}", 303)
    status = entry.show_again()
    page = render_template(
        "decision/deliberation/sign.html",
        plan=plan,
        act=kind,
        entry=entry,
        current=current,
        standing=standing,
        verdict=verdict,
        late=late,
    )
    return page, status
