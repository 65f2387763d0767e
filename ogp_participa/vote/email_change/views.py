"""Where somebody gives an account another address, and where the link to it leads."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import login_user, logout_user

from ogp_participa.core.rate_limits import limiter
from ogp_participa.people.accounts.current import me, myself, with_password
from ogp_participa.people.accounts.doors import address_typed, whose_code
from ogp_participa.vote.email_change import actions, queries
from ogp_participa.vote.email_change.forms import AddressForm

pages = Blueprint("correction", __name__)


@pages.route("/minha-conta/seguranca/email", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
@limiter.limit("6 per 5 minutes", key_func=whose_code, methods=["POST"])
@limiter.limit("4 per hour", key_func=address_typed, methods=["POST"])
@with_password
def change() -> ResponseReturnValue:
    """Ask for another address."""
    entry = AddressForm(person=myself())
    if entry.validate_on_submit():
        actions.ask(myself(), entry.email.data or "")
        message = _("We sent a link to %(email)s. Your account changes when you open it there.", email=entry.email.data)
        flash(message, "info")
        return redirect(url_for("accounts.security"), 303)
    return render_template("vote/email_change/change.html", entry=entry, person=myself()), 422 if entry.errors else 200


@pages.route("/confirmar-email/novo/<token>", methods=["GET", "POST"])
@limiter.limit("30 per minute")
def confirm(token: str) -> ResponseReturnValue:
    """Show one button where the link of the letter leads: a GET never writes, and mail scanners open links."""
    asked = queries.asked_by(token)
    if asked is None:
        return render_template("vote/email_change/failed.html"), 410
    person, address = asked
    if request.method == "GET":
        return render_template("vote/email_change/confirm.html", token=token, address=address)
    here = me()
    actions.move(person, address)
    flash(_("Your account has a new e-mail. Your other devices were signed out."), "success")
    if here is not None and here.id == person.id:
        login_user(person)
        return redirect(url_for("accounts.security"), 303)
    if here is not None:
        logout_user()
    return redirect(url_for("security.login"), 303)
