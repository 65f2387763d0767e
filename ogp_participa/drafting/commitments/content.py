"""What a commitment says, as plain data: what a version keeps, how two are compared, and what is not filled yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.dates import day
from ogp_participa.core.differences import Part as Piece
from ogp_participa.core.differences import differences
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments.models import Commitment, Milestone, Part, Role
from ogp_participa.edition.plans.models import Value

Content = dict[str, Any]
"""Everything public about a commitment: what a version keeps."""

LABELS: dict[str, LazyString] = {
    "title": _l("Title of the commitment"),
    "short_title": _l("Short title"),
    "summary": _l("Summary"),
    "starts_on": _l("Start"),
    "ends_on": _l("End"),
    "problem": _l("What problem does it face?"),
    "causes": _l("What causes the problem?"),
    "status_quo": _l("How are things today?"),
    "done_so_far": _l("What was done so far?"),
    "action": _l("What will be done?"),
    "result": _l("What result is expected?"),
    "areas": _l("Policy areas"),
    "served": _l("OGP values"),
    "institutions": _l("Institutions"),
    "milestones": _l("Milestones"),
}
TEXTS = ("title", "short_title", "summary", "problem", "causes", "status_quo", "done_so_far", "action", "result")
DAYS = ("starts_on", "ends_on")

VALUES: dict[Value, LazyString] = {
    Value.ACCESS_TO_INFORMATION: _l("Access to information"),
    Value.CIVIC_PARTICIPATION: _l("Civic participation"),
    Value.PUBLIC_ACCOUNTABILITY: _l("Public accountability"),
    Value.TECHNOLOGY_AND_INNOVATION: _l("Technology and innovation"),
}
ROLES: dict[Role, LazyString] = {Role.LEAD: _l("Lead institution"), Role.SUPPORT: _l("Supporting institution")}


def content_of(commitment: Commitment) -> Content:
    """What everybody may read about a commitment as it stands, with the names of the day."""
    return {
        **{name: getattr(commitment, name) for name in TEXTS},
        **{name: _written(getattr(commitment, name)) for name in DAYS},
        "served": {value.value: commitment.served[value.value] for value in Value if value in commitment.served},
        "areas": [area for area in commitment.areas if area in AREAS],
        "institutions": [_institution(part) for part in commitment.parts],
        "milestones": [_milestone(one) for one in commitment.milestones],
    }


def _written(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _institution(part: Part) -> dict[str, Any]:
    contact = {name: getattr(part, name) for name in ("contact_name", "contact_post", "contact_email")}
    return {"id": part.organisation_id, "name": part.organisation.name, "role": part.role.value, **contact}


def _milestone(one: Milestone) -> dict[str, Any]:
    return {
        "serial": one.serial,
        "number": one.number,
        "title": one.title,
        "output": one.output,
        "institution_id": one.organisation_id,
        "institution": one.organisation.name if one.organisation else "",
        **{name: _written(getattr(one, name)) for name in DAYS},
    }


@dataclass(frozen=True)
class Line:
    """One thing that a commitment says. ``key`` stays the same from version to version; ``words`` says that it is
    compared word by word: a day changes as a whole."""

    key: str
    label: str
    text: str
    words: bool = True


def lines_of(content: Mapping[str, Any]) -> list[Line]:
    """Everything that a version says, line by line, in the order in which people read it."""
    said = {name: str(content.get(name) or "") for name in (*TEXTS, *DAYS)}
    said |= {name: _in_words(said[name]) for name in DAYS}
    lines = [Line(name, str(LABELS[name]), said[name], name not in DAYS) for name in LABELS if name in said]
    areas = "; ".join(str(AREAS[key]) for key in content.get("areas", []) if key in AREAS)
    lines.append(Line("areas", str(LABELS["areas"]), areas))
    for value, how in content.get("served", {}).items():
        if value in VALUES:
            label = _("OGP value: %(value)s", value=VALUES[Value(value)])
            lines.append(Line(f"serves-{value}", label, how or _("Served; how is not written yet")))
    for one in content.get("institutions", []):
        contact = (one["name"], one["contact_name"], one["contact_post"], one["contact_email"])
        text = " · ".join(part for part in contact if part)
        lines.append(Line(f"institution-{one['id']}", str(ROLES[Role(one["role"])]), text))
    for one in content.get("milestones", []):
        lines += _lines_of_milestone(one)
    return lines


def _lines_of_milestone(one: Mapping[str, Any]) -> list[Line]:
    name, key = _("Milestone %(number)s", number=one["number"]), f"milestone-{one['serial']}"
    return [
        Line(f"{key}-number", name, one["number"]),
        Line(f"{key}-title", f"{name} – {_('What will be done')}", one["title"]),
        Line(f"{key}-output", f"{name} – {_('What it delivers')}", one["output"]),
        Line(f"{key}-institution", f"{name} – {_('Who is responsible')}", one["institution"]),
        Line(f"{key}-start", f"{name} – {LABELS['starts_on']}", _in_words(one["starts_on"]), words=False),
        Line(f"{key}-end", f"{name} – {LABELS['ends_on']}", _in_words(one["ends_on"]), words=False),
    ]


def _in_words(written: str | None) -> str:
    return day(date.fromisoformat(written)) if written else ""


def _whole(was: str, became: str) -> list[Piece]:
    return [piece for piece in (("removed", was), ("added", became)) if piece[1]]


@dataclass(frozen=True)
class Change:
    """A line that two versions say differently, word by word."""

    label: str
    parts: list[Piece]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What changed from one version to another; what is in neither or the same in both is left out."""
    before, after = {line.key: line for line in lines_of(old)}, {line.key: line for line in lines_of(new)}
    changes = []
    for key in dict.fromkeys((*after, *before)):
        line = after.get(key) or before[key]
        was, became = (lines[key].text if key in lines else "" for lines in (before, after))
        if key.endswith("-number") and not (was and became):
            came, left = ("", _("Milestone taken out")) if was else (_("New milestone"), "")
            changes.append(Change(line.label, _whole(left, came)))
        elif was != became:
            changes.append(Change(line.label, differences(was, became) if line.words else _whole(was, became)))
    return changes


