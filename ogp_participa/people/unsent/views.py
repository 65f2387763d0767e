"""The page with what waited."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ogp_participa.people.unsent.browser import AGAIN, COOKIE, carry_cookie
from ogp_participa.people.unsent.queries import waiting_for

pages = Blueprint("unsent", __name__)
pages.after_app_request(carry_cookie)


@pages.get("/retomar")
def show() -> ResponseReturnValue:
    """Show what was typed before signing in, in a form that goes where it was going."""
    form = waiting_for(request.cookies.get(COOKIE, ""))
    if form is None:
        abort(404)
    return render_template("people/unsent/show.html", form=form, typed=[*form.fields, [AGAIN, "1"]])
