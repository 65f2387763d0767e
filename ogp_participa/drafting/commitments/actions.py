"""Writing commitments. Whoever saves says which version they had before them; nothing of others is written over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.merging import Merge, three_way
from ogp_participa.core.verdicts import Stale, first_no
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.content import DAYS, TEXTS, content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone, Part, Role
from ogp_participa.drafting.commitments.queries import contents_of, locked
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person

STAFF = "staff"
_UNKNOWN = object()


def start(person: Person, plan: Plan, title: str) -> Commitment:
    """A new commitment of an edition without a vote, with the next number."""
    rules.can_start(person, plan, now=now()).require()
    return begin(person, plan, title)


def begin(person: Person, plan: Plan, title: str, summary: str = "") -> Commitment:
    """The commitment itself, with its first version. Whoever calls this has asked the rule of their own way here."""
    db.session.refresh(plan, with_for_update={"of": Plan})  # the next number is taken by one at a time
    last = db.session.scalar(sa.select(sa.func.max(Commitment.number)).where(Commitment.plan_id == plan.id)) or 0
    made = Commitment(plan=plan, number=last + 1, title=title, summary=summary)
    db.session.add(made)
    record(Kind.COMMITMENT_DRAFTED, by=person, on=made)
    keep_version(person, made, "")
    return made


def save(person: Person, commitment: Commitment, fields: rules.Fields, seen: int, reason: str) -> Merge:
    """Write some fields of a commitment. Where another changed the same ones since version ``seen``, nothing is
    written: the answer holds the conflicts."""
    commitment = _opened(person, commitment, reason)
    theirs, before = rules.fields_of(content_of(commitment)), rules.fields_of(_content_at(commitment, seen))
    merge = rules.with_days_in_order(three_way(before, theirs, fields), before, theirs)
    if merge.conflicts or not merge.changed:
        return merge
    _write(commitment, {**theirs, **merge.merged})
    _keep_and_record(person, commitment, reason)
    return merge


def _write(commitment: Commitment, fields: Mapping[str, Any]) -> None:
    for name in TEXTS:
        setattr(commitment, name, fields[name])
    for name in DAYS:
        setattr(commitment, name, _day(fields[name]))
    commitment.areas, commitment.served = list(fields["areas"]), dict(rules.served_of(fields))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def save_milestone(
    person: Person, commitment: Commitment, serial: int | None, fields: rules.Fields, seen: int, reason: str
) -> Merge:
    """Write a milestone; without a ``serial`` it is a new one, the last in the order. A removed one comes back."""
    commitment = _opened(person, commitment, reason)
    if serial is None and _is_there_since(commitment, fields, seen):
        return Merge(fields)  # the button was pressed twice
    milestone = _milestone(commitment, serial) if serial is not None else _new_milestone(commitment)
    theirs = rules.milestone_fields_of(milestone)
    before = rules.milestone_fields(_content_at(commitment, seen), serial)
    if before is None:  # whoever put it back meanwhile may have changed it, and nobody knows from what
        back = serial is not None and milestone.removed_at is None
        before = dict.fromkeys(theirs, _UNKNOWN) if back else theirs
    merge = rules.with_days_in_order(three_way(before, theirs, fields), before, theirs)
    if merge.conflicts:
        return merge
    put_back = milestone.removed_at is not None
    if put_back:
        milestone.removed_at, milestone.removed_reason = None, ""
        milestone.position = len(commitment.milestones)
    wanted = {**theirs, **merge.merged}
    milestone.title, milestone.output = wanted["title"], wanted["output"]
    milestone.organisation_id = int(wanted["institution"]) if wanted["institution"] else None
    milestone.starts_on, milestone.ends_on = (_day(wanted[name]) for name in DAYS)
    kind = Kind.MILESTONE_ADDED if serial is None or put_back else Kind.COMMITMENT_CHANGED
    _keep_and_record(person, commitment, reason, kind, milestone)
    return merge


def _new_milestone(commitment: Commitment) -> Milestone:
    if len(commitment.every_milestone) >= rules.MOST_MILESTONES:
        raise Stale(_("A commitment has at most %(most)s milestones.", most=rules.MOST_MILESTONES))
    serial = max((one.serial for one in commitment.every_milestone), default=0) + 1
    made = Milestone(serial=serial, position=len(commitment.milestones) + 1, title="", output="")
    commitment.every_milestone.append(made)
    return made


def _is_there_since(commitment: Commitment, fields: rules.Fields, seen: int) -> bool:
    """Whether the same milestone was added after the form was opened."""
    known = {one["serial"] for one in _content_at(commitment, seen).get("milestones", [])}
    return any(one.serial not in known and rules.milestone_fields_of(one) == fields for one in commitment.milestones)


def remove_milestone(person: Person, commitment: Commitment, serial: int, reason: str) -> Milestone:
    """Take a milestone out. It stays, with when and why; the others move up."""
    commitment = _opened(person, commitment, reason)
    milestone = _milestone(commitment, serial)
    rules.can_remove(milestone, reason).require()
    milestone.removed_at, milestone.removed_reason = now(), reason
    _number([one for one in commitment.milestones if one is not milestone])
    _keep_and_record(person, commitment, reason, Kind.MILESTONE_REMOVED, milestone)
    return milestone


def move_milestone(
    person: Person, commitment: Commitment, serial: int, place: int, seen: int, reason: str
) -> Milestone:
    """Put a milestone at another place of the order, if nobody changed the order meanwhile."""
    commitment = _opened(person, commitment, reason)
    milestone = _milestone(commitment, serial)
    there = {one.serial: one for one in commitment.milestones}
    shown = [one["serial"] for one in _content_at(commitment, seen).get("milestones", [])]
    if serial not in there or shown != list(there):
        raise Stale(_("Somebody changed the order of the milestones meanwhile. Look at it as it is now."))
    _number([there[one] for one in rules.moved(shown, serial, place)])
    _keep_and_record(person, commitment, reason)
    return milestone


def _number(milestones: list[Milestone]) -> None:
    for position, one in enumerate(milestones, start=1):
        one.position = position


def _milestone(commitment: Commitment, serial: int) -> Milestone:
    found = next((one for one in commitment.every_milestone if one.serial == serial), None)
    if found is None:
        raise Stale(_("There is no such milestone."))
    return found


def save_part(
    person: Person,
    commitment: Commitment,
    institution: int,
    fields: rules.Fields,
    seen: int,
    private_seen: int,
    reason: str,
) -> Merge:
    """Write an institution's part in a commitment. Its private contact is checked by a count of its own, since no
    version keeps it."""
    commitment = _opened(person, commitment, reason)
    part = next((one for one in commitment.parts if one.organisation_id == institution), None)
    if part is None and len(commitment.parts) >= rules.MOST_INSTITUTIONS:
        raise Stale(_("A commitment has at most %(most)s institutions.", most=rules.MOST_INSTITUTIONS))
    names = (*rules.PUBLIC_PART, *rules.PRIVATE_PART)
    theirs = {name: getattr(part, name) if part else "" for name in names}
    known = rules.part_fields(_content_at(commitment, seen), institution)
    before = {**theirs, **(known or {})}
    if part and known is None:  # somebody else added it meanwhile
        before |= dict.fromkeys(rules.PUBLIC_PART, _UNKNOWN)
    if part and part.private_version != private_seen:
        before |= dict.fromkeys(rules.PRIVATE_PART, _UNKNOWN)
    merge = three_way(before, theirs, fields)
    if merge.conflicts or (part and not merge.changed):
        return merge
    if part is None:
        part = Part(organisation_id=institution)
        commitment.parts.append(part)
    for name, value in {**theirs, **merge.merged}.items():
        setattr(part, name, Role(value) if name == "role" else value)
    if set(merge.changed) & set(rules.PRIVATE_PART):
        part.private_version = (part.private_version or 0) + 1
    _keep_and_record(person, commitment, reason)
    return merge


def save_contact(
    person: Person, commitment: Commitment, institution: int, fields: Mapping[str, str], private_seen: int
) -> Part:
    """Write the contact that only staff see, whenever somebody else answers the telephone. It makes no version and
    stands in no public record: the old one is forgotten."""
    commitment = locked(commitment)
    rules.can_keep_contact(person, commitment.plan).require()
    part = next((one for one in commitment.parts if one.organisation_id == institution), None)
    if part is None:
        raise Stale(_("This institution takes no part in the commitment any more."))
    if part.private_version != private_seen:
        raise Stale(_("Somebody changed this contact meanwhile. Look at it before you save yours."))
    for name in rules.PRIVATE_PART:
        setattr(part, name, fields[name])
    part.private_version += 1
    return part


def remove_part(person: Person, commitment: Commitment, institution: int, reason: str) -> Commitment:
    """An institution takes no part any more; versions of before keep it, its private contact is forgotten."""
    commitment = _opened(person, commitment, reason)
    commitment.parts[:] = [one for one in commitment.parts if one.organisation_id != institution]
    _keep_and_record(person, commitment, reason)
    return commitment


def _opened(person: Person, commitment: Commitment, reason: str) -> Commitment:
    """The commitment as it is now, for whoever may write it; what stood before its first version becomes one."""
    plan, moment = commitment.plan, now()
    commitment = locked(commitment)
    first_no(rules.can_edit(person, plan, commitment, now=moment), rules.has_reason(plan, reason, moment)).require()
    if not commitment.version:
        keep_version(None, commitment, "")
    return commitment


def _content_at(commitment: Commitment, seen: int) -> dict[str, Any]:
    """What the commitment said in the version that somebody had before them (the first, when they had none)."""
    number = min(max(seen, 1), commitment.version)
    return contents_of(commitment, [number]).get(number) or content_of(commitment)


def keep_version(person: Person | None, commitment: Commitment, reason: str) -> list[str]:
    """Keep the commitment as it stands as its next version; what is other than before. The same is not kept twice."""
    db.session.flush()
    db.session.refresh(commitment, ["parts", "every_milestone"])
    for one in commitment.every_milestone:
        db.session.expire(one, ["organisation"])  # it may have another one now
    content = content_of(commitment)
    last = contents_of(commitment, [commitment.version]).get(commitment.version, {})
    changed = [name for name in content if content[name] != last.get(name)]
    if not changed:
        return []
    commitment.version += 1
    version = CommitmentVersion(commitment_id=commitment.id, number=commitment.version, content=content)
    version.changed, version.reason = changed, reason.strip()
    version.by_id, version.role = (person.id, STAFF) if person else (None, "")
    db.session.add(version)
    db.session.flush()
    return changed


def _keep_and_record(
    person: Person,
    commitment: Commitment,
    reason: str,
    kind: Kind = Kind.COMMITMENT_CHANGED,
    milestone: Milestone | None = None,
) -> None:
    changed = keep_version(person, commitment, reason)
    if kind is Kind.COMMITMENT_CHANGED:
        record(kind, by=person, on=commitment, fields=changed or ["institutions"], version=commitment.version)
    elif milestone is not None:
        record(kind, by=person, on=commitment, milestone=milestone.serial, version=commitment.version)
