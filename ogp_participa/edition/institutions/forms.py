"""Forms in which institutions are named."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, text_field
from ogp_participa.edition.institutions import rules
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.institutions.queries import is_taken
from ogp_participa.people.accounts.models import Person

SECTORS = {Sector.CIVIL_SOCIETY: _l("Civil society"), Sector.GOVERNMENT: _l("Government")}


class NameForm(Form):
    """The name of an institution."""

    name = text_field(_l("Name"), Filled(_l("Write the name of the institution.")), AtMost(rules.LONGEST_NAME))

    def __init__(self, person: Person, institution: Organisation | None = None, **options: Any) -> None:
        super().__init__(obj=institution, **options)
        self.person, self.institution = person, institution

    def validate_name(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        verdict = rules.can_name(self.person, field.data, taken=is_taken(field.data, but=self.institution))
        if not verdict:
            raise ValidationError(str(verdict.reason))


class NewInstitutionForm(NameForm):
    """A new institution: its name and its side."""

    sector = RadioField(_l("Sector"), choices=choices([(key.value, word) for key, word in SECTORS.items()]))

    def validate_sector(self, field: Any) -> None:
        """Take one of the two."""
        if field.data not in set(Sector):
            field.errors = []
            raise ValidationError(_("Choose the sector."))


class RenameForm(NameForm):
    """Another name, and why."""

    reason = long_text_field(
        _l("Why the name changes"), Filled(_l("Write why the name changes: the decree, for example.")), AtMost(500)
    )
