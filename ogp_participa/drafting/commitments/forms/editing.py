"""What every form of the editor knows: on which version it was opened, why somebody changes it, what they decided."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, put_beside, text_field
from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.core.stale_forms import VersionedForm, number_in
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.content import DAYS, day_of
from ogp_participa.drafting.commitments.fields import Fields
from ogp_participa.drafting.commitments.models import Commitment

THEIRS, MINE = "theirs", "mine"


class ChangeReasonForm(VersionedForm):
    """A form that says why; ``seen`` is the version that the person had before them."""

    reason = text_field(_l("Why this change?"), AtMost(500))

    def __init__(self, commitment: Commitment, moment: datetime, **options: Any) -> None:
        super().__init__(commitment.version, **options)
        self.plan, self.moment = commitment.plan, moment
        self.needs_reason = not rules.has_reason(commitment.plan, "", moment)

    def validate_reason(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        verdict = rules.has_reason(self.plan, field.data or "", self.moment)
        if not verdict:
            raise ValidationError(str(verdict.reason))


class EditForm(ChangeReasonForm):
    """A form of the editor. Where another saved meanwhile, ``asked`` names the fields that need a decision, and
    ``keep-<field>`` is that decision: the other's text, or the one in the field. ``since`` is the version on which the
    person began, however often the form came back."""

    asked = HiddenField()
    since = HiddenField()
    NAMES: tuple[str, ...] = ()

    def __init__(self, commitment: Commitment, moment: datetime, fields: Mapping[str, Any], **options: Any) -> None:
        known = {name: _as_data(name, value) for name, value in fields.items()}
        super().__init__(commitment, moment, data=known, **options)
        self.fields = fields

    @property
    def begun(self) -> int:
        """Return the version on which the person began."""
        return max(number_in(self.since.data), 0) or self.seen_number

    def undecided(self) -> list[Conflict]:
        """Return the fields that need a decision once more, beside what stands now."""
        standing, typed = self.fields, self.everything()
        return [Conflict(name, standing.get(name), standing.get(name), typed[name]) for name in self.asked_about()]

    def choice(self, name: str) -> str:
        """Return whose text is kept in a field that was asked about: ``THEIRS``, ``MINE``, or nothing yet."""
        return request.form.get(f"keep-{name}", "")

    def asked_about(self) -> list[str]:
        """Return the fields that need a decision."""
        return [name for name in self.NAMES if name in (self.asked.data or "").split()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, the order of the days, and that each field that was asked about has a decision."""
        sound = bool(super().validate(extra_validators))
        for name in self.asked_about():
            if self.choice(name) not in (THEIRS, MINE):
                self[name].errors = [*self[name].errors, _("Choose which of the two texts stays.")]
                sound = False
        if all(name in self.NAMES and not self[name].errors for name in DAYS):
            typed = self.everything()
            sound = put_beside(self["ends_on"], rules.in_order(typed["starts_on"], typed["ends_on"])) and sound
        return sound

    def everything(self) -> Fields:
        """Return what was typed into every field."""
        return {name: _as_field(self[name].data) for name in self.NAMES}

    def typed(self) -> Fields:
        """Return what was typed, without the fields in which the other's text stays."""
        theirs = [name for name in self.asked_about() if self.choice(name) == THEIRS]
        return {name: value for name, value in self.everything().items() if name not in theirs}

    def again(self, merge: Merge, version: int, **more: str) -> "MultiDict[str, str]":
        """Return what the form holds when it asks for a decision: what goes together by itself is in it already."""
        names = " ".join(conflict.name for conflict in merge.conflicts)
        beside = {"reason": self.reason.data or "", "seen": str(version), "asked": names, "since": str(self.begun)}
        return MultiDict(pairs({**merge.merged, **beside, **more}))


def pairs(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the fields as a browser would send them."""
    sent: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, list):
            sent += [(name, item) for item in value]
        elif isinstance(value, bool):
            sent += [(name, "y")] if value else []
        else:
            sent.append((name, str(value)))
    return sent


def _as_data(name: str, value: Any) -> Any:
    return day_of(value) if name in DAYS else value


def _as_field(data: Any) -> Any:
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, list):
        return [key for key in AREAS if key in data]  # in their order, whoever ticked them in another
    return data if isinstance(data, bool) else str(data or "")
