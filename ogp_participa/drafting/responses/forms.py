"""The form of an answer, for one contribution or many, and the one with which an institution signs."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.feasibility.fields import role_field
from ogp_participa.drafting.responses import rules, wording
from ogp_participa.drafting.responses.models import ReplyOutcome, ResponseWords
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.moderation.forms.decisions import Impersonal


class SignedResponseForm(Form):
    """What an institution signs: one of the list or a new one, and the public role of who signed there."""

    institution = select_field(_l("Institution that signs"), default="")
    new_institution = text_field(_l("Or one that is not in the list"), AtMost(160))
    role = role_field()

    def __init__(self, known: Sequence[Organisation], **options: Any) -> None:
        super().__init__(**options)
        names = [(row.name, row.name) for row in known]
        self.institution.choices = choices([("", _("Choose the institution")), *names])

    def validate_new_institution(self, field: Any) -> None:
        """Ask for one of the two."""
        if not self.named():
            raise ValidationError(_("Choose the institution that signs, or write its name."))

    def named(self) -> str:
        """Return the institution's name, or nothing."""
        return self.new_institution.data or self.institution.data or ""


class ReplyForm(SignedResponseForm, VersionedForm):
    """The outcome, the reason, and what changed. ``seen`` is how many answers the picked ones had on the page."""

    outcome = RadioField(
        _l("What becomes of it"),
        choices=choices([(outcome.value, words) for outcome, words in wording.OUTCOMES.items()]),
        validate_choice=False,
    )
    text = long_text_field(_l("The reason"), AtMost(rules.LONGEST), Impersonal())
    changed = select_field(_l("Commitment or milestone that changed"), default="")

    def __init__(
        self, known: Sequence[Organisation], commitments: Sequence[Commitment], stands: int, **options: Any
    ) -> None:
        super().__init__(known, stands=stands, **options)
        self.offered: dict[str, tuple[Commitment, Milestone | None]] = {}
        listed = [("", _("None"))]
        for row in commitments:
            self.offered[f"c{row.id}"] = (row, None)
            listed.append((f"c{row.id}", f"{row.reference} {row.title[:80]}"))
            for milestone in row.milestones:
                self.offered[f"m{milestone.id}"] = (row, milestone)
                listed.append((f"m{milestone.id}", f"{row.reference} › {milestone.number} {milestone.title[:70]}"))
        self.changed.choices = choices(listed)

    def validate_outcome(self, field: Any) -> None:
        """Take one of the four outcomes."""
        if field.data not in list(ReplyOutcome):
            raise ValidationError(_("Choose what becomes of it."))

    def validate_text(self, field: Any) -> None:
        """Ask for a sentence at least."""
        if len(field.data or "") < rules.FEWEST_LETTERS:
            raise ValidationError(_("Write the reason in a sentence at least. Everybody can read it."))

    def validate_changed(self, field: Any) -> None:
        """Ask what was accepted to name what it changed."""
        if self.outcome.data in rules.CHANGES and not field.data:
            raise ValidationError(
                _("Choose the commitment or milestone that changed: people want to see where their words are.")
            )

    def words(self) -> ResponseWords:
        """Return what the institution says."""
        commitment, milestone = self.offered.get(self.changed.data or "", (None, None))
        return ResponseWords(
            ReplyOutcome(self.outcome.data), self.text.data, self.named(), self.role.data, commitment, milestone
        )
