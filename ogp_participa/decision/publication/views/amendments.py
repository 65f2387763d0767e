"""Amendments of a published plan: to read, to begin, to publish with the forum's decision, to take back."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.dates import city_day
from ogp_participa.core.forms import put_beside
from ogp_participa.core.verdicts import first_no
from ogp_participa.decision.publication import actions, forms, queries, rules, wording
from ogp_participa.decision.publication.models import Amendment, AmendmentState
from ogp_participa.decision.publication.views.reading import pages
from ogp_participa.drafting.commitments.comparison import compared
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import contents_of, whole_commitment
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.people.accounts.current import myself, signed_in, with_password


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
@with_password
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
