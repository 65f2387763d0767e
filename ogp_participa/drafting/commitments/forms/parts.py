"""The forms of what a commitment has several of: milestones and institutions; their order, and taking one out."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, Optional, ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm, number_in
from ogp_participa.drafting.commitments.content import LABELS, ROLES
from ogp_participa.drafting.commitments.fields import MILESTONE, PART
from ogp_participa.drafting.commitments.forms.editing import ChangeReasonForm, EditForm
from ogp_participa.drafting.commitments.models import InstitutionRole
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.forum.seats.forms import DayField

ROLE_CHOICES = choices([(role.value, ROLES[role]) for role in InstitutionRole])


def institution_choices(nobody: str, institutions: list[Organisation]) -> list[SelectChoice]:
    """Return the institutions to choose from, with a first line for none of them."""
    return choices([("", nobody), *((str(institution.id), institution.name) for institution in institutions)])


class PrivateContactFields(Form):
    """The fields of the contact that only staff see."""

    private_name = text_field(_l("Name"), AtMost(160))
    private_email = text_field(_l("E-mail"), AtMost(254))
    private_phone = text_field(_l("Telephone"), AtMost(60))


class MilestoneForm(EditForm):
    """A milestone. Nothing in it has to be filled for it to be saved."""

    NAMES = MILESTONE
    title = text_field(_l("What will be done"), AtMost(300))
    output = long_text_field(_l("What it delivers"), AtMost(4000))
    institution = select_field(_l("Who is responsible"), default="")
    starts_on = DayField(LABELS["starts_on"], optional=True)
    ends_on = DayField(LABELS["ends_on"], optional=True)

    def __init__(self, institutions: list[Organisation], *rest: Any, **options: Any) -> None:
        super().__init__(*rest, **options)
        self.institution.choices = institution_choices(_("Nobody yet"), institutions)


class PartForm(PrivateContactFields, EditForm):
    """An institution's part in the commitment: what everybody reads, and what only staff read."""

    NAMES = PART
    institution = select_field(_l("Institution"), default="")
    role = select_field(_l("Part in the commitment"), choices=ROLE_CHOICES)
    contact_name = text_field(_l("Name"), AtMost(160))
    contact_post = text_field(_l("Post"), AtMost(160))
    contact_email = text_field(_l("E-mail"), Optional(), Email(_l("Write the address as in name@example.org.")))
    private_seen = HiddenField()

    def __init__(self, institutions: list[Organisation], private_version: int, *rest: Any, **options: Any) -> None:
        super().__init__(*rest, **options)
        self.institution.choices = institution_choices(_("Choose"), institutions)
        if self.private_seen.data is None:
            self.private_seen.data = str(private_version)

    def validate_institution(self, field: Any) -> None:
        """Ask for one of those that take no part yet."""
        if not field.data:
            raise ValidationError(_("Choose the institution. A new one is added on the list of institutions."))

    def validate_contact_email(self, field: Any) -> None:
        """Ask that it fits into its column."""
        AtMost(254)(self, field)

    @property
    def private_version(self) -> int:
        """Return the count of the private contact that the person had before them; -1 when the form does not say."""
        return number_in(self.private_seen.data)


class ContactForm(PrivateContactFields, VersionedForm):
    """The contact of an institution that only staff see; ``seen`` counts how often it changed."""

    seen = HiddenField(name="private_seen")


class CommitmentPlaceForm(ChangeReasonForm):
    """Where a milestone goes in the order."""

    place = select_field(_l("Place in the order"))


class RemovePartForm(ChangeReasonForm):
    """Taking something out, with a reason."""
