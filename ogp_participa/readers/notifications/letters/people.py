"""What is said to one person of a role or of an identity."""

from flask_babel import gettext as _

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.people.accounts.models import Level
from ogp_participa.people.mail.letters import Letter


def role_letter(event: Event) -> Letter:
    """Word a role that was given or taken, or a check of one's identity."""
    if event.kind is Kind.IDENTITY_CHECKED:
        return _identity_letter(event)
    if event.kind is Kind.ROLE_GIVEN:
        return Letter(_("You were given a role"), [_("Your role is public, with your name.")], "accounts.staff", {})
    return Letter(
        _("Your role has ended"), [_("The list of who works here no longer shows you.")], "accounts.staff", {}
    )


def _identity_letter(event: Event) -> Letter:
    """Of a document that staff saw, or of such a note taken back."""
    if event.details.get("level") == Level.CHECKED:
        lines = [
            _("The open-government office noted that it saw a document with your photo. The document is not kept."),
            _("If you showed no document, write to us at once."),
        ]
        return Letter(_("Your identity was checked"), lines, "accounts.data", {})
    lines = [_("It had been noted by mistake. Votes that ask for a document need it to be shown again.")]
    return Letter(_("The check of your identity was taken back"), lines, "accounts.data", {})
