"""The new address, and the password that shows who asks."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.forms import EmailValidation
from wtforms import Field, PasswordField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, text_field
from ogp_participa.people.accounts.email_address import Reachable
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.email_change import rules


class AddressForm(Form):
    """Another address for the account."""

    email = text_field(
        _l("New e-mail"), Filled(_l("Write your e-mail")), AtMost(254), Reachable(), EmailValidation(verify=True)
    )
    password = PasswordField(_l("Your password"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def validate_email(self, field: Field) -> None:
        """Require another address than the account has."""
        verdict = rules.is_another(self.person, field.data or "")
        if not verdict:
            raise ValidationError(str(verdict.reason))

    def validate_password(self, field: Field) -> None:
        """Require the account's own password."""
        if not field.data:
            raise ValidationError(_("Type the password"))
        if not self.person.verify_and_update_password(field.data):
            raise ValidationError(_("The password does not match. Try again."))
