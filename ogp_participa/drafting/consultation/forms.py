"""What people write in a consultation, and how staff open one."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.dates import day
from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, select_field, text_field
from ogp_participa.drafting.consultation import rules
from ogp_participa.drafting.consultation.models import ContributionKind
from ogp_participa.drafting.consultation.passages import DraftPlace
from ogp_participa.drafting.consultation.wording import KINDS, ContributionWords
from ogp_participa.proposals.workshops.models import Workshop

COMMENTS = (
    ContributionKind.WORDING,
    ContributionKind.QUESTION,
    ContributionKind.SUPPORT,
    ContributionKind.OBJECTION,
)
ONLY_WORDING, ALSO_NEW = "texto", "novos"


class SourceForm(Form):
    """For staff: whether they write for themselves, or type in what people said at an in-person session."""

    workshop = select_field(_l("Said at an in-person session"), default="")

    def offer_workshops(self, workshops: list[Workshop]) -> None:
        """Offer the sessions that staff noted down, or take the field away."""
        if not workshops:
            del self.workshop
            return
        named = [(str(workshop.id), f"{day(workshop.held_on)} · {workshop.place}") for workshop in workshops]
        self.workshop.choices = choices([("", _("No, I write for myself")), *named])

    @property
    def session_id(self) -> str:
        """The session that was chosen, or nothing."""
        return (self.workshop.data or "") if "workshop" in self else ""


class ContributionForm(SourceForm):
    """A comment on a passage, on a commitment or on the whole plan."""

    kind = RadioField(_l("What do you want to say?"), choices=[], validate_choice=False)
    replacement = long_text_field(_l("Your wording"), AtMost(rules.LONGEST_REPLACEMENT))
    text = long_text_field(_l("Your comment"), AtMost(rules.LONGEST))

    def prepare(self, place: DraftPlace) -> None:
        """Offer the kinds; the wording begins with the passage as it is."""
        self.kind.choices = choices([(kind.value, KINDS[kind]) for kind in COMMENTS])
        if place.passage is None:
            del self.replacement
        elif not self.is_submitted():
            self.replacement.data = place.passage.text
        self.passage = place.passage

    def validate_kind(self, field: Any) -> None:
        """Take one of the kinds."""
        if field.data not in [kind.value for kind in COMMENTS]:
            raise ValidationError(_("Choose what you want to say."))

    def validate_text(self, field: Any) -> None:
        """Require words of a comment; a proposed wording speaks for itself."""
        if not field.data and not self.new_wording:
            raise ValidationError(_("Write what you want to say."))

    @property
    def new_wording(self) -> str:
        """The proposed wording, when it is another than the one that is there."""
        if self.kind.data != ContributionKind.WORDING or self.passage is None:
            return ""
        typed = self.replacement.data or ""
        return "" if typed == self.passage.text else typed

    def words(self) -> ContributionWords:
        """Return what was said."""
        return ContributionWords(ContributionKind(self.kind.data), self.text.data or "", self.new_wording)


class SuggestionForm(SourceForm):
    """A commitment that is not in the draft."""

    title = text_field(_l("Title"), Filled(_l("Give the commitment a title.")), AtMost(rules.LONGEST_TITLE))
    text = long_text_field(
        _l("What should the city do, and why?"), Filled(_l("Write what you want to say.")), AtMost(rules.LONGEST)
    )

    def prepare(self, _place: DraftPlace) -> None:
        """Do nothing: there is nothing to offer."""

    def words(self) -> ContributionWords:
        """Return what was suggested."""
        return ContributionWords(ContributionKind.NEW_COMMITMENT, self.text.data or "", title=self.title.data or "")


class DraftForm(Form):
    """How a draft is put before the public."""

    accepts = RadioField(
        _l("What can people say?"),
        choices=choices(
            [(ONLY_WORDING, _l("Changes of the wording only")), (ALSO_NEW, _l("Also new commitments"))],
        ),
        validate_choice=False,
    )
    note = long_text_field(_l("What should people know before they read?"), AtMost(2000))

    def validate_accepts(self, field: Any) -> None:
        """Take one of the two."""
        if field.data not in (ONLY_WORDING, ALSO_NEW):
            raise ValidationError(_("Choose what people can say."))
