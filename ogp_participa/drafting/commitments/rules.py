"""Who writes commitments, until when, and what is checked when somebody saves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.content import DAYS, TEXTS
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.edition.plans.models import Plan, Right, Value
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.people.accounts.models import Person

MOST_MILESTONES = 60
MOST_INSTITUTIONS = 40

PUBLISHED = _l("This plan is published: a commitment or a milestone changes only through an amendment.")

Fields = dict[str, Any]
"""What a form holds, by the names of its fields: texts, days as "2026-10-30", ticks, lists of keys."""


def can_edit(person: Person | None, plan: Plan, commitment: Commitment | None = None, *, now: datetime) -> Verdict:
    """Staff write commitments while the calendar gives the right to draft; plans of the past are facts. Once the plan
    is published, an amendment opens one commitment at a time."""
    if plan.historical:
        return no(_l("This plan is of the past: what was published about it is not rewritten here."))
    if commitment is not None and commitment.amending:
        return can_manage(person)
    if plan.published or (commitment is not None and commitment.published):
        return first_no(can_manage(person), no(PUBLISHED))
    return first_no(can_manage(person), is_open(plan, Right.DRAFT, now))


def can_keep_contact(person: Person | None, plan: Plan) -> Verdict:
    """Staff keep private contacts right at any time, also of a published plan: they are in no version of it."""
    if plan.historical:
        return no(_l("This plan is of the past: what was published about it is not rewritten here."))
    return can_manage(person)


def can_start(person: Person | None, plan: Plan, *, now: datetime) -> Verdict:
    """Where there is a vote, a commitment begins with a promoted proposal; elsewhere staff begin it."""
    verdict = can_edit(person, plan, now=now)
    if verdict and plan.stages_with(Right.VOTE):
        return no(_l("In this edition commitments come from the vote: promote proposals on the selection board."))
    return verdict


def needs_reason(plan: Plan, now: datetime) -> bool:
    """Once the draft has been put to consultation, or the plan is published, every change says why."""
    return bool(plan.published) or any(stage.opens_at <= now for stage in plan.stages_with(Right.CONSULT))


def has_reason(plan: Plan, reason: str, now: datetime) -> Verdict:
    """Whether the change says why, where it must."""
    if needs_reason(plan, now) and not reason.strip():
        return no(_l("The draft is with the public: write why you change it. Everybody reads it."))
    return YES


def can_remove(milestone: Milestone, reason: str) -> Verdict:
    """A milestone is taken out with a reason; it stays in the history."""
    if milestone.removed_at is not None:
        return no(_l("This milestone was taken out already."))
    return YES if reason.strip() else no(_l("Write why the milestone is taken out. Everybody reads it."))


def in_order(starts: str, ends: str) -> Verdict:
    """The end does not come before the start."""
    if starts and ends and ends < starts:
        return no(_l("The end comes before the start."))
    return YES


def in_its_commitment(milestone: Mapping[str, Any], commitment: Mapping[str, Any]) -> Verdict:
    """A milestone lies within its commitment's dates. A warning: it keeps nobody from saving."""
    first, last = commitment.get("starts_on") or "", commitment.get("ends_on") or "9"
    days = [milestone[name] for name in DAYS if milestone.get(name)]
    if all(first <= one <= last for one in days):
        return YES
    return no(_l("Its dates go beyond those of the commitment."))


def fields_of(content: Mapping[str, Any]) -> Fields:
    """A commitment as the fields of its forms."""
    served = content.get("served", {})
    return {
        **{name: content.get(name) or "" for name in (*TEXTS, *DAYS)},
        "areas": list(content.get("areas", [])),
        **{f"serves_{value.value}": value.value in served for value in Value},
        **{f"how_{value.value}": served.get(value.value, "") for value in Value},
    }


MILESTONE = ("title", "output", "institution", *DAYS)
PUBLIC_PART = ("role", "contact_name", "contact_post", "contact_email")
PRIVATE_PART = ("private_name", "private_email", "private_phone")


def milestone_fields(content: Mapping[str, Any], serial: int | None) -> Fields | None:
    """A milestone of a version as the fields of its form; None when that version has no such milestone."""
    found = next((one for one in content.get("milestones", []) if one["serial"] == serial), None)
    if found is None:
        return None
    fields = {name: found[name] or "" for name in MILESTONE}
    return {**fields, "institution": str(found["institution_id"] or "")}


def milestone_fields_of(milestone: Milestone) -> Fields:
    """A milestone as it stands, removed or not, as the fields of its form."""
    texts = {name: getattr(milestone, name) for name in ("title", "output")}
    days = {name: value.isoformat() if (value := getattr(milestone, name)) else "" for name in DAYS}
    return {**texts, **days, "institution": str(milestone.organisation_id or "")}


def part_fields(content: Mapping[str, Any], institution: int | None) -> Fields | None:
    """An institution's public part in a version as the fields of its form."""
    found = next((one for one in content.get("institutions", []) if one["id"] == institution), None)
    return {name: found[name] for name in PUBLIC_PART} if found else None


def served_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The values that are ticked or explained, each with how it is served."""
    values = [value.value for value in Value]
    return {v: fields[f"how_{v}"] for v in values if fields[f"serves_{v}"] or fields[f"how_{v}"]}


def with_days_in_order(merge: Merge, before: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Two people each moved one of the days, and together they are out of order: somebody must decide."""
    together = {**{name: theirs.get(name, "") for name in DAYS}, **merge.merged}
    if merge.conflicts or in_order(together["starts_on"], together["ends_on"]):
        return merge
    moved = [name for name in DAYS if name in merge.changed]
    conflicts = [Conflict(n, before.get(n), theirs.get(n), merge.merged[n]) for n in moved]
    return Merge(merge.merged, merge.changed, conflicts)


def moved(order: Sequence[int], serial: int, place: int) -> list[int]:
    """The serials with one of them at another place, counted from 1."""
    rest = [one for one in order if one != serial]
    return [*rest[: place - 1], serial, *rest[place - 1 :]]
