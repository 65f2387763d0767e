"""E-mail addresses: the form by which an account is found, and which ones can be written to."""

import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext as _
from wtforms.validators import StopValidation

from ogp_participa.core.text import tidy


def normal_address(typed: str | None) -> str:
    """Return the address by which an account is found, however it was typed: capitals, full-width or circled letters.

    What is no address at all comes back in lower case, so that it can still be counted.
    """
    text = tidy(typed)
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return unicodedata.normalize("NFKC", text).lower()[:254]


def envelope_address(address: str) -> str:
    """Return the address for the mail server: an accented domain as ``xn--…``, the part before the @ as it is.

    Raises ``ValueError`` for what is no address, and for an encoded word: a library would read another address in it.
    """
    if "=?" in address:
        raise ValueError("an encoded word is no address")
    checked = validate_email(address, check_deliverability=False, test_environment=True)
    return f"{checked.local_part}@{checked.ascii_domain}"


class Reachable:
    """An address that a letter reaches: no encoded word, and no accents before the @ unless the server takes them."""

    def __call__(self, form: Any, field: Any) -> None:
        address = field.data or ""
        if "=?" in address:
            raise StopValidation(_("This is not an address that letters reach. Write it as name@example.com."))
        if not address.rpartition("@")[0].isascii() and not current_app.config["OGP_MAIL_SMTPUTF8"]:
            raise StopValidation(
                _(
                    "Our mail server cannot write to an address with accents or other special letters before the @. "
                    "Use another address."
                )
            )
