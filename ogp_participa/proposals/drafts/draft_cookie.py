"""What a browser holds without an account: the drafts it began, in a signed cookie."""

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

COOKIE = "rascunhos"
HELD = 10
KEPT_DAYS = 90
"""How long a browser holds a draft, and how long one that nobody owns is kept."""

KEPT = KEPT_DAYS * 24 * 3600


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="drafts")


def held() -> list[str]:
    """Return the tokens of the drafts that this browser began, from its signed cookie."""
    try:
        tokens = _signer().loads(request.cookies.get(COOKIE, ""), max_age=KEPT)
    except BadData:
        return []
    return [str(token) for token in tokens][-HELD:]


def hold(response: Response, token: str) -> Response:
    """Remember a draft in the browser, so that it goes on without an account."""
    tokens = [other for other in held() if other != token][-(HELD - 1) :]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps([*tokens, token])),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response
