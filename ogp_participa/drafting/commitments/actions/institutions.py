"""Writing which institutions take part in a commitment, and whom one can ask there."""

from collections.abc import Mapping

from flask_babel import gettext as _

from ogp_participa.core.merging import Merge, three_way
from ogp_participa.core.verdicts import Stale
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.actions.versions import UNKNOWN, content_at, keep_and_record, opened
from ogp_participa.drafting.commitments.fields import PRIVATE_PART, PUBLIC_PART, Fields, part_fields, part_fields_of
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole, Part
from ogp_participa.drafting.commitments.queries import locked
from ogp_participa.people.accounts.models import Person


def save_part(
    person: Person,
    commitment: Commitment,
    institution: int,
    fields: Fields,
    seen: int,
    private_seen: int,
    reason: str,
) -> Merge:
    """Write an institution's part in a commitment. Its private contact is checked by a count of its own
    (``private_seen``), since no version keeps it."""
    commitment = opened(person, commitment, reason)
    part = _part(commitment, institution)
    if part is None and len(commitment.parts) >= rules.MOST_INSTITUTIONS:
        raise Stale(_("A commitment has at most %(most)s institutions.", most=rules.MOST_INSTITUTIONS))
    theirs = part_fields_of(part)
    known = part_fields(content_at(commitment, seen), institution)
    before = {**theirs, **(known or {})}
    if part and known is None:  # somebody else added it meanwhile
        before |= dict.fromkeys(PUBLIC_PART, UNKNOWN)
    if part and part.private_version != private_seen:
        before |= dict.fromkeys(PRIVATE_PART, UNKNOWN)
    merge = three_way(before, theirs, fields)
    if merge.conflicts or (part and not merge.changed):
        return merge
    if part is None:
        part = Part(organisation_id=institution)
        commitment.parts.append(part)
    for name, value in {**theirs, **merge.merged}.items():
        setattr(part, name, InstitutionRole(value) if name == "role" else value)
    if set(merge.changed) & set(PRIVATE_PART):
        part.private_version = (part.private_version or 0) + 1
    keep_and_record(person, commitment, reason)
    return merge


def _part(commitment: Commitment, institution: int) -> Part | None:
    return next((part for part in commitment.parts if part.organisation_id == institution), None)


def save_contact(
    person: Person, commitment: Commitment, institution: int, fields: Mapping[str, str], private_seen: int
) -> Part:
    """Write the contact that only staff see, whenever somebody else answers the telephone. It makes no version and
    stands in no public record: the old one is forgotten."""
    commitment = locked(commitment)
    rules.can_keep_contact(person, commitment.plan).require()
    part = _part(commitment, institution)
    if part is None:
        raise Stale(_("This institution takes no part in the commitment any more."))
    if part.private_version != private_seen:
        raise Stale(_("Somebody changed this contact meanwhile. Look at it before you save yours."))
    for name in PRIVATE_PART:
        setattr(part, name, fields[name])
    part.private_version += 1
    return part


def remove_part(person: Person, commitment: Commitment, institution: int, reason: str) -> Commitment:
    """Take an institution out of a commitment; versions of before keep it, its private contact is forgotten."""
    commitment = opened(person, commitment, reason)
    commitment.parts[:] = [part for part in commitment.parts if part.organisation_id != institution]
    keep_and_record(person, commitment, reason)
    return commitment
