"""What a commitment says, as plain data: the fields of OGP's template, and what a version keeps for everybody."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.vocabularies.policy_areas import AREAS, OGP
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole, Milestone, Part
from ogp_participa.edition.plans.models import Value

Content = dict[str, Any]
"""Everything public about a commitment: what a version keeps."""

NAMING = ("title", "short_title", "summary")
PROBLEM = ("problem", "causes", "status_quo", "done_so_far")
ACTION = ("action", "result")
TEXTS = (*NAMING, *PROBLEM, *ACTION)
DAYS = ("starts_on", "ends_on")
CONTACT = ("contact_name", "contact_post", "contact_email")
"""The contact of an institution that everybody sees."""

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

VALUES: dict[Value, LazyString] = {
    Value.ACCESS_TO_INFORMATION: _l("Access to information"),
    Value.CIVIC_PARTICIPATION: _l("Civic participation"),
    Value.PUBLIC_ACCOUNTABILITY: _l("Public accountability"),
    Value.TECHNOLOGY_AND_INNOVATION: _l("Technology and innovation"),
}
ROLES: dict[InstitutionRole, LazyString] = {
    InstitutionRole.LEAD: _l("Lead institution"),
    InstitutionRole.SUPPORT: _l("Supporting institution"),
}


def content_of(commitment: Commitment) -> Content:
    """Return what everybody may read about a commitment as it stands, with the names of the day."""
    return {
        **{name: getattr(commitment, name) for name in TEXTS},
        **_days_of(commitment),
        "served": {value.value: commitment.served[value.value] for value in Value if value in commitment.served},
        "areas": [area for area in commitment.areas if area in AREAS],
        "institutions": [_institution(part) for part in commitment.parts],
        "milestones": [_milestone(milestone) for milestone in commitment.milestones],
    }


def _institution(part: Part) -> dict[str, Any]:
    contact = {name: getattr(part, name) for name in CONTACT}
    return {"id": part.organisation_id, "name": part.organisation.name, "role": part.role.value, **contact}


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "serial": milestone.serial,
        "number": milestone.number,
        "title": milestone.title,
        "output": milestone.output,
        "institution_id": milestone.organisation_id,
        "institution": milestone.organisation.name if milestone.organisation else "",
        **_days_of(milestone),
    }


def _days_of(dated: Commitment | Milestone) -> dict[str, str | None]:
    return {name: written(getattr(dated, name)) for name in DAYS}


def written(value: date | None) -> str | None:
    """Return a day as versions and forms keep it, "2026-10-30"; None for none."""
    return value.isoformat() if value else None


def day_of(text: str | None) -> date | None:
    """Return the day that :func:`written` wrote; None for nothing."""
    return date.fromisoformat(text) if text else None


def public_data(
    content: Mapping[str, Any], *, reference: str, number: int, ogp_id: str | None, version: int
) -> Content:
    """Return a version of a commitment as open data: what it says, with a reference for each milestone that stays when
    others move, and with OGP's own names of the policy areas."""
    return {
        "reference": reference,
        "number": number,
        "ogp_id": ogp_id,
        "version": version,
        **content,
        "policy_areas": [{"key": key, "ogp": OGP.get(key, key)} for key in content["areas"]],
        "milestones": [
            {"reference": f"{reference}-M{milestone['serial']}", **milestone} for milestone in content["milestones"]
        ],
    }
