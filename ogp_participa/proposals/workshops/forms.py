"""What staff note down of a workshop."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange

from ogp_participa.core.forms import AtMost, Filled, Form, choices, select_field, text_field
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.proposals.drafts.forms import IdeaForm, PlaceForm, ProblemForm, ThemeForm


class WorkshopContributionForm(ProblemForm, IdeaForm, ThemeForm, PlaceForm):
    """What somebody wrote at a workshop, on one page."""


class WorkshopForm(Form):
    """When and where a workshop was, and how many people came."""

    held_on = DateField(_l("Date"), validators=[Filled(_l("Write the date of the workshop"))])
    place = text_field(_l("Place"), Filled(_l("Write where the workshop was")), AtMost(160))
    people = IntegerField(
        _l("How many people took part"),
        validators=[
            Filled(_l("Write how many people took part, in digits")),
            NumberRange(1, 100_000, _l("Write a number between 1 and 100,000")),
        ],
    )
    territory = select_field(_l("Subprefecture"), default="")

    def offer_territories(self) -> None:
        """Offer every subprefeitura."""
        named = [(t.code, t.name) for t in TERRITORIES.values()]
        self.territory.choices = choices([("", _("The whole city")), *named])
