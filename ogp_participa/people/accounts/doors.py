"""Flask-Security's pages as they stand in our house: with limits, and with answers that tell nobody about accounts."""

import hashlib
import time
from collections.abc import Callable
from functools import wraps

import flask_security.views as theirs
from flask import Response, abort, current_app, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_security.recovery_codes import mf_recovery, mf_recovery_codes
from flask_security.utils import validate_redirect_url
from sqlalchemy.exc import IntegrityError

from ogp_participa.core.database import db
from ogp_participa.core.rate_limits import limiter
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.email_address import normal_address
from ogp_participa.people.accounts.sign_ins import end_sign_in, network_of, person_part

EVEN_SECONDS = 0.4
"""How long it takes to answer who asks for a letter; longer than writing one and than hashing a password."""

View = Callable[..., ResponseReturnValue]


def address_typed() -> str:
    """Return the key of limits by the address typed: hidden behind a hash, since it is somebody's."""
    typed = normal_address(request.form.get("email"))  # by which the account is found
    return "mail:" + hashlib.blake2b(typed.encode("utf-8", "replace"), digest_size=12).hexdigest()


def network() -> str:
    """Return the key of limits by the network that a request comes from: one IPv4 address, or the /64 that a household
    gets."""
    return f"network:{network_of(get_remote_address())}"


def accounts_a_day() -> str:
    """Return how many registrations a network may send in a day: wide enough for a library or a workshop."""
    return f"{current_app.config['OGP_ACCOUNTS_A_DAY']} per day"


def whose_code() -> str:
    """Return the key of limits by the person whose second factor is asked for, wherever the attempts come from."""
    person = session.get("tf_user_id") or person_part(session.get("_user_id"))
    return f"code:{person or get_remote_address()}"


def _in_house(view: View) -> View:
    """Make a redirect after a post a 303, and read forms alone: Flask-Security would take JSON, too."""

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        if request.is_json:
            abort(415)
        answer: Response = make_response(view(**values))
        if request.method == "POST" and answer.status_code == 302:
            answer.status_code = 303
        return answer

    return answered


def _waiting_for_mail(view: View) -> View:
    """Show everybody the same page after registration, and lead them back to where they were once they have confirmed.

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


def _signing_out(view: View) -> View:
    """End this sign-in on the server when somebody signs out: copies of its cookies open nothing any more."""

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        person, identity = me(), session.get("_user_id")
        answer = view(**values)
        if person is not None and me() is None:
            end_sign_in(person, identity)
        return answer

    return answered


def _only_when_setting_up(view: View) -> View:
    """Lead on who is signed in and sets nothing up: the page would sign them out, and any link could lead here."""

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        if me() is not None and session.get("tf_state") != "validating_profile":
            return redirect(url_for("accounts.security"), 303)
        return view(**values)

    return answered


def _in_even_time(view: View) -> View:
    """Answer a post in the same time whether or not there is an account: letters are written in it."""

    @wraps(view)
    def answered(**values: str) -> ResponseReturnValue:
        begun = time.monotonic()
        answer = view(**values)
        if request.method == "POST":
            time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - begun)))
        return answer

    return answered


def _nowhere(**_values: str) -> ResponseReturnValue:
    """Answer 404 for a page of Flask-Security that we do not offer."""
    abort(404)


def _limited(view: View, by_place: str, **by_key: tuple[Callable[[], str], str | Callable[[], str]]) -> View:
    """Return a view with a limit for each place it is called from, and perhaps others."""
    limited: View = limiter.limit(by_place)(_in_house(view))
    for key, rate in by_key.values():
        limited = limiter.limit(rate, key_func=key)(limited)
    return limited


# A library or a workshop is one address for many people, so the limits by place are wide and those by person narrow.
_SIGN_IN = (address_typed, "10 per 5 minutes")
_MAIL = (address_typed, "4 per hour")
_ACCOUNTS = (network, accounts_a_day)
_CODE = (whose_code, "6 per 5 minutes")

DOORS: dict[str, View] = {
    "login": _limited(theirs.login, "30 per minute", address=_SIGN_IN),
    "logout": _in_house(_signing_out(theirs.logout)),
    "register": _limited(_waiting_for_mail(theirs.register), "20 per minute", address=_MAIL, network=_ACCOUNTS),
    "send_confirmation": _limited(_in_even_time(theirs.send_confirmation), "20 per minute", address=_MAIL),
    "forgot_password": _limited(_in_even_time(theirs.forgot_password), "20 per minute", address=_MAIL),
    "reset_password": _limited(theirs.reset_password, "20 per minute"),
    "change_password": _limited(theirs.change_password, "20 per minute", person=_CODE),
    "verify": _limited(theirs.verify, "20 per minute", person=_CODE),
    "two_factor_setup": _limited(theirs.two_factor_setup, "20 per minute"),
    "two_factor_setup_validate": _nowhere,
    "two_factor_token_validation": _limited(
        _only_when_setting_up(theirs.two_factor_token_validation), "20 per minute", person=_CODE
    ),
    "two_factor_rescue": _nowhere,
    "mf_recovery": _limited(mf_recovery, "20 per minute", person=_CODE),
    "mf_recovery_codes": _limited(mf_recovery_codes, "20 per minute"),
}
"""Every page of Flask-Security that is set up, by its endpoint."""
