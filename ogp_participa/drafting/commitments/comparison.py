"""Two versions of a commitment compared, line by line and word by word, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ogp_participa.core.dates import day
from ogp_participa.core.differences import Part as Piece
from ogp_participa.core.differences import differences
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments.content import CONTACT, DAYS, LABELS, ROLES, TEXTS, VALUES, day_of
from ogp_participa.drafting.commitments.models import InstitutionRole
from ogp_participa.edition.plans.models import Value


@dataclass(frozen=True)
class ContentLine:
    """One thing that a commitment says. ``key`` stays the same from version to version; ``words`` says that it is
    compared word by word: a day changes as a whole."""

    key: str
    label: str
    text: str
    words: bool = True


def lines_of(content: Mapping[str, Any]) -> list[ContentLine]:
    """Return everything that a version says, line by line, in the order in which people read it."""
    texts = {name: str(content.get(name) or "") for name in (*TEXTS, *DAYS)}
    texts |= {name: _in_words(texts[name]) for name in DAYS}
    lines = [ContentLine(name, str(LABELS[name]), texts[name], name not in DAYS) for name in LABELS if name in texts]
    areas = "; ".join(str(AREAS[key]) for key in content.get("areas", []) if key in AREAS)
    lines.append(ContentLine("areas", str(LABELS["areas"]), areas))
    for value, how in content.get("served", {}).items():
        if value in VALUES:
            label = _("OGP value: %(value)s", value=VALUES[Value(value)])
            lines.append(ContentLine(f"serves-{value}", label, how or _("Served; how is not written yet")))
    for part in content.get("institutions", []):
        text = " · ".join(part[name] for name in ("name", *CONTACT) if part[name])
        lines.append(ContentLine(f"institution-{part['id']}", str(ROLES[InstitutionRole(part["role"])]), text))
    for milestone in content.get("milestones", []):
        lines += _lines_of_milestone(milestone)
    return lines


def _lines_of_milestone(milestone: Mapping[str, Any]) -> list[ContentLine]:
    name, key = _("Milestone %(number)s", number=milestone["number"]), f"milestone-{milestone['serial']}"
    start, end = (_in_words(milestone[name]) for name in DAYS)
    return [
        ContentLine(f"{key}-number", name, milestone["number"]),
        ContentLine(f"{key}-title", f"{name} – {_('What will be done')}", milestone["title"]),
        ContentLine(f"{key}-output", f"{name} – {_('What it delivers')}", milestone["output"]),
        ContentLine(f"{key}-institution", f"{name} – {_('Who is responsible')}", milestone["institution"]),
        ContentLine(f"{key}-start", f"{name} – {LABELS['starts_on']}", start, words=False),
        ContentLine(f"{key}-end", f"{name} – {LABELS['ends_on']}", end, words=False),
    ]


def _in_words(written: str | None) -> str:
    moment = day_of(written)
    return day(moment) if moment else ""


@dataclass(frozen=True)
class Change:
    """A line that two versions say differently, word by word."""

    label: str
    parts: list[Piece]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what changed from one version to another, without what is in neither or the same in both."""
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


def _whole(was: str, became: str) -> list[Piece]:
    return [piece for piece in (("removed", was), ("added", became)) if piece[1]]
