"""Who is asking. The one place that knows Flask-Login and Flask-Security."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, flash, request, session, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_security import MailUtil, Security, user_authenticated, user_registered

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.i18n import current_locale
from ogp_participa.people.accounts.forms import FORMS
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.newcomers import network_name
from ogp_participa.people.accounts.security import Codes, Passwords, draw, people, settings
from ogp_participa.people.accounts.sign_ins import begin_sign_in
from ogp_participa.people.unsent import browser as unsent

P = ParamSpec("P")
R = TypeVar("R")


def init_accounts(app: Flask, mail_util: type[MailUtil]) -> None:
    """Put Flask-Security behind our own addresses and templates; generic answers tell nobody who has an account.

    ``mail_util`` writes its messages into the outbox (see the notifications room).
    """
    for name, value in settings(app).items():
        app.config.setdefault(name, value)
    app.config.setdefault("REMEMBER_COOKIE_NAME", "lembrar")
    app.config.setdefault("REMEMBER_COOKIE_DURATION", timedelta(days=30))
    Security(
        app, people, render_template=draw, mail_util_cls=mail_util, totp_cls=Codes, password_util_cls=Passwords, **FORMS
    )
    login_manager: Any = getattr(app, "login_manager")  # noqa: B009
    login_manager.request_loader(lambda _request: None)  # nobody comes with a token instead of a session
    user_registered.connect(welcome, app)
    user_authenticated.connect(remember_visit, app)


def welcome(_app: Flask, user: Person, **_details: Any) -> None:
    """Give a new person the language of the page; record that somebody came, and no more."""
    user.locale = current_locale()
    user.joined_from = network_name(get_remote_address())
    record(Kind.PERSON_REGISTERED, by=user, on=user)


def remember_visit(_app: Flask, user: Person, **_details: Any) -> None:
    """Keep when the person was here before, for "since your last visit"."""
    if user.last_seen_at is not None:
        session["last_visit"] = user.last_seen_at.isoformat()
    user.last_seen_at = now()
    begin_sign_in(user)


def me() -> Person | None:
    """Return the signed-in person, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def myself() -> Person:
    """Return the signed-in person, where a page is only for people with an account; 401 for others."""
    person = me()
    if person is None:
        abort(401)
    return person


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Open a view only to people with an account: others sign in first and come back here."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if me() is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    return guarded


def with_password(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Open a view only to who typed the password in this session: what cannot be undone is not done by a "keep me"
    cookie alone.

    Others type it and come back here.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if me() is None:
            return ask_to_sign_in()
        if not session.get("fs_paa"):
            return _ask("security.verify", _("Type your password once more to continue."))
        return view(*args, **kwargs)

    return guarded


def ask_to_sign_in() -> Response:
    """Lead to the sign-in page, and back afterwards: to this page, to what was typed, or to the page of the button."""
    return _ask("security.login", _("Sign in to continue."))


def _ask(endpoint: str, sentence: str) -> Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
    kept_at = unsent.keep_this_request(back)
    flash(unsent.sentence() if kept_at else sentence, "info")
    after = kept_at or request.script_root + back
    return Response(status=303, headers={"Location": url_for(endpoint, next=after)})


def _page_before() -> str:
    """Return the path of the page that held the pressed button, when it is ours; else the start page."""
    referrer = request.referrer or ""
    if referrer.startswith(request.host_url):
        path = "/" + referrer.removeprefix(request.host_url)
        return path.removeprefix(request.script_root) or "/"
    return "/"


__all__ = ["ask_to_sign_in", "init_accounts", "me", "myself", "people", "signed_in", "with_password"]
