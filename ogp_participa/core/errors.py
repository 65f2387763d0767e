"""When something is not as expected: each page says what happened and the way out."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ogp_participa.core.database import db
from ogp_participa.core.logs import trouble
from ogp_participa.core.outages import SECRET_FIELDS, kind_of, met
from ogp_participa.core.uploads import megabytes
from ogp_participa.core.verdicts import Refused, Stale

PAGES = {400, 403, 404, 405, 409, 410, 413, 415, 422, 429}


def init_errors(app: Flask, ask_to_sign_in: Callable[[], ResponseReturnValue]) -> None:
    """Register the error pages; who is not signed in where one must be (401) gets ``ask_to_sign_in``."""
    app.extensions["ask_to_sign_in"] = ask_to_sign_in
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(RateLimitExceeded, too_many)
    app.register_error_handler(HTTPException, as_page)
    app.register_error_handler(DataError, not_storable)
    app.register_error_handler(OverflowError, not_storable)  # what SQLite's driver says of a number too large
    app.register_error_handler(IntegrityError, collided)
    app.before_request(no_null_bytes)
    if not app.testing and not app.debug:
        app.register_error_handler(Exception, ours)


def error_page(template: str, **values: Any) -> str:
    """Draw an error page with what every page has around it; without that where the database does not give it."""
    try:
        return render_template(template, **values)
    except SQLAlchemyError:
        with suppress(SQLAlchemyError):
            db.session.rollback()
        words = current_app.extensions["words_of_city"](current_app)
        return str(current_app.jinja_env.get_template(template).render(**words, **values, request=request))


def refused(error: Refused) -> ResponseReturnValue:
    """A rule said no: 403 (409 when somebody else was first), with the rule's own reason."""
    status = 409 if isinstance(error, Stale) else 403
    db.session.rollback()
    return error_page("core/errors/refused.html", reason=error.reason, status=status, back=_back()), status


def expired(error: CSRFError) -> ResponseReturnValue:
    """The form's token is not good (any more). When the post came from our own page, everything typed is shown again
    with a fresh token and a button; a post from elsewhere is only refused."""
    ours_own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and _same_origin()
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]
    return error_page("core/errors/expired.html", typed=typed if ours_own else [], again=ours_own, back=_back()), 400


def no_null_bytes() -> None:
    """An address with a null byte names nothing, and PostgreSQL cannot even look for it."""
    if "\x00" in request.path or "%00" in request.query_string.decode("ascii", "replace"):
        abort(404)


def not_storable(_error: Exception) -> ResponseReturnValue:
    """A value that no column can hold (a number too large, a null byte) asks for something that is not there."""
    db.session.rollback()
    return error_page("core/errors/404.html", back=_back(), code=""), 404


def collided(error: IntegrityError) -> ResponseReturnValue:
    """Two people made the same thing at the same moment, and the database took one of them."""
    db.session.rollback()
    trouble(error)
    reason = _("Somebody did the same at the same moment, so this was not written a second time.")
    return error_page("core/errors/refused.html", reason=reason, status=409, back=_back()), 409


def too_many(error: RateLimitExceeded) -> ResponseReturnValue:
    """Too many attempts in a short time."""
    return error_page("core/errors/429.html", back=_back()), 429


def as_page(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error as a page in the person's language (redirects pass)."""
    if error.code == 401:
        answer: ResponseReturnValue = current_app.extensions["ask_to_sign_in"]()
        return answer
    if error.code is None or error.code < 400:
        return error.get_response()
    code = error.code if error.code in PAGES else 400
    if error.code >= 500:
        cause = getattr(error, "original_exception", None)
        if cause is not None and kind_of(cause):
            return met(cause)
        return error_page("core/errors/500.html", back=_back(), code=trouble(cause) if cause else ""), error.code
    reason, size = None, ""
    if code == 413 and request.mimetype == "multipart/form-data":
        size = _size_of_what_was_sent()
    elif code == 413:
        reason = _("What you wrote is longer than this page can take. Go back, shorten it and send it again.")
    return render_template(f"core/errors/{code}.html", back=_back(), code="", reason=reason, size=size), error.code


def ours(error: Exception) -> ResponseReturnValue:
    """The problem is ours: logged under a code, nothing half-written is kept."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    return error_page("core/errors/500.html", back=_back(), code=trouble(error)), 500


def _size_of_what_was_sent() -> str:
    most, sent = int(current_app.config["MAX_CONTENT_LENGTH"]), request.content_length or 0
    if sent <= most:
        return ""
    return str(_("You sent %(n)s MB; at most %(max)s MB arrive here.", n=megabytes(sent), max=megabytes(most)))


def _same_origin() -> bool:
    origin = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(origin).netloc == request.host


def _back() -> str | None:
    """The page the person came from, when it is ours."""
    referrer: Any = request.referrer
    return str(referrer) if referrer and urlsplit(referrer).netloc == request.host else None
