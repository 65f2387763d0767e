"""What OGP's template asks of a commitment and is not filled yet: a list to work through, never an obstacle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ogp_participa.drafting.commitments.content import ACTION, DAYS, LABELS, NAMING, PROBLEM, ROLES, VALUES
from ogp_participa.drafting.commitments.models import InstitutionRole
from ogp_participa.edition.plans.models import Value


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
    "resumo": (*NAMING, *DAYS),
    "problema": PROBLEM,
    "acao": ACTION,
    "temas": ("areas",),
}
"""The parts of the editor and their fields; values, institutions and milestones have parts of their own."""


def needs(content: Mapping[str, Any]) -> list[Need]:
    """Return everything that the template asks for, filled or not, in the order of the editor."""
    asked = [
        Need(str(LABELS[name]), bool(content.get(name)), section, name)
        for section, names in SECTIONS.items()
        for name in names
    ]
    served = content.get("served", {})
    asked.append(Need(_("At least one OGP value"), bool(served), "valores", f"serves_{Value.ACCESS_TO_INFORMATION}"))
    for value, how in served.items():
        label = _("How it serves the value “%(value)s”", value=VALUES[Value(value)])
        asked.append(Need(label, bool(how), "valores", f"how_{value}"))
    leads = [part for part in content.get("institutions", []) if part["role"] == InstitutionRole.LEAD]
    asked.append(Need(str(ROLES[InstitutionRole.LEAD]), bool(leads), "instituicoes"))
    for lead in leads:
        label = _("Public contact of %(name)s", name=lead["name"])
        asked.append(Need(label, bool(lead["contact_name"]), "instituicoes", "contact_name", lead["id"]))
    return [*asked, *_needs_of_milestones(content.get("milestones", []))]


def _needs_of_milestones(milestones: Sequence[Mapping[str, Any]]) -> list[Need]:
    asked = [Need(_("At least one milestone"), bool(milestones), "marcos")]
    for milestone in milestones:
        missing = next((name for name in ("title", "output", "institution", *DAYS) if not milestone[name]), "")
        label = _("Milestone %(number)s: what, output, who, start and end", number=milestone["number"])
        asked.append(Need(label, not missing, "marcos", missing, milestone["serial"]))
    return asked
