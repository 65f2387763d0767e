"""What a letter is, and the letters about an account; the words of others come with their events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

LONGEST_SUBJECT = 50


def short_subject(text: str) -> str:
    """Return a subject that fits the list of a mail program on a phone; a longer one is cut between two words."""
    if len(text) <= LONGEST_SUBJECT:
        return text
    return text[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0].rstrip(" –-,;:") + "…"


@dataclass(frozen=True)
class Letter:
    """The words of a notice: in the inbox, and as a mail."""

    subject: str
    lines: list[str]
    endpoint: str
    values: dict[str, Any]
    link_label: str = ""


def _confirmation(context: dict[str, Any]) -> Letter:
    """Return the letter to a new address: press, and it is confirmed."""
    lines = [
        _("Confirm that this e-mail address is yours. After that you can sign in, write proposals and vote."),
        _("The link is good for 5 days. If you did not create an account, do nothing."),
    ]
    values = {"token": context["confirmation_token"]}
    return Letter(_("Confirm your e-mail"), lines, "security.confirm_email", values, _("Confirm my e-mail"))


def _existing(context: dict[str, Any]) -> Letter:
    """Return the letter to an address that has an account already."""
    if context.get("confirmation_token"):
        return _confirmation(context)
    lines = [
        _("Somebody, perhaps you, tried to create an account with this address. You already have one."),
        _("If you do not remember the password, choose a new one. If it was not you, do nothing."),
    ]
    values = {"token": context["reset_token"]}
    label = _("Choose a new password")
    return Letter(_("You already have an account"), lines, "security.reset_password", values, label)


def _reset(context: dict[str, Any]) -> Letter:
    """Return the letter to somebody who forgot the password."""
    lines = [
        _("You asked for a new password. The link is good for one day."),
        _("If it was not you, do nothing: your password stays as it is."),
    ]
    values = {"token": context["reset_token"]}
    label = _("Choose a new password")
    return Letter(_("Choose a new password"), lines, "security.reset_password", values, label)


def _changed(_context: dict[str, Any]) -> Letter:
    """Return the letter after the password was changed."""
    lines = [
        _("The password of your account was changed just now."),
        _("If it was not you, choose a new password at once and tell us."),
    ]
    return Letter(_("Your password was changed"), lines, "security.forgot_password", {}, _("It was not me"))


ACCOUNT_LETTERS: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "welcome": _confirmation,
    "confirmation_instructions": _confirmation,
    "welcome_existing": _existing,
    "reset_instructions": _reset,
    "reset_notice": _changed,
    "change_notice": _changed,
}
"""The letters that Flask-Security's messages become, by the name of its template."""
