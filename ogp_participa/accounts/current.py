"""Who is asking. The one place that knows Flask-Login and Flask-Security."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore

from ogp_participa.accounts.models import Person, Role
from ogp_participa.database import db

P = ParamSpec("P")
R = TypeVar("R")

people = SQLAlchemyUserDatastore(db, Person, Role)
security = Security()


def init_accounts(app: Flask) -> None:
    """Flask-Security behind our own addresses and templates; generic answers tell nobody who has an account."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_LOGIN_URL="/entrar",
        SECURITY_LOGOUT_URL="/sair",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_REGISTERABLE=True,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_REGISTER_URL="/criar-conta",
        SECURITY_SEND_REGISTER_EMAIL=True,
        SECURITY_CONFIRMABLE=True,
        SECURITY_CONFIRM_URL="/confirmar-email",
        SECURITY_LOGIN_WITHOUT_CONFIRMATION=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/recuperar",
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/minha-conta/senha",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_PASSWORD_CHECK_BREACHED=None,
        SECURITY_POST_LOGIN_VIEW="/minha-conta",
        SECURITY_POST_REGISTER_VIEW="/minha-conta",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CONFIRM_VIEW="/minha-conta",
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_SETUP_URL="/minha-conta/segundo-fator",
        SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL="/entrar/codigo",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_TOTP_SECRETS={"1": app.config["SECRET_KEY"]},
        SECURITY_TOTP_ISSUER=app.config["OGP_BRAND"],
        SECURITY_ANONYMOUS_USER_DISABLED=False,
        SECURITY_CSRF_COOKIE_NAME=None,
    )
    security.init_app(app, people, register_blueprint=True)


def me() -> Person | None:
    """The signed-in person, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def myself() -> Person:
    """The signed-in person, where a page is only for people with an account; 401 for others."""
    person = me()
    if person is None:
        abort(401)
    return person


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Only for people with an account: others sign in first and come back here."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if me() is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    return guarded


def ask_to_sign_in() -> Response:
    """To the sign-in page, and back afterwards: to this page, or to the page a button was pressed on."""
    back = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
    flash(_("Sign in to continue."), "info")
    return Response(status=303, headers={"Location": url_for("security.login", next=request.script_root + back)})


def _page_before() -> str:
    """The path of the page that held the pressed button, when it is ours; else the start page."""
    referrer = request.referrer or ""
    if referrer.startswith(request.host_url):
        path = "/" + referrer.removeprefix(request.host_url)
        return path.removeprefix(request.script_root) or "/"
    return "/"


__all__ = ["ask_to_sign_in", "init_accounts", "me", "myself", "people", "security", "signed_in"]
