"""The pages of a draft as forms. ``answers`` is what a draft writes down; ``storable`` says whether it can be kept
although it is not finished yet: stopping half-way must lose nothing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from ogp_participa.core.forms import (
    AtMost,
    Checkboxes,
    Filled,
    Form,
    choices,
    long_text_field,
    select_field,
    text_field,
)
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Theme
from ogp_participa.people.accounts.models import Signature
from ogp_participa.proposals.drafts.gaps import EMPTY, LIMITS, QUESTION, is_question
from ogp_participa.proposals.drafts.models import UNSURE, Draft, DraftStep
from ogp_participa.proposals.drafts.wording import SIGNATURES, VALUE_NAMES

ROOM = {**LIMITS, "problem": 20_000, "change": 20_000}
"""How long a text a draft can hold; a proposal holds less."""

CITY, REGION = "city", "region"


class StepForm(Form):
    """A page of a draft."""

    def answers(self) -> dict[str, Any]:
        """Return the draft's fields as answered; a text that was not sent at all is left as it is."""
        return {field.name: field.data or "" for field in self if field.name in ROOM and field.raw_data}

    def storable(self) -> bool:
        """Tell whether the draft has room for what was typed, finished or not. To be asked after ``validate``."""
        for field in self:
            if field.name in ROOM and len(field.data or "") > ROOM[field.name]:
                return False
            offered = isinstance(field, SelectField | SelectMultipleField) and not isinstance(field, RadioField)
            if field.errors and any(field.raw_data or ()) and (offered or field.name == "description"):
                return False
        return True

    def start_from(self, draft: Draft) -> None:
        """Show what the draft says."""
        for field in self:
            if field.name in ROOM:
                field.data = getattr(draft, field.name)


class ProblemForm(StepForm):
    """What happens today."""

    problem = long_text_field(
        _l("What happens today that needs to change?"), Filled(EMPTY["problem"]), AtMost(LIMITS["problem"])
    )


class IdeaForm(StepForm):
    """The name of the idea, and what should change."""

    title = text_field(_l("A short name for your idea"), Filled(EMPTY["title"]), AtMost(LIMITS["title"]))
    change = long_text_field(_l("What should City Hall do?"), Filled(EMPTY["change"]), AtMost(LIMITS["change"]))
    summary = text_field(_l("The idea in one sentence"), AtMost(LIMITS["summary"]))

    def validate_title(self, field: Any) -> None:
        """Refuse a title that asks: it proposes."""
        if is_question(field.data or ""):
            raise ValidationError(str(QUESTION))


class ThemeForm(StepForm):
    """The theme, and which of OGP's values the idea serves."""

    theme = select_field(_l("Theme"), default="")
    values = Checkboxes(
        _l("What does your idea improve?"),
        choices=choices(list(VALUE_NAMES.items())),
        validators=[Filled(EMPTY["values"])],
    )

    def offer(self, themes: Sequence[Theme], lang: str) -> None:
        """Offer the themes of the edition."""
        named = [(str(theme.id), theme.name(lang)) for theme in themes]
        self.theme.choices = choices([("", _("I don't know")), *named])

    def answers(self) -> dict[str, Any]:
        """Return theme and values; whoever chose a value and "I don't know" does know."""
        chosen = list(self.values.data or [])
        known = [value for value in chosen if value != UNSURE]
        theme = {"theme_id": int(self.theme.data) if self.theme.data else None} if self.theme.raw_data else {}
        return {**super().answers(), **theme, "values": known or chosen}

    def start_from(self, draft: Draft) -> None:
        """Show the draft's theme and values."""
        super().start_from(draft)
        self.theme.data = str(draft.theme_id or "")
        self.values.data = list(draft.values or [])


