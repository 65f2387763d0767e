"""Forms of the editor. Each knows which version it was opened on, and asks why only where it must."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField
from wtforms.validators import Email, Optional, ValidationError

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
from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.content import DAYS, LABELS, ROLES, VALUES
from ogp_participa.drafting.commitments.models import Commitment, Role
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.forms import keep
from ogp_participa.edition.plans.models import Plan, Value
from ogp_participa.forum.seats.forms import DayField

LONG = 8000
THEIRS, MINE = "theirs", "mine"


class ReasonForm(Form):
    """A form that says why; ``seen`` is the version that the person had before them."""

    reason = text_field(_l("Why this change?"), AtMost(500))
    seen = HiddenField()

    def __init__(self, commitment: Commitment, moment: datetime, **options: Any) -> None:
        super().__init__(**options)
        self.plan, self.moment = commitment.plan, moment
        if self.seen.data is None:
            self.seen.data = str(commitment.version)
        self.needs_reason = rules.needs_reason(commitment.plan, moment)

    @property
    def version(self) -> int:
        """The version that the person had before them; 0 when the form does not say."""
        return _number(self.seen.data)

    def validate_reason(self, field: Any) -> None:
        """The rule's own sentence beside the field."""
        verdict = rules.has_reason(self.plan, field.data or "", self.moment)
        if not verdict:
            raise ValidationError(str(verdict.reason))


class EditForm(ReasonForm):
    """A form of the editor. Where another saved meanwhile, ``asked`` names the fields that need a decision, and
    ``keep-<field>`` is that decision: the other's text, or the one in the field. ``since`` is the version on which the
    person began, however often the form came back."""

    asked = HiddenField()
    since = HiddenField()
    NAMES: tuple[str, ...] = ()

    def __init__(self, commitment: Commitment, moment: datetime, fields: Mapping[str, Any], **options: Any) -> None:
        known = {name: _as_data(name, value) for name, value in fields.items()}
        super().__init__(commitment, moment, data=known, **options)
        self.stands = fields

    @property
    def begun(self) -> int:
        """The version on which the person began."""
        return _number(self.since.data) or self.version

    def undecided(self) -> list[Conflict]:
        """The fields that need a decision once more, beside what stands now."""
        stands, typed = self.stands, self.everything()
        return [Conflict(n, stands.get(n), stands.get(n), typed[n]) for n in self.asked_about()]

    def choice(self, name: str) -> str:
        """Whose text is kept in a field that was asked about."""
        return request.form.get(f"keep-{name}", "")

    def asked_about(self) -> list[str]:
        """The fields that need a decision."""
        return [name for name in self.NAMES if name in (self.asked.data or "").split()]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields' own checks, the order of the days, and a decision for each field that was asked about."""
        sound = bool(super().validate(extra_validators))
        for name in self.asked_about():
            if self.choice(name) not in (THEIRS, MINE):
                self[name].errors = [*self[name].errors, _("Choose which of the two texts stays.")]
                sound = False
        if all(name in self.NAMES and not self[name].errors for name in DAYS):
            typed = self.everything()
            sound = keep(self["ends_on"], rules.in_order(typed["starts_on"], typed["ends_on"])) and sound
        return sound

    def everything(self) -> rules.Fields:
        """What was typed into every field."""
        return {name: _as_field(self[name].data) for name in self.NAMES}

    def typed(self) -> rules.Fields:
        """What was typed, without the fields in which the other's text stays."""
        theirs = [name for name in self.asked_about() if self.choice(name) == THEIRS]
        return {name: value for name, value in self.everything().items() if name not in theirs}

    def again(self, merge: Merge, version: int, **more: str) -> "MultiDict[str, str]":
        """What the form holds when it asks for a decision: what goes together by itself is in it already."""
        names = " ".join(conflict.name for conflict in merge.conflicts)
        kept = {"reason": self.reason.data or "", "seen": str(version), "asked": names, "since": str(self.begun)}
        return MultiDict(pairs({**merge.merged, **kept, **more}))


