"""What the browser has to do with it: the form as it came, and the cookie by which its sender finds it again."""

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _

from ogp_participa.core.outages import SECRET_FIELDS
from ogp_participa.people.unsent import actions
from ogp_participa.people.unsent.models import TERM

COOKIE = "retomar"
AGAIN = "sent_again"
"""The field by which a form says that it waited."""

NOT_TYPED = SECRET_FIELDS | {AGAIN}


def keep_this_request(back: str) -> str | None:
    """Keep what this POST carried; return where its sender finds it after signing in, None where nobody typed."""
    if request.method != "POST" or "autosave" in request.form:
        return None
    fields = [[name, value] for name, value in request.form.items(multi=True) if name not in NOT_TYPED]
    if not any(value.strip() for _name, value in fields):
        return None
    address = request.full_path.rstrip("?")
    had_files = any(file.filename for file in request.files.values())
    g.unsent_token = actions.keep(address, back, fields, had_files)
    return url_for("unsent.show") if g.unsent_token else None


def carry_cookie(response: Response) -> Response:
    """Give the browser the cookie of what was kept; take it back when that was sent, or its sender signs out."""
    token = request.cookies.get(COOKIE, "")
    if g.get("unsent_token"):
        response.set_cookie(
            COOKIE,
            g.unsent_token,
            max_age=TERM,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    if token and (g.get("unsent_token") or _was_sent(response) or request.endpoint == "security.logout"):
        actions.forget(token)
        if not g.get("unsent_token"):
            response.delete_cookie(COOKIE)
    return response


def _was_sent(response: Response) -> bool:
    return request.method == "POST" and AGAIN in request.form and response.status_code < 400


def sentence() -> str:
    """Return what is said on the sign-in page."""
    return str(_("Sign in to continue. What you wrote waits for you."))
