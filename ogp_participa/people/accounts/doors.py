"""Flask-Security's pages as they stand in our house: with limits, and with answers that tell nobody about accounts."""

import hashlib
from collections.abc import Callable
from functools import wraps

import flask_security.views as theirs
from flask import Response, abort, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_security.recovery_codes import mf_recovery, mf_recovery_codes
from flask_security.utils import validate_redirect_url
from sqlalchemy.exc import IntegrityError

from ogp_participa.core.database import db
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.text import tidy
from ogp_participa.people.accounts.current import me

View = Callable[..., ResponseReturnValue]


def address_typed() -> str:
    """Limits by the address typed: hidden behind a hash, since it is somebody's."""
    typed = tidy(request.form.get("email")).lower()[:254]  # as the form reads it: hidden letters make no other address
    return "mail:" + hashlib.blake2b(typed.encode("utf-8", "replace"), digest_size=12).hexdigest()


def whose_code() -> str:
    """Limits by the person whose second factor is asked for, wherever the attempts come from."""
    return f"code:{session.get('tf_user_id') or session.get('_user_id') or get_remote_address()}"


def _in_house(view: View) -> View:
    """A redirect after a post is a 303."""

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        answer: Response = make_response(view(**values))
        if request.method == "POST" and answer.status_code == 302:
            answer.status_code = 303
        return answer

    return answered


def _waiting_for_mail(view: View) -> View:
    """After registration everybody sees the same page, and comes back to where they were once they have confirmed.

    Two registrations of one address at the same moment: the second one meets the first, and is asked again.
    """

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        try:
            answer: Response = make_response(view(**values))
        except IntegrityError:
            db.session.rollback()
            answer = make_response(view(**values))
        if request.method != "POST" or not 300 <= answer.status_code < 400 or me() is not None:
            return answer
        back = request.form.get("next", "")
        if back and validate_redirect_url(back):
            session["after_confirm"] = back
        return redirect(url_for("accounts.look_at_mail"), 303)

    return answered


def _nowhere(**_values: str) -> ResponseReturnValue:
    """A page of Flask-Security that we do not offer."""
    abort(404)


def _limited(view: View, by_place: str, **by_key: tuple[Callable[[], str], str]) -> View:
    """A view with a limit for each place it is called from, and perhaps others."""
    limited: View = limiter.limit(by_place)(_in_house(view))
    for key, rate in by_key.values():
        limited = limiter.limit(rate, key_func=key)(limited)
    return limited


# A library or a workshop is one address for many people, so the limits by place are wide and those by person narrow.
_SIGN_IN = (address_typed, "10 per 5 minutes")
_MAIL = (address_typed, "4 per hour")
_CODE = (whose_code, "6 per 5 minutes")

DOORS: dict[str, View] = {
    "login": _limited(theirs.login, "30 per minute", address=_SIGN_IN),
    "logout": _in_house(theirs.logout),
    "register": _limited(_waiting_for_mail(theirs.register), "20 per minute", address=_MAIL),
    "send_confirmation": _limited(theirs.send_confirmation, "20 per minute", address=_MAIL),
    "forgot_password": _limited(theirs.forgot_password, "20 per minute", address=_MAIL),
    "reset_password": _limited(theirs.reset_password, "20 per minute"),
    "change_password": _limited(theirs.change_password, "20 per minute", person=_CODE),
    "verify": _limited(theirs.verify, "20 per minute", person=_CODE),
    "two_factor_setup": _limited(theirs.two_factor_setup, "20 per minute"),
    "two_factor_setup_validate": _nowhere,
    "two_factor_token_validation": _limited(theirs.two_factor_token_validation, "20 per minute", person=_CODE),
    "two_factor_rescue": _nowhere,
    "mf_recovery": _limited(mf_recovery, "20 per minute", person=_CODE),
    "mf_recovery_codes": _limited(mf_recovery_codes, "20 per minute"),
}
"""Every page of Flask-Security that is set up, by its endpoint."""