def pairs(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields as a browser would send them."""
    sent: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, list):
            sent += [(name, one) for one in value]
        elif isinstance(value, bool):
            sent += [(name, "y")] if value else []
        else:
            sent.append((name, str(value)))
    return sent


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _as_data(name: str, value: Any) -> Any:
    return (date.fromisoformat(value) if value else None) if name in DAYS else value


def _as_field(data: Any) -> Any:
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, list):
        return [key for key in AREAS if key in data]  # in their order, whoever ticked them in another
    return data if isinstance(data, bool) else str(data or "")


class SummaryForm(EditForm):
    """In few words, and from when to when."""

    NAMES = ("title", "short_title", "summary", *DAYS)
    title = text_field(LABELS["title"], Filled(_l("Write the title of the commitment.")), AtMost(300))
    short_title = text_field(LABELS["short_title"], AtMost(80))
    summary = long_text_field(LABELS["summary"], AtMost(4000))
    starts_on = DayField(LABELS["starts_on"], optional=True)
    ends_on = DayField(LABELS["ends_on"], optional=True)


class ProblemForm(EditForm):
    """The problem, and where things stand."""

    NAMES = ("problem", "causes", "status_quo", "done_so_far")
    problem = long_text_field(LABELS["problem"], AtMost(LONG))
    causes = long_text_field(LABELS["causes"], AtMost(LONG))
    status_quo = long_text_field(LABELS["status_quo"], AtMost(LONG))
    done_so_far = long_text_field(LABELS["done_so_far"], AtMost(LONG))


class ActionForm(EditForm):
    """What will be done, and what comes of it."""

    NAMES = ("action", "result")
    action = long_text_field(LABELS["action"], AtMost(LONG))
    result = long_text_field(LABELS["result"], AtMost(LONG))


class AreasForm(EditForm):
    """Policy areas."""

    NAMES = ("areas",)
    areas = Checkboxes(LABELS["areas"], choices=choices(list(AREAS.items())))


class ValuesForm(EditForm):
    """The OGP values, each with how the commitment serves it."""

    NAMES = tuple(f"{what}_{value.value}" for value in Value for what in ("serves", "how"))


for _value in Value:
    _how = _l("How it serves the value “%(value)s”", value=VALUES[_value])
    setattr(ValuesForm, f"serves_{_value.value}", BooleanField(VALUES[_value]))
    setattr(ValuesForm, f"how_{_value.value}", long_text_field(_how, AtMost(4000)))

SECTION_FORMS: dict[str, type[EditForm]] = {
    "resumo": SummaryForm,
    "problema": ProblemForm,
    "acao": ActionForm,
    "valores": ValuesForm,
    "temas": AreasForm,
}


class MilestoneForm(EditForm):
    """A milestone. Nothing in it has to be filled for it to be saved."""

    NAMES = rules.MILESTONE
    title = text_field(_l("What will be done"), AtMost(300))
    output = long_text_field(_l("What it delivers"), AtMost(4000))
    institution = select_field(_l("Who is responsible"), default="")
    starts_on = DayField(LABELS["starts_on"], optional=True)
    ends_on = DayField(LABELS["ends_on"], optional=True)

    def __init__(self, institutions: list[Organisation], *rest: Any, **options: Any) -> None:
        super().__init__(*rest, **options)
        listed = [(str(one.id), one.name) for one in institutions]
        self.institution.choices = choices([("", _("Nobody yet")), *listed])


class PartForm(EditForm):
    """An institution's part in the commitment: what everybody reads, and what only staff read."""

    NAMES = (*rules.PUBLIC_PART, *rules.PRIVATE_PART)
    institution = select_field(_l("Institution"), default="")
    role = select_field(_l("Part in the commitment"), choices=choices([(role.value, ROLES[role]) for role in Role]))
    contact_name = text_field(_l("Name"), AtMost(160))
    contact_post = text_field(_l("Post"), AtMost(160))
    contact_email = text_field(_l("E-mail"), Optional(), Email(_l("Write the address as in name@example.org.")))
    private_name = text_field(_l("Name"), AtMost(160))
    private_email = text_field(_l("E-mail"), AtMost(254))
    private_phone = text_field(_l("Telephone"), AtMost(60))
    private_seen = HiddenField()

    def __init__(self, institutions: list[Organisation], private_version: int, *rest: Any, **options: Any) -> None:
        super().__init__(*rest, **options)
        listed = [(str(one.id), one.name) for one in institutions]
        self.institution.choices = choices([("", _("Choose")), *listed])
        if self.private_seen.data is None:
            self.private_seen.data = str(private_version)

    def validate_institution(self, field: Any) -> None:
        """One of those that take no part yet."""
        if not field.data:
            raise ValidationError(_("Choose the institution. A new one is added on the list of institutions."))

    def validate_contact_email(self, field: Any) -> None:
        """It fits into its place."""
        AtMost(254)(self, field)

    @property
    def private_version(self) -> int:
        """The count of the private contact that the person had before them."""
        return _number(self.private_seen.data)


class ContactForm(Form):
    """The contact of an institution that only staff see."""

    private_name = text_field(_l("Name"), AtMost(160))
    private_email = text_field(_l("E-mail"), AtMost(254))
    private_phone = text_field(_l("Telephone"), AtMost(60))
    private_seen = HiddenField()

    @property
    def private_version(self) -> int:
        """The count of the private contact that the person had before them."""
        return _number(self.private_seen.data)


class PlaceForm(ReasonForm):
    """Where a milestone goes in the order."""

    place = select_field(_l("Place in the order"))


class RemoveForm(ReasonForm):
    """Taking something out, with a reason."""


class StartForm(Form):
    """A new commitment."""

    title = text_field(LABELS["title"], Filled(_l("Write the title of the commitment.")), AtMost(300))

    def __init__(self, plan: Plan, **options: Any) -> None:
        super().__init__(**options)
        self.plan = plan
