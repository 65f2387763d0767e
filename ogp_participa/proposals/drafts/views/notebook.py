"""Pages of a draft as a thing: taking its text away, its files, deleting it."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.signals import user_authenticated
from sqlalchemy.orm import undefer

from ogp_participa.core import uploads
from ogp_participa.core.database import db
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts import actions, queries, rules
from ogp_participa.proposals.drafts.addresses import draft_at
from ogp_participa.proposals.drafts.draft_cookie import COOKIE, held
from ogp_participa.proposals.drafts.wording import VALUE_NAMES
from ogp_participa.proposals.proposals.models import Attachment

pages = Blueprint("notebook", __name__)


@pages.record_once
def listen(state: BlueprintSetupState) -> None:
    """Give whoever signs in, or has just made an account, what this browser began before."""
    user_authenticated.connect(_claim, state.app, weak=False)


def _claim(_app: Flask, user: Person, **_details: Any) -> None:
    if COOKIE in request.cookies:
        actions.claim(user, held())


@pages.get("/propor/<token>/texto")
def text(token: str) -> ResponseReturnValue:
    """Show the draft as plain text, to take away."""
    draft = draft_at(token)
    response = Response(render_template("proposals/drafts/draft.txt", draft=draft, value_names=VALUE_NAMES))
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = 'attachment; filename="proposta.txt"'
    return response


@pages.route("/propor/<token>/exclusao", methods=["GET", "POST"])
def discard(token: str) -> ResponseReturnValue:
    """Delete a draft, after asking once."""
    draft = draft_at(token)
    rules.can_write(me(), draft).require()
    if request.method == "GET":
        return render_template("proposals/drafts/discard.html", draft=draft)
    actions.discard(me(), draft)
    flash(_("The draft was deleted."), "ok")
    return redirect(url_for("sending.mine" if me() else "writing.start"), 303)


@pages.get("/propor/<token>/anexos/<int:number>/<name>")
def file(token: str, number: int, name: str) -> ResponseReturnValue:
    """Show a file of a draft, for who writes it."""
    mine = {file.id for file in queries.files_of(draft_at(token))}
    if number not in mine:
        abort(404)
    attachment = db.session.get_one(Attachment, number, options=[undefer(Attachment.content)])
    return uploads.as_response(attachment.content, attachment.name, attachment.media_type)
