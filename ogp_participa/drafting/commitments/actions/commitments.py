"""Beginning a commitment, and writing the texts, days, values and policy areas of it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.merging import Merge, three_way
from ogp_participa.drafting.commitments import rules
from ogp_participa.drafting.commitments.actions.versions import content_at, keep_and_record, keep_version, opened
from ogp_participa.drafting.commitments.content import DAYS, TEXTS, content_of, day_of
from ogp_participa.drafting.commitments.fields import Fields, fields_of, served_of, with_days_in_order
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person


def start(person: Person, plan: Plan, title: str) -> Commitment:
    """Begin a new commitment of an edition without a vote, with the next number."""
    rules.can_start(person, plan, now=now()).require()
    return begin(person, plan, title)


def begin(person: Person, plan: Plan, title: str, summary: str = "") -> Commitment:
    """Begin a commitment, with its first version. Whoever calls this has asked the rule of their own way here."""
    db.session.refresh(plan, with_for_update={"of": Plan})  # the next number is taken by one at a time
    last = db.session.scalar(sa.select(sa.func.max(Commitment.number)).where(Commitment.plan_id == plan.id)) or 0
    commitment = Commitment(plan=plan, number=last + 1, title=title, summary=summary)
    db.session.add(commitment)
    record(Kind.COMMITMENT_DRAFTED, by=person, on=commitment)
    keep_version(person, commitment, "")
    return commitment


def save(person: Person, commitment: Commitment, fields: Fields, seen: int, reason: str) -> Merge:
    """Write some fields of a commitment. Where another changed the same ones since version ``seen``, nothing is
    written: the answer holds the conflicts."""
    commitment = opened(person, commitment, reason)
    theirs, before = fields_of(content_of(commitment)), fields_of(content_at(commitment, seen))
    merge = with_days_in_order(three_way(before, theirs, fields), before, theirs)
    if merge.conflicts or not merge.changed:
        return merge
    _write(commitment, {**theirs, **merge.merged})
    keep_and_record(person, commitment, reason)
    return merge


def _write(commitment: Commitment, fields: Mapping[str, Any]) -> None:
    for name in TEXTS:
        setattr(commitment, name, fields[name])
    for name in DAYS:
        setattr(commitment, name, day_of(fields[name]))
    commitment.areas, commitment.served = list(fields["areas"]), dict(served_of(fields))
