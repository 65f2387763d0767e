"""Forms for editions and their themes."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import NumberRange, Optional, ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, put_beside, text_field
from ogp_participa.core.text import slug_of
from ogp_participa.core.vocabularies.labels import DIMENSIONS, LEVELS
from ogp_participa.edition.plans import rules
from ogp_participa.edition.plans.models import Dimension, Plan, Rule, Theme
from ogp_participa.edition.plans.queries import is_number_free, is_slug_free
from ogp_participa.people.accounts.models import Level, Person

LONGEST_NUMBER = 20
"""More digits than any number here has: none is read that would take long, or fit into no column."""


class NumberField(IntegerField):
    """A whole number, with a sentence of ours when it is not one."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            if len("".join(valuelist)) > LONGEST_NUMBER:
                raise ValueError
            super().process_formdata(valuelist if valuelist and valuelist[0].strip() else [])
        except ValueError:
            raise ValueError(_("Write a whole number, like 5.")) from None


class PlanForm(Form):
    """What an edition says of itself. Once voting has opened, the rules of the vote are fields only where an older page
    sends them: then the rule says no beside them. ``rule_names`` are what people call the rules."""

    title = text_field(_l("Title"), Filled(_l("Write the title of the edition.")), AtMost(160))
    slug = text_field(_l("Address"), Filled(_l("Write the address, as in 4-plano.")), AtMost(60))
    number = NumberField(_l("Number of the edition"), [Optional(), NumberRange(1, 999, _l("A number from 1 to 999."))])
    summary = long_text_field(_l("Summary, in three sentences"), AtMost(2000))
    starts = text_field(_l("Starts"), AtMost(40))
    ends = text_field(_l("Ends"), AtMost(40))
    rule = RadioField(_l("How the winners are chosen"), default=Rule.PHRAGMEN.value)
    voters = RadioField(_l("Who may vote"), default=Level.EMAIL.value, choices=choices(list(LEVELS.items())))
    quota_by = RadioField(_l("Quota"), default="", choices=choices(list(DIMENSIONS.items())))
    quota_least = NumberField(
        _l("At least, for each"), [Optional(), NumberRange(0, 100, _l("From 0 to 100."))], default=0
    )
    quota_most = NumberField(_l("At most, for each"), [Optional(), NumberRange(1, 100, _l("From 1 to 100."))])
    choices = NumberField(
        _l("Choices on each ballot"),
        [Filled(_l("Write how many proposals each person may choose.")), NumberRange(1, 50, _l("From 1 to 50."))],
        default=5,
    )
    seats = NumberField(
        _l("Proposals that the vote selects"),
        [Filled(_l("Write how many proposals the vote selects.")), NumberRange(1, 100, _l("From 1 to 100."))],
        default=5,
    )
    tie_source = text_field(_l("How ties are broken"), AtMost(200))

    def __init__(
        self,
        plan: Plan | None = None,
        rule_names: Mapping[str, str] | None = None,
        settled: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(obj=plan, **options)
        self.plan, self.settled = plan, settled
        names = rule_names or {}
        self.rule.choices = choices([(rule.value, names.get(rule.value, rule.value)) for rule in Rule])
        self.quota_by.data = self.quota_by.data or ""
        if settled:
            for name in rules.SETTLED:
                if not self[name].raw_data:
                    del self[name]

    def validate_slug(self, field: Any) -> None:
        """Require a plain address that leads to no other plan."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data):
            raise ValidationError(_("Use small letters without accents, numbers and hyphens, as in 4-plano."))
        if field.data == "novo" or not is_slug_free(field.data, self.plan):
            raise ValidationError(_("Another plan has this address. Choose another."))

    def validate_number(self, field: Any) -> None:
        """Require a number that no other plan has: commitments are cited by it."""
        if field.data and not is_number_free(field.data, self.plan):
            raise ValidationError(_("Another plan has this number."))

    def validate_quota_by(self, field: Any) -> None:
        """Require that a quota asks for something."""
        if field.data and not self.data.get("quota_least") and not self.data.get("quota_most"):
            raise ValidationError(_("Write how many at least, how many at most, or both. Or choose no quota."))

    def validate_quota_least(self, field: Any) -> None:
        """Require that the seats can give what a quota asks for."""
        values = self.data
        if values.get("quota_by") and field.data and values.get("seats") and field.data > values["seats"]:
            raise ValidationError(_("The vote selects fewer proposals than this."))

    def validate_quota_most(self, field: Any) -> None:
        """Require that the most is not less than the least."""
        least = self.data.get("quota_least") or 0
        if self.data.get("quota_by") and field.data and field.data < least:
            raise ValidationError(_("The most cannot be less than the least, %(least)s.", least=least))

    def is_accepted(self, plan: Plan, by: Person, moment: datetime) -> bool:
        """Return whether the rule allows it; say why not beside the first field that may not change."""
        values = self.fields()
        refused = (name for name in rules.SETTLED if name in values and values[name] != getattr(plan, name))
        return put_beside(self[next(refused, "title")], rules.can_change_plan(by, plan, values, moment))

    def fields(self) -> dict[str, Any]:
        """Return what the action takes."""
        values = {name: value for name, value in self.data.items() if name != "csrf_token"}
        for name, kind in (("rule", Rule), ("voters", Level), ("quota_by", Dimension)):
            if name in values:
                values[name] = kind(values[name]) if values[name] else None
        if "quota_by" in values and not values["quota_by"]:
            values.update(quota_least=0, quota_most=None)
        if "quota_least" in values:
            values["quota_least"] = values["quota_least"] or 0
        return values


class ThemesForm(Form):
    """The themes, one a line, each in up to three languages."""

    themes = long_text_field(_l("Themes, one a line"), Filled(_l("Write at least one theme.")), AtMost(6000))

    def validate_themes(self, field: Any) -> None:
        """Require a name in each line, and no two the same."""
        keys = [theme[0] for theme in self.parsed()]
        if len(keys) > 60:
            raise ValidationError(_("Up to 60 themes fit. You wrote %(n)s.", n=len(keys)))
        if "" in keys or len(set(keys)) < len(keys):
            raise ValidationError(_("Two lines have the same name, or a line has none."))
        if any(len(name) > 80 for theme in self.parsed() for name in theme):
            raise ValidationError(_("The name of a theme can have up to 80 letters."))

    def parsed(self) -> list[tuple[str, str, str, str]]:
        """Return key and names of each theme. A line may begin with a key and a colon; without one it comes from the
        name."""
        themes = []
        for line in (line.strip() for line in (self.themes.data or "").split("\n")):
            if line:
                key, _colon, rest = line.rpartition(":") if re.match(r"[a-z0-9_-]{1,40}:", line) else ("", "", line)
                names = [part.strip() for part in rest.split("|")] + ["", ""]
                key = key or slug_of(names[0], 40)
                themes.append((key, names[0], names[1], names[2]))
        return themes

    def is_accepted(self, plan: Plan, themes: list[Theme], moment: datetime) -> bool:
        """Return whether the themes that are missing may go; say why not."""
        missing = {theme.key for theme in themes} - {theme[0] for theme in self.parsed()}
        return not missing or put_beside(self.themes, rules.can_drop_themes(plan, moment))

    @staticmethod
    def written(themes: list[Theme]) -> str:
        """Return the themes as lines to edit."""
        return "\n".join(f"{t.key}: {t.name_pt} | {t.name_en} | {t.name_es}" for t in themes)
