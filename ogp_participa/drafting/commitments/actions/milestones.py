"""Writing, moving and taking out the milestones of a commitment."""

from flask_babel import gettext as _

from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.merging import Merge, three_way
from ogp_participa.core.verdicts import Stale
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.actions.versions import UNKNOWN, content_at, keep_and_record, opened
from ogp_participa.drafting.commitments.content import DAYS, day_of
from ogp_participa.drafting.commitments.fields import (
    Fields,
    milestone_fields,
    milestone_fields_of,
    moved,
    with_days_in_order,
)
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.people.accounts.models import Person


def save_milestone(
    person: Person, commitment: Commitment, serial: int | None, fields: Fields, seen: int, reason: str
) -> Merge:
    """Write a milestone; without a ``serial`` it is a new one, the last in the order. A removed one comes back."""
    commitment = opened(person, commitment, reason)
    if serial is None and _is_there_since(commitment, fields, seen):
        return Merge(fields)  # the button was pressed twice
    milestone = _milestone(commitment, serial) if serial is not None else _new_milestone(commitment)
    theirs = milestone_fields_of(milestone)
    before = milestone_fields(content_at(commitment, seen), serial)
    if before is None:  # whoever put it back meanwhile may have changed it, and nobody knows from what
        back = serial is not None and milestone.removed_at is None
        before = dict.fromkeys(theirs, UNKNOWN) if back else theirs
    merge = with_days_in_order(three_way(before, theirs, fields), before, theirs)
    if merge.conflicts:
        return merge
    put_back = milestone.removed_at is not None
    if put_back:
        milestone.removed_at, milestone.removed_reason = None, ""
        milestone.position = len(commitment.milestones)
    _write(milestone, {**theirs, **merge.merged})
    kind = Kind.MILESTONE_ADDED if serial is None or put_back else Kind.COMMITMENT_CHANGED
    keep_and_record(person, commitment, reason, kind, milestone)
    return merge


def _write(milestone: Milestone, fields: Fields) -> None:
    milestone.title, milestone.output = fields["title"], fields["output"]
    milestone.organisation_id = int(fields["institution"]) if fields["institution"] else None
    milestone.starts_on, milestone.ends_on = (day_of(fields[name]) for name in DAYS)


def _new_milestone(commitment: Commitment) -> Milestone:
    if len(commitment.every_milestone) >= rules.MOST_MILESTONES:
        raise Stale(_("A commitment has at most %(most)s milestones.", most=rules.MOST_MILESTONES))
    serial = max((milestone.serial for milestone in commitment.every_milestone), default=0) + 1
    milestone = Milestone(serial=serial, position=len(commitment.milestones) + 1, title="", output="")
    commitment.every_milestone.append(milestone)
    return milestone


def _is_there_since(commitment: Commitment, fields: Fields, seen: int) -> bool:
    """Return whether the same milestone was added after the form was opened."""
    known = set(_serials_at(commitment, seen))
    return any(
        milestone.serial not in known and milestone_fields_of(milestone) == fields
        for milestone in commitment.milestones
    )


def _serials_at(commitment: Commitment, seen: int) -> list[int]:
    """Return the milestones of a version by their serials, in the order of that version."""
    return [milestone["serial"] for milestone in content_at(commitment, seen).get("milestones", [])]


def remove_milestone(person: Person, commitment: Commitment, serial: int, reason: str) -> Milestone:
    """Take a milestone out. It stays, with when and why; the others move up."""
    commitment = opened(person, commitment, reason)
    milestone = _milestone(commitment, serial)
    rules.can_remove(milestone, reason).require()
    milestone.removed_at, milestone.removed_reason = now(), reason
    _number([other for other in commitment.milestones if other is not milestone])
    keep_and_record(person, commitment, reason, Kind.MILESTONE_REMOVED, milestone)
    return milestone


def move_milestone(
    person: Person, commitment: Commitment, serial: int, place: int, seen: int, reason: str
) -> Milestone:
    """Put a milestone at another place of the order; Stale when somebody changed the order meanwhile."""
    commitment = opened(person, commitment, reason)
    milestone = _milestone(commitment, serial)
    by_serial = {other.serial: other for other in commitment.milestones}
    shown = _serials_at(commitment, seen)
    if serial not in by_serial or shown != list(by_serial):
        raise Stale(_("Somebody changed the order of the milestones meanwhile. Look at it as it is now."))
    _number([by_serial[other] for other in moved(shown, serial, place)])
    keep_and_record(person, commitment, reason)
    return milestone


def _number(milestones: list[Milestone]) -> None:
    for position, milestone in enumerate(milestones, start=1):
        milestone.position = position


def _milestone(commitment: Commitment, serial: int) -> Milestone:
    for milestone in commitment.every_milestone:
        if milestone.serial == serial:
            return milestone
    raise Stale(_("There is no such milestone."))
