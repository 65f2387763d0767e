"""How Flask-Security is set up: our addresses, our sentences, our templates, and one transaction for each request."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, render_template, request
from flask_babel import gettext
from flask_security import SQLAlchemyUserDatastore, UserMixin, uia_email_mapper
from flask_security.password_util import PasswordUtil
from flask_security.totp import Totp
from flask_security.utils import get_message
from flask_wtf import FlaskForm
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.i18n import CATALOGUES
from ogp_participa.core.rate_limits import first_time
from ogp_participa.people.accounts.common_passwords import is_common
from ogp_participa.people.accounts.models import Person, Role
from ogp_participa.people.accounts.sign_ins import signed_in_person

SECONDS_OF_A_CODE = 600
"""How long a used code is remembered: well beyond the time it is accepted, before and after its own half minute."""


def _l(sentence: str) -> str:
    """Mark a sentence for the translators; Flask-Security looks it up in our catalogue when it says it."""
    return sentence


TEMPLATES = (
    "change_password",
    "forgot_password",
    "login_user",
    "logout_user",
    "register_user",
    "reset_password",
    "send_confirmation",
    "two_factor_select",
    "two_factor_setup",
    "two_factor_verify_code",
    "verify",
)
"""Pages that Flask-Security draws, each named as its setting is."""

MESSAGES: dict[str, tuple[str, str]] = {
    "API_ERROR": (_l("We could not read what was sent. Try again."), "error"),
    "GENERIC_AUTHN_FAILED": (_l("The e-mail or the password does not match. Check both and try again."), "error"),
    "UNAUTHENTICATED": (_l("Sign in to continue."), "info"),
    "LOGIN": (_l("Sign in to continue."), "info"),
    "REFRESH": (_l("Type your password once more to continue."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("Type your password once more to continue."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on."), "success"),
    "ANONYMOUS_USER_REQUIRED": (_l("You are already signed in."), "info"),
    "CONFIRM_REGISTRATION": (_l("We sent an e-mail to %(email)s."), "info"),
    "CONFIRMATION_REQUEST": (_l("We sent an e-mail to %(email)s."), "info"),
    "PASSWORD_RESET_REQUEST": (_l("We sent an e-mail to %(email)s."), "info"),
    "CONFIRMATION_REQUIRED": (_l("Confirm your e-mail address first."), "error"),
    "ALREADY_CONFIRMED": (_l("Your e-mail address is already confirmed."), "info"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link has been used or is incomplete. Ask for a new one."), "error"),
    "PASSWORD_RESET_EXPIRED": (_l("This link is too old. Ask for a new one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your password is changed. Sign in with the new one."), "success"),
    "PASSWORD_CHANGE": (_l("Your password is changed. Other devices were signed out."), "success"),
    "PASSWORD_IS_THE_SAME": (_l("The new password must differ from the one you have."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Type the password"), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("The password needs %(length)s to 128 characters"), "error"),
    "PASSWORD_MISMATCH": (_l("The password does not match. Try again."), "error"),
    "INVALID_PASSWORD": (_l("The password does not match. Try again."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ. Type the same one twice"), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Write your e-mail"), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("The e-mail needs an @ and a dot, like name@example.com"), "error"),
    "EMAIL_ALREADY_ASSOCIATED": (_l("Write your e-mail"), "error"),
    "USER_DOES_NOT_EXIST": (_l("The e-mail or the password does not match. Check both and try again."), "error"),
    "DISABLED_ACCOUNT": (_l("The e-mail or the password does not match. Check both and try again."), "error"),
    "INVALID_REDIRECT": (_l("The page you came from is not one of ours."), "error"),
    "FORGOT_PASSWORD": (_l("I forgot my password"), "info"),
    "INVALID_CODE": (_l("This code does not match. Check the app and type the newest one."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This code does not match. Check the app and type the newest one."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("From now on, signing in asks for a code from the app."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in with e-mail and password first."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the ways that are offered."), "error"),
    "TWO_FACTOR_DISABLED": (_l("Signing in no longer asks for a code."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("This took too long. Start again."), "error"),
    "INVALID_RECOVERY_CODE": (_l("This code does not match, or was used before."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("There are no recovery codes yet."), "info"),
}
"""What Flask-Security says on the pages we use."""


class People(SQLAlchemyUserDatastore):
    """Where Flask-Security finds and keeps people. The request is the transaction, so nothing commits in between."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Any:
        """Return the person with this attribute. Who a session belongs to is asked in each request, so that is made
        once."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return signed_in_person(kwargs["fs_uniquifier"])
        return super().find_user(case_insensitive, **kwargs)

    def commit(self) -> None:
        """Write, and leave the commit to the end of the request."""
        db.session.flush()

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Forget a recovery code that was used: it works once. The list is replaced: a change inside it would not be
        noticed and not kept."""
        codes = list(user.mf_recovery_codes or [])
        if not 0 <= idx < len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True


