"""What every way of writing a commitment does: open it as it is now, and keep what it says as its next version."""

from typing import Any

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import first_no
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.content import Content, content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone
from ogp_participa.drafting.commitments.queries import contents_of, locked
from ogp_participa.people.accounts.models import Person

STAFF = "staff"
UNKNOWN: Any = object()
"""What a field said when nobody knows: it agrees with nothing, so that somebody decides."""


def opened(person: Person, commitment: Commitment, reason: str) -> Commitment:
    """Return the commitment as it is now, locked, for whoever may write it; what stood before its first version becomes
    one. Refused where the rules say no."""
    plan, moment = commitment.plan, now()
    commitment = locked(commitment)
    first_no(rules.can_edit(person, plan, commitment, now=moment), rules.has_reason(plan, reason, moment)).require()
    if not commitment.version:
        keep_version(None, commitment, "")
    return commitment


def content_at(commitment: Commitment, seen: int) -> Content:
    """Return what the commitment said in the version that somebody had before them; the first, when they had none."""
    number = min(max(seen, 1), commitment.version)
    return contents_of(commitment, [number]).get(number) or content_of(commitment)


def keep_version(person: Person | None, commitment: Commitment, reason: str) -> list[str]:
    """Keep the commitment as it stands as its next version; return what is other than before.

    The same is not kept twice: then the answer is empty.
    """
    db.session.flush()
    db.session.refresh(commitment, ["parts", "every_milestone"])
    for milestone in commitment.every_milestone:
        db.session.expire(milestone, ["organisation"])  # it may have another one now
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


def keep_and_record(
    person: Person,
    commitment: Commitment,
    reason: str,
    kind: Kind = Kind.COMMITMENT_CHANGED,
    milestone: Milestone | None = None,
) -> None:
    """Keep the next version, and record what happened: a change with its fields, or what became of a milestone."""
    changed = keep_version(person, commitment, reason)
    if kind is Kind.COMMITMENT_CHANGED:
        record(kind, by=person, on=commitment, fields=changed or ["institutions"], version=commitment.version)
    elif milestone is not None:
        record(kind, by=person, on=commitment, milestone=milestone.serial, version=commitment.version)
