"""Commitment, milestone and institution's part as the fields of their forms, and how those of two people combine."""

from collections.abc import Mapping, Sequence
from typing import Any

from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.drafting.commitments.content import CONTACT, DAYS, TEXTS, written
from ogp_participa.drafting.commitments.models import Milestone, Part
from ogp_participa.drafting.commitments.rules import in_order
from ogp_participa.edition.plans.models import Value

Fields = dict[str, Any]
"""What a form holds, by the names of its fields: texts, days as "2026-10-30", ticks, lists of keys."""

MILESTONE = ("title", "output", "institution", *DAYS)
PUBLIC_PART = ("role", *CONTACT)
PRIVATE_PART = ("private_name", "private_email", "private_phone")
PART = (*PUBLIC_PART, *PRIVATE_PART)


def fields_of(content: Mapping[str, Any]) -> Fields:
    """Return a commitment as the fields of its forms."""
    served = content.get("served", {})
    return {
        **{name: content.get(name) or "" for name in (*TEXTS, *DAYS)},
        "areas": list(content.get("areas", [])),
        **{f"serves_{value.value}": value.value in served for value in Value},
        **{f"how_{value.value}": served.get(value.value, "") for value in Value},
    }


def served_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that are ticked or explained, each with how it is served."""
    values = [value.value for value in Value]
    return {value: fields[f"how_{value}"] for value in values if fields[f"serves_{value}"] or fields[f"how_{value}"]}


def milestone_fields(content: Mapping[str, Any], serial: int | None) -> Fields | None:
    """Return a milestone of a version as the fields of its form; None when that version has no such milestone."""
    for milestone in content.get("milestones", []):
        if milestone["serial"] == serial:
            fields = {name: milestone[name] or "" for name in MILESTONE}
            return {**fields, "institution": str(milestone["institution_id"] or "")}
    return None


def milestone_fields_of(milestone: Milestone) -> Fields:
    """Return a milestone as it stands, removed or not, as the fields of its form."""
    texts = {name: getattr(milestone, name) for name in ("title", "output")}
    days = {name: written(getattr(milestone, name)) or "" for name in DAYS}
    return {**texts, **days, "institution": str(milestone.organisation_id or "")}


def part_fields(content: Mapping[str, Any], institution: int | None) -> Fields | None:
    """Return an institution's public part in a version as the fields of its form; None where it took no part."""
    parts = (part for part in content.get("institutions", []) if part["id"] == institution)
    return next(({name: part[name] for name in PUBLIC_PART} for part in parts), None)


def part_fields_of(part: Part | None) -> Fields:
    """Return an institution's part as it stands, the private contact included; empty fields for none."""
    return {name: getattr(part, name) if part else "" for name in PART}


def with_days_in_order(merge: Merge, before: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Return the merge with a conflict where each of two people moved a day, and together they are out of order."""
    together = {**{name: theirs.get(name, "") for name in DAYS}, **merge.merged}
    if merge.conflicts or in_order(together["starts_on"], together["ends_on"]):
        return merge
    moved_days = [name for name in DAYS if name in merge.changed]
    conflicts = [Conflict(name, before.get(name), theirs.get(name), merge.merged[name]) for name in moved_days]
    return Merge(merge.merged, merge.changed, conflicts)


def moved(order: Sequence[int], serial: int, place: int) -> list[int]:
    """Return the serials with one of them at another place, counted from 1."""
    rest = [other for other in order if other != serial]
    return [*rest[: place - 1], serial, *rest[place - 1 :]]
