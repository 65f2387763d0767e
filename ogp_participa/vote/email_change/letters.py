"""Letters about moving an account to another address."""

from flask_babel import gettext as _

from ogp_participa.people.mail.letters import Letter


def asked_letter(token: str) -> Letter:
    """Write to the new address: press, and the account is there."""
    lines = [
        _("Somebody, perhaps you, asked for an account to have this e-mail address from now on."),
        _("The link is good for one day. If it was not you, do nothing."),
    ]
    return Letter(_("Confirm your new e-mail"), lines, "correction.confirm", {"token": token}, _("Confirm my e-mail"))


def warned_letter() -> Letter:
    """Write to the old address when the change is asked for: whoever did not ask can stop it."""
    lines = [
        _("Somebody with your password asked for your account to have another e-mail address."),
        _("If it was not you, choose a new password now: then the change cannot be confirmed any more."),
    ]
    label = _("It was not me")
    return Letter(_("Another e-mail for your account"), lines, "security.forgot_password", {}, label)


def moved_letter() -> Letter:
    """Write to the old address when the account has left it."""
    lines = [
        _("Your account has another e-mail address now. This one gets no more letters."),
        _("If it was not you, write to us at once."),
    ]
    return Letter(_("The e-mail of your account has changed"), lines, "information.privacy", {}, _("How to reach us"))


def existing_letter() -> Letter:
    """Write to an address that has an account of its own."""
    lines = [
        _("Somebody, perhaps you, asked for another account to have this e-mail address. It has an account already."),
        _("To use the address elsewhere, erase this account first. If it was not you, do nothing."),
    ]
    return Letter(_("You already have an account"), lines, "security.login", {}, _("Sign in"))