@dataclass(frozen=True)
class Need:
    """Something that OGP's template asks for: whether it is there, and where it is written.

    ``section`` is a part of the editor, ``field`` the place in it, ``item`` a milestone's serial or an institution.
    """

    label: str
    filled: bool
    section: str
    field: str = ""
    item: int | None = None


SECTIONS: dict[str, tuple[str, ...]] = {
    "resumo": ("title", "short_title", "summary", *DAYS),
    "problema": ("problem", "causes", "status_quo", "done_so_far"),
    "acao": ("action", "result"),
    "temas": ("areas",),
}
"""The parts of the editor and their fields; values, institutions and milestones have parts of their own."""


def needs(content: Mapping[str, Any]) -> list[Need]:
    """What the template asks for. It is a list to work through, never an obstacle to saving."""
    found = [
        Need(str(LABELS[name]), bool(content.get(name)), section, name)
        for section, names in SECTIONS.items()
        for name in names
    ]
    served = content.get("served", {})
    found.append(Need(_("At least one OGP value"), bool(served), "valores", f"serves_{Value.ACCESS_TO_INFORMATION}"))
    for value, how in served.items():
        label = _("How it serves the value “%(value)s”", value=VALUES[Value(value)])
        found.append(Need(label, bool(how), "valores", f"how_{value}"))
    leads = [one for one in content.get("institutions", []) if one["role"] == Role.LEAD]
    found.append(Need(str(ROLES[Role.LEAD]), bool(leads), "instituicoes"))
    for lead in leads:
        label = _("Public contact of %(name)s", name=lead["name"])
        found.append(Need(label, bool(lead["contact_name"]), "instituicoes", "contact_name", lead["id"]))
    return [*found, *_needs_of_milestones(content.get("milestones", []))]


def _needs_of_milestones(milestones: Sequence[Mapping[str, Any]]) -> list[Need]:
    found = [Need(_("At least one milestone"), bool(milestones), "marcos")]
    for one in milestones:
        names = ("title", "output", "institution", *DAYS)
        missing = next((name for name in names if not one[name]), "")
        label = _("Milestone %(number)s: what, output, who, start and end", number=one["number"])
        found.append(Need(label, not missing, "marcos", missing, one["serial"]))
    return found
