"""Finding commitments and their versions."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone, Part
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person

NUMBERED = re.compile(r"C(\d{1,6})-(\d{1,6})", re.IGNORECASE)
NAMED = re.compile(r"([a-z0-9-]+)-(\d{1,6})")
MOST = 1000
"""Versions of a commitment that a list or a file holds at most."""

_WHOLE = (
    joinedload(Commitment.plan),
    selectinload(Commitment.parts).joinedload(Part.organisation),
    selectinload(Commitment.every_milestone).joinedload(Milestone.organisation),
)


_AUTHOR = joinedload(CommitmentVersion.by).lazyload(Person.roles)
"""Who saved a version, by name; the role of that day is in the version."""


def commitments_of(plan: Plan, limit: int = 200) -> list[Commitment]:
    """Return the commitments of a plan with what was published about them, in their order."""
    return _of_plan(plan, limit, selectinload(Commitment.facts))


def whole_commitments_of(plan: Plan, limit: int = 200) -> list[Commitment]:
    """Return the commitments of a plan with institutions and milestones, in their order."""
    return _of_plan(plan, limit, *_WHOLE)


def _of_plan(plan: Plan, limit: int, *options: Any) -> list[Commitment]:
    query = sa.select(Commitment).where(Commitment.plan_id == plan.id).options(*options)
    return list(db.session.scalars(query.order_by(Commitment.number).limit(limit)))


def commitment_by_reference(reference: str) -> Commitment | None:
    """Return the commitment that people cite as "C4-02", or as "demo-02" where the plan has no number."""
    return _referenced(reference, joinedload(Commitment.plan), selectinload(Commitment.facts))


def whole_commitment(reference: str) -> Commitment | None:
    """Return the commitment that people cite by a reference, with institutions and milestones."""
    return _referenced(reference, *_WHOLE, selectinload(Commitment.facts))


def _referenced(reference: str, *options: Any) -> Commitment | None:
    query = sa.select(Commitment).join(Commitment.plan)
    if numbered := NUMBERED.fullmatch(reference):
        query = query.where(Plan.number == int(numbered[1]), Commitment.number == int(numbered[2]))
    elif named := NAMED.fullmatch(reference):
        query = query.where(Plan.slug == named[1], Plan.number.is_(None), Commitment.number == int(named[2]))
    else:
        return None
    return db.session.scalars(query.options(*options)).first()


def locked(commitment: Commitment) -> Commitment:
    """Return the commitment as it is now with everything in it, locked until the request is over."""
    db.session.execute(sa.select(Commitment.id).where(Commitment.id == commitment.id).with_for_update())
    query = sa.select(Commitment).where(Commitment.id == commitment.id).options(*_WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def versions_of(commitment: Commitment, limit: int = MOST) -> list[CommitmentVersion]:
    """Return every version, newest first, without what each says."""
    query = sa.select(CommitmentVersion).where(CommitmentVersion.commitment_id == commitment.id)
    query = query.options(_AUTHOR)
    return list(db.session.scalars(query.order_by(CommitmentVersion.number.desc()).limit(limit)))


def contents_of(commitment: Commitment, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what these versions say, by their numbers."""
    query = sa.select(CommitmentVersion.number, CommitmentVersion.content).where(
        CommitmentVersion.commitment_id == commitment.id, CommitmentVersion.number.in_(numbers)
    )
    return {row.number: row.content for row in db.session.execute(query)}


def public_content(commitment: Commitment) -> dict[str, Any]:
    """Return what a commitment says in public: while an amendment to it is written, what is published stays."""
    if not commitment.amending:
        return content_of(commitment)
    return contents_of(commitment, [commitment.published])[commitment.published]


def version_of(commitment: Commitment, number: int) -> CommitmentVersion | None:
    """Return one version of a commitment."""
    query = (
        sa.select(CommitmentVersion)
        .where(CommitmentVersion.commitment_id == commitment.id, CommitmentVersion.number == number)
        .options(_AUTHOR)
    )
    return db.session.scalars(query).first()
