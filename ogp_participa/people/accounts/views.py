"""Pages of the accounts room."""

import json
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_security.utils import login_user, logout_user

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.decision.roll_call.queries import calls_waiting
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.implementation.monitoring.queries.reporting import plans_reported_by
from ogp_participa.moderation.queries import queue as desk
from ogp_participa.moderation.queries.decisions import member
from ogp_participa.people.accounts import actions, newcomers, queries, rules
from ogp_participa.people.accounts.current import me, myself, signed_in, with_password
from ogp_participa.people.accounts.doors import DOORS
from ogp_participa.people.accounts.forms import ColoursForm, EraseForm, PreferencesForm, ProfileForm, RoleForm
from ogp_participa.people.accounts.models import Person, Signature, signed_name
from ogp_participa.people.accounts.names import author_name
from ogp_participa.proposals.drafts.rules import can_amend
from ogp_participa.readers.notifications.queries.inbox import drafts_of, returned_to
from ogp_participa.readers.notifications.queries.news import news_of

pages = Blueprint("accounts", __name__)

pages.add_app_template_filter(author_name, "author")

YEAR = 365 * 24 * 3600


@pages.record_once
def through_our_doors(state: BlueprintSetupState) -> None:
    """Flask-Security's pages behind our limits, answers and confirmation by button."""
    for name, view in DOORS.items():
        state.app.view_functions[f"security.{name}"] = view
    state.app.view_functions["security.confirm_email"] = confirm


@pages.get("/criar-conta/confira-seu-email")
def look_at_mail() -> ResponseReturnValue:
    """After registration: the same page whether or not the address had an account."""
    return render_template("people/accounts/look_at_mail.html")


@limiter.limit("30 per minute")
def confirm(token: str) -> ResponseReturnValue:
    """The link of the mail opens a page with one button: a GET never writes, and mail scanners open links."""
    expired, wrong, person = confirm_email_token_status(token)
    if expired or wrong or person is None:
        return render_template("people/accounts/confirm_failed.html", expired=expired), 410
    if person.confirmed_at is None and request.method == "GET":
        return render_template("people/accounts/confirm.html", token=token)
    if person.confirmed_at is None:
        confirm_user(person)
        flash(_("Your e-mail address is confirmed. Now sign in."), "success")
    else:
        flash(_("Your e-mail address is already confirmed."), "info")
    if me() is not None:
        return redirect(url_for("accounts.account"), 303)
    return redirect(url_for("security.login", next=session.get("after_confirm")), 303)


@pages.get("/minha-conta")
@signed_in
def account() -> ResponseReturnValue:
    """What waits for the person, and what happened since the last visit."""
    person = myself()
    visit = session.get("last_visit")
    moment = datetime.fromisoformat(visit) if visit else None
    news, are_since = news_of(person, moment)
    return render_template(
        "people/accounts/account.html",
        person=person,
        news=news,
        last_visit=moment if are_since or not news else None,
        drafts=drafts_of(person),
        returned=[(proposal, can_amend(person, proposal, now())) for proposal in returned_to(person)],
        calls=calls_waiting(person, today()),
        desk=_desk_of(person),
        reporters=plans_reported_by(person, today()),
    )


def _desk_of(person: Person) -> tuple[Plan, desk.QueueCounts] | None:
    """The newest plan that the person's seat reads proposals of now, and how much waits for them there."""
    open_ones = (plan for plan in desk.plans_of(person, today()) if is_open(plan, Right.MODERATE, now()))
    plan = next(open_ones, None)
    return (plan, desk.counts(plan, member(person, plan, today()), now())) if plan else None


