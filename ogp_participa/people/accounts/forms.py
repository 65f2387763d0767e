"""What people fill in about themselves. Registration grows from Flask-Security's own form."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_security.forms import (
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    SendConfirmationForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import BooleanField, Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, _l, choices, select_field, text_field
from ogp_participa.core.i18n import LANGUAGES
from ogp_participa.core.text import tidy
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.people.accounts.email_address import Reachable
from ogp_participa.people.accounts.models import Person, Signature
from ogp_participa.people.accounts.names import RealName

LONGEST_NAME = 120

SIGNATURES = [
    (Signature.INITIAL.value, _l("First name and last initial, as in Maria S.")),
    (Signature.FULL.value, _l("Full name")),
    (Signature.COLLECTIVE.value, _l("Name of a group or collective")),
]
THEMES = [
    ("", _l("As on my device")),
    ("claro", _l("Light")),
    ("escuro", _l("Dark")),
    ("contraste", _l("High contrast")),
]
ROLES = [("staff", _l("Open-government office")), ("administrator", _l("Administrator"))]


def named_collective(form: Any, field: Field) -> None:
    """Require the name of the group from whoever signs for one."""
    if form.signature.data == Signature.COLLECTIVE.value and not field.data:
        raise ValidationError(str(_l("Write the name of the group")))


def territories() -> list[SelectChoice]:
    """Return every subprefeitura, after the choice not to say."""
    return choices([("", _l("I prefer not to say")), *((t.code, t.name) for t in TERRITORIES.values())])


def cleaned(field: Any, clean: Callable[[str | None], str] = tidy, validators: Sequence[Any] = ()) -> Any:
    """Return one of Flask-Security's fields that takes its text clean: no hidden letters, no space around it.

    ``validators`` are asked before its own.
    """
    more = {"filters": [clean], "validators": [*validators, *field.kwargs.get("validators", ())]}
    return UnboundField(field.field_class, *field.args, **{**field.kwargs, **more})


def without_space(text: str | None) -> str:
    """Return a code as typed from a screen that shows it in groups."""
    return "".join(tidy(text).split())


class RegisterForm(RegisterFormV2):
    """A new account. Flask-Security brings the e-mail, the password and the way back."""

    email = cleaned(RegisterFormV2.email, validators=[Reachable()])
    name = text_field(_l("Your name"), Filled(_l("Write your name")), AtMost(LONGEST_NAME), RealName())
    signature = RadioField(_l("How do you want to sign?"), choices=choices(SIGNATURES), default="initial")
    collective = text_field(_l("Name of the group"), AtMost(LONGEST_NAME), RealName(), named_collective)
    territory = select_field(_l("Where do you live?"), choices=[])
    consent = BooleanField(
        _l("I agree that my signature, as chosen above, stands in public beside what I write"),
        validators=[Filled(_l("Tick this box to create the account: what you write here is public"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory.choices = territories()

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Return the columns of the new person."""
        values: dict[str, Any] = super().to_dict(only_user)
        values["territory"] = values.get("territory") or None
        values["signature"] = Signature(values["signature"])
        return values


class SignInForm(LoginForm):
    """E-mail and password."""

    email = cleaned(LoginForm.email)

    def validate_next(self, field: Field) -> None:
        """Take only a page of ours to come back to. A backslash is a slash to browsers, so there is none in our
        addresses."""
        if "\\" in (field.data or ""):
            field.data = ""
            raise ValidationError(str(_l("The page you came from is not one of ours.")))
        super().validate_next(field)


class ForgottenForm(ForgotPasswordForm):
    """Where to send the link to a new password."""

    email = cleaned(ForgotPasswordForm.email)


class ConfirmationForm(SendConfirmationForm):
    """Where to send the confirmation again."""

    email = cleaned(SendConfirmationForm.email)


class CodeForm(TwoFactorVerifyCodeForm):
    """The numbers that the app shows."""

    code = cleaned(TwoFactorVerifyCodeForm.code, without_space)


class RecoveryForm(MfRecoveryForm):
    """A recovery code."""

    code = cleaned(MfRecoveryForm.code, without_space)


class SetupForm(TwoFactorSetupForm):
    """Turning the second factor on and off."""

    setup = RadioField(
        choices=choices([("disable", _l("Turn off")), ("authenticator", _l("Set up an app"))]), validate_choice=False
    )


class RescueForm(TwoFactorRescueForm):
    """Stands where Flask-Security expects a form; the way out of a lost phone is a recovery code."""

    help_setup = RadioField(choices=[], validate_choice=False)


FORMS: dict[str, Any] = {
    "register_form": RegisterForm,
    "login_form": SignInForm,
    "forgot_password_form": ForgottenForm,
    "send_confirmation_form": ConfirmationForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryForm,
    "two_factor_setup_form": SetupForm,
    "two_factor_rescue_form": RescueForm,
}
"""Flask-Security's forms as we use them."""


class ProfileForm(Form):
    """What others see of a person, and where the person lives."""

    name = text_field(_l("Your name"), Filled(_l("Write your name")), AtMost(LONGEST_NAME), RealName())
    signature = RadioField(_l("How do you want to sign?"), choices=choices(SIGNATURES))
    collective = text_field(_l("Name of the group"), AtMost(LONGEST_NAME), RealName(), named_collective)
    territory = select_field(_l("Where do you live?"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory.choices = territories()


class ColoursForm(Form):
    """How the pages look, for people without an account."""

    theme = RadioField(_l("Colours"), choices=choices(THEMES), default="")


class PreferencesForm(ColoursForm):
    """How the pages look and behave, for people with an account."""

    locale = select_field(
        _l("Language of the e-mails you receive"),
        choices=choices([(locale, name) for locale, (_code, name, _prefix) in LANGUAGES.items()]),
    )
    shortcuts = BooleanField(_l("Use single-key shortcuts on the desks"))


class EraseForm(Form):
    """The typed confirmation before an account is erased."""

    email = text_field(_l("Your e-mail"), AtMost(254))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def validate_email(self, field: Field) -> None:
        """Require the account's own address."""
        if tidy(field.data).lower() != self.person.email.lower():
            raise ValidationError(str(_l("This is not the e-mail of this account. Type it as it stands above")))


class RoleForm(Form):
    """A role for somebody, found by e-mail."""

    email = text_field(_l("E-mail"), Filled(_l("Write the person's e-mail")), AtMost(254))
    role = RadioField(_l("Role"), choices=choices(ROLES), default="staff")
