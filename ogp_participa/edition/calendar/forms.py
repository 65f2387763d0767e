"""Forms for the stages of a calendar."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import NumberRange, ValidationError

from ogp_participa.core.dates import city_zone, end_of_minute
from ogp_participa.core.forms import (
    AtMost,
    Checkboxes,
    Filled,
    Form,
    choices,
    long_text_field,
    put_beside,
    select_field,
    text_field,
)
from ogp_participa.core.vocabularies.labels import RIGHTS, STAGES
from ogp_participa.edition.calendar import rules
from ogp_participa.edition.plans.forms import NumberField
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageKind
from ogp_participa.edition.plans.moments import has_begun, has_started
from ogp_participa.people.accounts.models import Person


class MomentField(DateTimeLocalField):
    """A day and an hour in the city's time; the data is a moment with its zone."""

    def process_data(self, value: datetime | None) -> None:
        """Show the minute alone: it belongs to the stage whole, and nobody types seconds."""
        self.data = value.astimezone(city_zone()).replace(second=0, microsecond=0) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            raise ValueError(_("Choose the day and the hour."))
        try:
            typed = datetime.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError(_("Write the day and the hour as in 2026-10-30T23:59.")) from None
        if not 2000 <= typed.year <= 2100:
            raise ValueError(_("The year must be between 2000 and 2100."))
        self.data = typed.replace(tzinfo=city_zone())


class CalendarForm(Form):
    """A form that changes the calendar: it says why, and which calendar the person had before them."""

    reason = long_text_field(_l("Reason of the change"), AtMost(1000))
    seen = HiddenField()
    is_stale = False
    needs_reason = True

    def is_fresh(self, plan: Plan) -> bool:
        """Return whether nobody changed the calendar meanwhile; say so when somebody did."""
        verdict = rules.is_unchanged(plan, self.seen.data or "")
        self.is_stale = not verdict
        return put_beside(self.reason, verdict)


class StageForm(CalendarForm):
    """A stage of the calendar. Once it has opened, only its end, title and note can be changed."""

    kind = select_field(_l("Kind"))
    title = text_field(_l("Title"), AtMost(120))
    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))
    rights = Checkboxes(_l("What happens while it is open"))
    counts_hidden = BooleanField(_l("Hide the counts of votes until it closes"), default=True)
    note = long_text_field(_l("Note for the public"), AtMost(1000))

    SETTLED = ("kind", "opens_at", "rights", "counts_hidden")

    def __init__(self, plan: Plan, stage: Stage | None, moment: datetime, **options: Any) -> None:
        super().__init__(obj=stage, **options)
        self.plan, self.stage, self.moment = plan, stage, moment
        self.kind.choices = choices([(kind.value, STAGES[kind]) for kind in StageKind])
        self.rights.choices = choices([(right.value, RIGHTS[right]) for right in Right])
        self.needs_reason = stage is not None or has_started(plan, moment)
        if stage and has_begun(stage, moment):
            for name in self.SETTLED:
                del self[name]

    def validate_closes_at(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        values = self.fields()
        opens = values.get("opens_at", self.stage.opens_at if self.stage else None)
        if not opens or not field.data:
            return
        verdict = rules.can_set_dates(opens, field.data)
        if verdict and self.stage:
            verdict = rules.can_change_dates(self.stage, opens, values["closes_at"], self.moment)
        if not verdict:
            raise ValidationError(str(verdict.reason))

    def is_accepted(self, by: Person) -> bool:
        """Return whether the rules of the calendar allow it; say beside the field why not."""
        reason = self.reason.data
        if self.stage:
            accepted = put_beside(self.reason, rules.can_change_calendar(by, reason))
        else:
            accepted = put_beside(self.reason, rules.can_draft_calendar(by, self.plan, reason, self.moment))
        values = self.fields()
        if "opens_at" in values:
            vote = rules.can_open_vote(self.plan, self.stage, values["rights"], values["opens_at"], self.moment)
            accepted = put_beside(self.opens_at, vote) and accepted
        return self.is_fresh(self.plan) and accepted

    def fields(self) -> dict[str, Any]:
        """Return what the action takes: a moment that was not touched as it is, a new closing with its whole minute."""
        values = {name: value for name, value in self.data.items() if name not in ("csrf_token", "reason", "seen")}
        for name in ("opens_at", "closes_at"):
            stored = getattr(self.stage, name, None)
            if stored and values.get(name) == stored.replace(second=0, microsecond=0):
                values[name] = stored
            elif name == "closes_at" and values.get(name):
                values[name] = end_of_minute(values[name])
        if values.get("kind") in {kind.value for kind in StageKind}:
            values["kind"] = StageKind(values["kind"])
            values["rights"] = values["rights"] or [right.value for right in DEFAULT_RIGHTS[values["kind"]]]
        return values


class MoveForm(CalendarForm):
    """Where a stage should stand."""

    position = NumberField(
        _l("Position"), [Filled(_l("Write the position.")), NumberRange(1, 99, _l("A position from 1 on."))]
    )

    def is_accepted(self, plan: Plan, by: Person, moment: datetime) -> bool:
        """Return whether the order may change; say why not."""
        accepted = put_beside(self.reason, rules.can_draft_calendar(by, plan, self.reason.data, moment))
        return self.is_fresh(plan) and accepted


class RemoveStageForm(CalendarForm):
    """Why a stage goes."""

    def is_accepted(self, stage: Stage, by: Person, moment: datetime) -> bool:
        """Return whether it may go; say why not."""
        accepted = put_beside(self.reason, rules.can_remove_stage(by, stage, self.reason.data, moment))
        return self.is_fresh(stage.plan) and accepted
