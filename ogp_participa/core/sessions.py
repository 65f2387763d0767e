"""Sessions that servers with different clocks share."""

import time
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, URLSafeTimedSerializer

AHEAD = timedelta(minutes=10)
"""So far may the clock of the server that signed a session be ahead of this one."""


class PatientSerializer(URLSafeTimedSerializer):
    """A serializer for which what another server signed "in the future" is as good as what was signed this moment.

    Otherwise a server whose clock is behind signs out everybody whom the others have just signed in.
    """

    def loads(self, s: str | bytes, *arguments: Any, **options: Any) -> Any:
        """Return what was signed; raise ``BadSignature`` where it was not, or longer ago than ``max_age`` seconds."""
        try:
            return super().loads(s, *arguments, **options)
        except SignatureExpired as refusal:
            signed_at = refusal.date_signed.timestamp() if refusal.date_signed else 0
            if 0 < signed_at - time.time() <= AHEAD.total_seconds():
                return super().loads(s, *arguments, **{**options, "max_age": None})
            raise


class PatientSessions(SecureCookieSessionInterface):
    """Flask's sessions in signed cookies, read by :class:`PatientSerializer`."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookie; None without a secret key."""
        strict = super().get_signing_serializer(app)
        if strict is None:
            return None
        return PatientSerializer(
            strict.secret_keys, salt=strict.salt, serializer=strict.serializer, signer_kwargs=strict.signer_kwargs
        )