@pages.route("/minha-conta/perfil-publico", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """The name, and how it stands under what the person writes."""
    person = myself()
    entry = ProfileForm(obj=person)
    if entry.validate_on_submit():
        signature, territory = Signature(entry.signature.data), entry.territory.data or None
        actions.change_profile(person, entry.name.data, signature, entry.collective.data, territory)
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.profile"), 303)
    name, group = entry.name.data or "", entry.collective.data or ""
    previews = {kind.value: signed_name(name, kind, group) for kind in Signature}
    page = render_template("people/accounts/profile.html", entry=entry, person=person, previews=previews)
    return page, 422 if entry.errors else 200


@pages.route("/preferencias", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Colours for everybody (a cookie keeps them); language of mails and shortcuts for people with an account."""
    person = me()
    entry = PreferencesForm(obj=person) if person else ColoursForm(theme=request.cookies.get("tema", ""))
    if not entry.validate_on_submit():
        return render_template("people/accounts/preferences.html", entry=entry), 422 if entry.errors else 200
    if person and isinstance(entry, PreferencesForm):
        actions.change_preferences(person, entry.theme.data, entry.locale.data, entry.shortcuts.data)
    answer = redirect(url_for("accounts.preferences"), 303)
    if entry.theme.data:
        answer.set_cookie("tema", entry.theme.data, YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    else:
        answer.delete_cookie("tema", samesite="Lax", secure=request.is_secure, httponly=True)
    flash(_("Saved."), "success")
    return answer


@pages.get("/minha-conta/seguranca")
@signed_in
def security() -> ResponseReturnValue:
    """Password, second factor, and the devices that are signed in."""
    return render_template("people/accounts/security.html", person=myself())


@pages.post("/minha-conta/seguranca/outros-aparelhos")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every other session."""
    person = myself()
    actions.sign_out_elsewhere(person)
    login_user(person)
    flash(_("Your other devices were signed out."), "success")
    return redirect(url_for("accounts.security"), 303)


@pages.get("/minha-conta/dados")
@signed_in
def data() -> ResponseReturnValue:
    """What is held about the person, why, and until when."""
    person = myself()
    verdict = rules.can_erase(person, queries.holds_seat(person))
    return render_template(
        "people/accounts/data.html", person=person, counts=queries.counts_about(person), verdict=verdict
    )


@pages.get("/minha-conta/dados.json")
@signed_in
def download() -> ResponseReturnValue:
    """Everything that is held about the person, as a file."""
    held = queries.everything_about(myself())
    text = json.dumps({"made_at": now(), "tables": held}, ensure_ascii=False, indent=1, default=str)
    headers = {"Content-Disposition": 'attachment; filename="meus-dados.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@pages.route("/minha-conta/dados/exclusao", methods=["GET", "POST"])
@limiter.limit("10 per minute")
@with_password
def erase() -> ResponseReturnValue:
    """Erase the account, after typing its address."""
    person = myself()
    verdict = rules.can_erase(person, queries.holds_seat(person))
    entry = EraseForm(person=person)
    if not entry.validate_on_submit():
        page = render_template("people/accounts/erase.html", entry=entry, person=person, verdict=verdict)
        return page, 422 if entry.errors else 200
    actions.erase(person)
    logout_user()
    flash(_("Your account is erased. Your published proposals stay, without your name."), "success")
    return redirect(url_for("plans.home"), 303)


@pages.get("/quem-somos")
def staff() -> ResponseReturnValue:
    """Who holds a role: few, and public."""
    return render_template("people/accounts/staff.html", holders=queries.people_with_roles())


@pages.get("/gestao/contas-novas")
@signed_in
def new_accounts() -> ResponseReturnValue:
    """Where many new accounts come from."""
    rules.can_see_newcomers(myself()).require()
    return render_template(
        "people/accounts/new_accounts.html",
        networks=newcomers.many_from_one_network(),
        domains=newcomers.many_of_one_domain(),
        days=newcomers.NEW.days,
        many=newcomers.MANY,
    )


@pages.route("/admin/papeis", methods=["GET", "POST"])
@with_password
def roles() -> ResponseReturnValue:
    """Administrators give roles."""
    person = myself()
    rules.can_manage_roles(person).require()
    entry = RoleForm()
    if entry.validate_on_submit():
        holder = queries.by_email(entry.email.data)
        verdict = rules.can_give_role(person, holder, entry.role.data) if holder else None
        if holder and verdict:
            actions.give_role(holder, entry.role.data, by=person)
            flash(_("Role given to %(name)s.", name=holder.name), "success")
            return redirect(url_for("accounts.roles"), 303)
        entry.email.errors = [str(verdict.reason) if verdict is not None else _("No account has this e-mail.")]
    holders = [
        (holder, role, rules.can_take_role(person, holder, role.name))
        for holder in queries.people_with_roles()
        for role in holder.roles
    ]
    page = render_template("people/accounts/roles.html", entry=entry, holders=holders)
    return page, 422 if entry.errors else 200


@pages.post("/admin/papeis/<int:number>/<role>/retirada")
@with_password
def take_role(number: int, role: str) -> ResponseReturnValue:
    """Administrators take roles."""
    person = queries.by_id(number) or abort(404)
    actions.take_role(person, role, by=myself())
    flash(_("Role taken from %(name)s.", name=person.name), "success")
    return redirect(url_for("accounts.roles"), 303)
