"""Forms of opinions, appeals and answers. What was typed stays, whatever is wrong with it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm
from ogp_participa.drafting.feasibility import rules, wording
from ogp_participa.drafting.feasibility.fields import role_field, take_process_number
from ogp_participa.drafting.feasibility.models import Finding, OpinionWords
from ogp_participa.drafting.feasibility.queries import departments
from ogp_participa.edition.institutions.queries import organisation_called
from ogp_participa.moderation.forms.decisions import Impersonal

LONGEST = 8000
LONGEST_APPEAL = 4000
KEPT, CHANGED = "mantido", "mudou"


class Suffices:
    """What the rule says about a reason stands beside the field that mends it."""

    def __call__(self, form: Any, field: Any) -> None:
        verdict = rules.suffices(field.data or "")
        if not verdict:
            raise ValidationError(str(verdict.reason))


class SignedOpinionForm(Form):
    """A form that a department signs: one that is known here, or a new one, and the public role of who signed."""

    organisation = select_field(_l("Department"), default="")
    new_organisation = text_field(_l("Or a department that is not in the list"), AtMost(160))
    role = role_field()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = [(department.name, department.name) for department in departments()]
        self.organisation.choices = choices([("", _("Choose the department")), *known])

    def validate_new_organisation(self, field: Any) -> None:
        """Ask for one of the two, and for a department."""
        if not self.named():
            raise ValidationError(_("Choose the department, or write its name."))
        organisation = organisation_called(self.named())
        verdict = rules.can_sign(organisation) if organisation else None
        if verdict is not None and not verdict:
            raise ValidationError(str(verdict.reason))

    def named(self) -> str:
        """Return the department's name, or nothing."""
        return self.new_organisation.data or self.organisation.data or ""


def finding_field() -> RadioField:
    """Return the three findings."""
    offered = [(finding.value, words) for finding, words in wording.FINDINGS.items()]
    return RadioField(_l("What the department says"), choices=choices(offered), validate_choice=False)


class OpinionForm(SignedOpinionForm, VersionedForm):
    """An opinion, or a new version of one that was read as version ``seen``."""

    finding = finding_field()
    text = long_text_field(_l("The reason"), AtMost(LONGEST), Suffices(), Impersonal())
    sei = text_field(_l("SEI process number"), AtMost(60))
    reason = long_text_field(_l("Why there is a new version"), AtMost(2000), Impersonal())

    def validate_finding(self, field: Any) -> None:
        """Take one of the three findings."""
        if field.data not in list(Finding):
            raise ValidationError(_("Choose what the department says."))

    def validate_sei(self, field: Any) -> None:
        """Take a SEI number, however it was typed; it is kept as people cite it."""
        take_process_number(field)

    def validate_reason(self, field: Any) -> None:
        """Ask a version that follows another to say why."""
        if self.stands and len(field.data or "") < rules.FEWEST_LETTERS:
            raise ValidationError(_("Write why there is a new version. Everybody can read it."))

    def words(self) -> OpinionWords:
        """Return what the department says."""
        return OpinionWords(Finding(self.finding.data), self.text.data, self.sei.data, self.named(), self.role.data)


class OpinionAppealForm(Form):
    """The appeal."""

    text = long_text_field(
        _l("Why should the department look at it again?"), AtMost(LONGEST_APPEAL), Suffices(), Impersonal()
    )


class AnswerAppealForm(SignedOpinionForm):
    """The department's answer; a changed opinion needs its new words."""

    decision = RadioField(
        _l("What the department decides"),
        choices=choices([(KEPT, _l("It keeps its opinion")), (CHANGED, _l("It changes its opinion"))]),
        validate_choice=False,
    )
    answer = long_text_field(_l("The answer"), AtMost(LONGEST_APPEAL), Suffices(), Impersonal())
    finding = finding_field()
    text = long_text_field(_l("The new reason"), AtMost(LONGEST), Impersonal())
    sei = text_field(_l("SEI process number"), AtMost(60))

    @property
    def changes(self) -> bool:
        """Whether the opinion changes."""
        return bool(self.decision.data == CHANGED)

    def validate_decision(self, field: Any) -> None:
        """Take one of the two decisions."""
        if field.data not in (KEPT, CHANGED):
            raise ValidationError(_("Choose whether the department keeps or changes its opinion."))

    def validate_finding(self, field: Any) -> None:
        """Require it only of a changed opinion."""
        if self.changes and field.data not in list(Finding):
            raise ValidationError(_("Choose what the department says."))

    def validate_text(self, field: Any) -> None:
        """Require it only of a changed opinion."""
        if self.changes:
            Suffices()(self, field)

    def validate_sei(self, field: Any) -> None:
        """Require it only of a changed opinion."""
        if not self.changes:
            return
        take_process_number(field)

    def changed_words(self) -> OpinionWords | None:
        """Return the new version; None when the opinion is kept."""
        if not self.changes:
            return None
        return OpinionWords(Finding(self.finding.data), self.text.data, self.sei.data, self.named(), self.role.data)