class Codes(Totp):
    """Codes of the second factor, each good once: who looks over a shoulder, or reads along, comes too late."""

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Use up the code that was typed; one that was used before is as wrong as any other."""
        key = hashlib.blake2b(tmatch.totp.key + str(tmatch.counter).encode(), digest_size=16).hexdigest()
        if not first_time(f"totp:{key}", SECONDS_OF_A_CODE):
            raise UsedTokenError


def draw(template: str, **context: Any) -> Any:
    """Draw a page of Flask-Security; a form with something to mend answers 422 and keeps what was typed."""
    sign_in = context.get("login_user_form")
    if sign_in is not None and request.method == "POST":
        _mark_empty(sign_in)
    page = render_template(template, **context)
    forms = (value for value in context.values() if isinstance(value, FlaskForm))
    wrong = request.method == "POST" and any(form.errors for form in forms)
    return (page, 422) if wrong else page


def _mark_empty(form: Any) -> None:
    """Write beside a field that was left empty that it is, not that it does not match."""
    empty = [(form.email, "EMAIL_NOT_PROVIDED"), (form.password, "PASSWORD_NOT_PROVIDED")]
    wrong = [(field, name) for field, name in empty if not (request.form.get(field.name) or "").strip()]
    if wrong:
        form.form_errors, form.email.errors, form.password.errors = [], [], []
    for field, name in wrong:
        field.errors = [get_message(name)[0]]


class Passwords(PasswordUtil):
    """New passwords are long enough, and none of those that everybody tries first."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return what is wrong with a new password (nothing: None), and the password as it is kept."""
        wrong, normal = super().validate(password, is_register, **kwargs)
        if not wrong and is_common(normal):
            wrong = [
                gettext("Many people use this password, so it is tried first. Choose another, like a short sentence.")
            ]
        return wrong, normal


def settings(app: Flask) -> dict[str, Any]:
    """Return every setting that differs from Flask-Security's own."""
    key = base64.urlsafe_b64encode(hashlib.sha256(f"recovery {app.config['SECRET_KEY']}".encode()).digest())
    values: dict[str, Any] = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_LENGTH_MIN": 10,
        "PASSWORD_CHECK_BREACHED": None,
        "LOGIN_URL": "/entrar",
        "LOGOUT_URL": "/sair",
        "LOGOUT_METHODS": ["POST"],
        "VERIFY_URL": "/entrar/confirmacao",
        "REGISTERABLE": True,
        "USE_REGISTER_V2": True,
        "PASSWORD_CONFIRM_REQUIRED": False,
        "REGISTER_URL": "/criar-conta",
        "SEND_REGISTER_EMAIL": True,
        "CONFIRMABLE": True,
        "CONFIRM_URL": "/confirmar-email",
        "CONFIRM_EMAIL_WITHIN": timedelta(days=5),
        "LOGIN_WITHOUT_CONFIRMATION": False,
        "AUTO_LOGIN_AFTER_CONFIRM": False,
        "RECOVERABLE": True,
        "RESET_URL": "/recuperar",
        "AUTO_LOGIN_AFTER_RESET": False,
        "CHANGEABLE": True,
        "CHANGE_URL": "/minha-conta/senha",
        "RETURN_GENERIC_RESPONSES": True,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "EMAIL_PLAINTEXT": False,
        "EMAIL_HTML": False,
        "POST_LOGIN_VIEW": "accounts.account",
        "POST_REGISTER_VIEW": "accounts.look_at_mail",
        "POST_LOGOUT_VIEW": "plans.home",
        "POST_RESET_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.security",
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_SETUP_URL": "/minha-conta/segundo-fator",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/entrar/codigo",
        "TWO_FACTOR_RESCUE_URL": "/entrar/codigo/ajuda",
        "TWO_FACTOR_SELECT_URL": "/entrar/escolha",
        "TWO_FACTOR_POST_SETUP_VIEW": "accounts.security",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [key],
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/minha-conta/codigos-de-recuperacao",
        "MULTI_FACTOR_RECOVERY_URL": "/entrar/recuperacao",
        "TOTP_SECRETS": {"1": app.config["SECRET_KEY"]},
        "TOTP_ISSUER": app.config["OGP_BRAND"],
        "ANONYMOUS_USER_DISABLED": False,
        "CSRF_COOKIE_NAME": None,
        "DATETIME_FACTORY": now,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "STATIC_FOLDER": None,
        "CACHE_CONTROL": None,  # its own is no valid header ("no-store=True"); web.py says it
        "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": [str(CATALOGUES)],
    }
    values |= {f"{name.upper()}_TEMPLATE": f"people/security/{name}.html" for name in TEMPLATES}
    values["MULTI_FACTOR_RECOVERY_TEMPLATE"] = "people/security/mf_recovery.html"
    values["MULTI_FACTOR_RECOVERY_CODES_TEMPLATE"] = "people/security/mf_recovery_codes.html"
    values |= {f"MSG_{name}": sentence for name, sentence in MESSAGES.items()}
    return {f"SECURITY_{name}": value for name, value in values.items()}


people = People(db, Person, Role)
