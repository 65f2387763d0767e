"""Where staff note that somebody showed a document, for votes that ask for it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.rate_limits import limiter
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_email
from ogp_participa.vote.identities import actions, queries, rules
from ogp_participa.vote.identities.forms import FindForm

pages = Blueprint("identities", __name__)


@pages.route("/gestao/pessoas", methods=["GET", "POST"])
@limiter.limit("10 per minute; 200 per day", methods=["POST"])
@signed_in
def find() -> ResponseReturnValue:
    """Find the resident who stands at the counter."""
    can_manage(myself()).require()
    entry = FindForm()
    if entry.validate_on_submit():
        person = by_email(entry.email.data)
        if person:
            return redirect(url_for("identities.show", token=queries.token_for(myself(), person)), 303)
        entry.email.errors = [_("No account has this e-mail.")]
    return render_template("vote/identities/find.html", entry=entry), 422 if entry.errors else 200


@pages.get("/gestao/pessoas/<token>")
@signed_in
def show(token: str) -> ResponseReturnValue:
    """Show the resident who was found: enough to compare with the document, and the button."""
    can_manage(myself()).require()
    person = queries.found_by(myself(), token)
    if person is None:
        return _again()
    check, back = rules.can_check(myself(), person), rules.can_take_back(myself(), person)
    return render_template("vote/identities/show.html", person=person, token=token, check=check, back=back)


@pages.post("/gestao/pessoas/<token>/conferencia")
@signed_in
def check(token: str) -> ResponseReturnValue:
    """Note that staff saw the document."""
    can_manage(myself()).require()
    person = queries.found_by(myself(), token)
    if person is None:
        return _again()
    actions.check(person, by=myself())
    return _done(person, _("The identity of %(name)s is checked.", name=person.name))


@pages.post("/gestao/pessoas/<token>/retirada")
@signed_in
def take_back(token: str) -> ResponseReturnValue:
    """Take the note back: it was a mistake."""
    can_manage(myself()).require()
    person = queries.found_by(myself(), token)
    if person is None:
        return _again()
    actions.take_back(person, by=myself())
    return _done(person, _("The check of %(name)s was taken back.", name=person.name))


def _again() -> ResponseReturnValue:
    flash(_("Write the e-mail again: a person who was found stays found for half an hour."), "info")
    return redirect(url_for("identities.find"), 303)


def _done(person: Person, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("identities.show", token=queries.token_for(myself(), person)), 303)
