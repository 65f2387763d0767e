"""The forms of the editor's sections, with their titles and hints, and the form that begins a commitment."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField

from ogp_participa.core.forms import AtMost, Checkboxes, Filled, Form, choices, long_text_field, text_field
from ogp_participa.core.vocabularies.policy_areas import AREAS, GROUPS
from ogp_participa.drafting.commitments.content import ACTION, LABELS, PROBLEM, VALUES
from ogp_participa.drafting.commitments.forms.editing import EditForm
from ogp_participa.drafting.commitments.needs import SECTIONS
from ogp_participa.edition.plans.models import Plan, Value
from ogp_participa.forum.seats.forms import DayField

LONG = 8000

TITLES: dict[str, LazyString] = {
    "resumo": _l("In few words"),
    "problema": _l("The problem"),
    "acao": _l("Action and result"),
    "valores": _l("OGP values"),
    "temas": _l("Policy areas"),
}
HINTS: dict[str, LazyString] = {
    "title": _l("As it will stand in the plan."),
    "short_title": _l("A few words for lists and for OGP's page."),
    "summary": _l("What is promised, in two or three sentences."),
    "problem": _l("Whom does it touch, and how? Give figures and where they come from."),
    "causes": _l("Why does the problem exist or go on?"),
    "status_quo": _l("The point from which progress will be measured."),
    "done_so_far": _l("What the city and others tried, and what came of it."),
    "action": _l("What the city commits to do, in words that can be checked."),
    "result": _l("What will be different for people at the end."),
}
SIZES = {"summary": (4, 4000), **dict.fromkeys((*PROBLEM, *ACTION), (8, LONG))}
"""Lines and letters of the long texts."""


class StartForm(Form):
    """A new commitment."""

    title = text_field(LABELS["title"], Filled(_l("Write the title of the commitment.")), AtMost(300))

    def __init__(self, plan: Plan, **options: Any) -> None:
        super().__init__(**options)
        self.plan = plan


class SummaryForm(EditForm):
    """In few words, and from when to when."""

    NAMES = SECTIONS["resumo"]
    title = text_field(LABELS["title"], Filled(_l("Write the title of the commitment.")), AtMost(300))
    short_title = text_field(LABELS["short_title"], AtMost(80))
    summary = long_text_field(LABELS["summary"], AtMost(4000))
    starts_on = DayField(LABELS["starts_on"], optional=True)
    ends_on = DayField(LABELS["ends_on"], optional=True)


class CommitmentProblemForm(EditForm):
    """The problem, and where things stand."""

    NAMES = SECTIONS["problema"]
    problem = long_text_field(LABELS["problem"], AtMost(LONG))
    causes = long_text_field(LABELS["causes"], AtMost(LONG))
    status_quo = long_text_field(LABELS["status_quo"], AtMost(LONG))
    done_so_far = long_text_field(LABELS["done_so_far"], AtMost(LONG))


class ActionForm(EditForm):
    """What will be done, and what comes of it."""

    NAMES = SECTIONS["acao"]
    action = long_text_field(LABELS["action"], AtMost(LONG))
    result = long_text_field(LABELS["result"], AtMost(LONG))


class AreasForm(EditForm):
    """Policy areas."""

    NAMES = SECTIONS["temas"]
    areas = Checkboxes(LABELS["areas"], choices=choices(list(AREAS.items())))

    def grouped(self) -> list[tuple[Any, list[Any]]]:
        """Return the boxes under the names of their groups."""
        boxes = {box.data: box for box in self.areas}
        return [(group, [boxes[key] for key in keys]) for group, keys in GROUPS]


class ValuesForm(EditForm):
    """The OGP values, each with how the commitment serves it."""

    NAMES = tuple(f"{what}_{value.value}" for value in Value for what in ("serves", "how"))


for _value in Value:
    _how = _l("How it serves the value “%(value)s”", value=VALUES[_value])
    setattr(ValuesForm, f"serves_{_value.value}", BooleanField(VALUES[_value]))
    setattr(ValuesForm, f"how_{_value.value}", long_text_field(_how, AtMost(4000)))

SECTION_FORMS: dict[str, type[EditForm]] = {
    "resumo": SummaryForm,
    "problema": CommitmentProblemForm,
    "acao": ActionForm,
    "valores": ValuesForm,
    "temas": AreasForm,
}