class PlaceForm(StepForm):
    """The whole city, or one subprefeitura."""

    where = RadioField(
        _l("Where does your idea apply?"),
        choices=choices([(CITY, _l("The whole city")), (REGION, _l("One subprefecture"))]),
        validate_choice=False,
    )
    territory = select_field(_l("Which subprefecture?"), default="")

    def offer_territories(self) -> None:
        """Offer every subprefeitura, grouped by zone."""
        zones = sorted({t.zone for t in TERRITORIES.values()})
        grouped = [SelectChoice(t.code, t.name, optgroup=z) for z in zones for t in TERRITORIES.values() if t.zone == z]
        self.territory.choices = [SelectChoice("", _("Choose one")), *grouped]

    def validate_where(self, field: Any) -> None:
        """Ask for one of the two; choosing a subprefeitura is an answer, too."""
        if field.data == REGION and not self.territory.data:
            raise ValidationError(_("Choose the subprefecture from the list"))
        if field.data not in (CITY, REGION) and not self.territory.data:
            raise ValidationError(str(EMPTY["where"]))

    def answers(self) -> dict[str, Any]:
        """Return where it applies; the whole city wins over a subprefeitura left in the list."""
        whole = self.where.data == CITY
        return {**super().answers(), "whole_city": whole, "territory": None if whole else self.territory.data or None}

    def start_from(self, draft: Draft) -> None:
        """Show the draft's place."""
        super().start_from(draft)
        self.where.data = CITY if draft.whole_city else REGION if draft.territory else None
        self.territory.data = draft.territory or ""


class SignatureForm(StepForm):
    """How the proposal is signed, and what goes with it."""

    signature = RadioField(
        _l("How do you want to sign?"),
        choices=choices(list(SIGNATURES.items())),
        validators=[Filled(EMPTY["signature"])],
        validate_choice=False,
    )
    collective = text_field(_l("Name of the collective"), AtMost(LIMITS["collective"]))
    organisation = select_field(_l("Organisation whose seat you hold"), default="")
    link = text_field(_l("A link that helps to understand"), AtMost(LIMITS["link"]))
    file = FileField(_l("Add a file"))
    description = text_field(_l("What does the file show?"), AtMost(300))

    def offer_organisations(self, organisations: Sequence[Organisation]) -> None:
        """Offer the organisations for which the person holds a seat."""
        named = [(str(organisation.id), organisation.name) for organisation in organisations]
        self.organisation.choices = choices([("", _("None: I speak for myself")), *named])

    def validate_collective(self, field: Any) -> None:
        """Ask for the name of a collective."""
        if self.signature.data == Signature.COLLECTIVE and not field.data:
            raise ValidationError(str(EMPTY["collective"]))

    def validate_link(self, field: Any) -> None:
        """Take only addresses of the web."""
        if field.data and (not field.data.lower().startswith(("http://", "https://")) or " " in field.data):
            raise ValidationError(_("The link needs to begin with https:// or http://"))

    def storable(self) -> bool:
        """Tell whether the draft has room; a link that leads elsewhere than to the web is never written down."""
        return super().storable() and not self.link.errors

    def answers(self) -> dict[str, Any]:
        """Return the signature (when one was chosen), link and organisation; files go their own way."""
        way = Signature(self.signature.data) if self.signature.data in SIGNATURES else None
        number = int(self.organisation.data) if self.organisation.data else None
        organisation = {"organisation_id": number} if self.organisation.raw_data else {}
        return {**super().answers(), **organisation, "signature": way}

    def start_from(self, draft: Draft) -> None:
        """Show the draft's signature."""
        super().start_from(draft)
        self.signature.data = draft.signature
        self.organisation.data = str(draft.organisation_id or "")


class WholeForm(ProblemForm, IdeaForm, ThemeForm, PlaceForm, SignatureForm):
    """All pages on one."""


FORMS: dict[DraftStep, type[StepForm]] = {
    DraftStep.PROBLEM: ProblemForm,
    DraftStep.IDEA: IdeaForm,
    DraftStep.THEME: ThemeForm,
    DraftStep.PLACE: PlaceForm,
    DraftStep.SIGNATURE: SignatureForm,
}


class WithdrawProposalForm(Form):
    """Taking a proposal back."""

    reason = long_text_field(_l("Why do you withdraw it?"), AtMost(500))
