"""Publishing a plan, and writing down the numbers that OGP gives."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from ogp_participa.accounts.models import Person
from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.commitments.models import Commitment, CommitmentVersion
from ogp_participa.commitments.queries import whole_commitments_of
from ogp_participa.commitments.rules import content_of
from ogp_participa.database import db, now
from ogp_participa.editing.actions import keep_version
from ogp_participa.plans.models import Plan
from ogp_participa.publication import queries, rules
from ogp_participa.publication.models import EditionPart, PlanEdition


def publish(person: Person, plan: Plan, foreword: str) -> PlanEdition:
    """Publish the plan: every commitment as it stands now, for good. Nobody edits while this is done."""
    db.session.refresh(plan, with_for_update={"of": Plan})
    commitments = _locked_commitments(plan)
    rules.can_publish(person, plan, queries.missing_here(plan), now=now()).require()
    kept = _versions(commitments, "version")
    for one in commitments:
        if one.id not in kept or kept[one.id].content != content_of(one):
            keep_version(None, one, "")  # a name of an institution has changed since, or nobody saved it yet
        one.published = one.version
    return freeze(person, plan, commitments, foreword)


def _locked_commitments(plan: Plan) -> list[Commitment]:
    """The commitments of a plan as they are now, kept from others until the request is over."""
    query = sa.select(Commitment.id).where(Commitment.plan_id == plan.id).order_by(Commitment.id)
    db.session.execute(query.with_for_update())
    db.session.expire_all()
    return whole_commitments_of(plan, queries.MOST)


def _versions(commitments: Sequence[Commitment], which: str) -> dict[int, CommitmentVersion]:
    """One version of each commitment, whole: the newest ("version") or the published one ("published")."""
    wanted = [(one.id, getattr(one, which)) for one in commitments]
    query = sa.select(CommitmentVersion).options(undefer(CommitmentVersion.content))
    pairs = sa.tuple_(CommitmentVersion.commitment_id, CommitmentVersion.number).in_(wanted)
    return {version.commitment_id: version for version in db.session.scalars(query.where(pairs))}


def freeze(person: Person, plan: Plan, commitments: Sequence[Commitment], foreword: str, **told: Any) -> PlanEdition:
    """The next published version: the published version of each commitment that the plan holds, with the texts of the
    plan of today. ``told`` is what the record says of it beside its number."""
    edition = PlanEdition(plan=plan, number=plan.published + 1, foreword=foreword, by=person)
    for name in ("title", "summary", "starts", "ends"):
        setattr(edition, name, getattr(plan, name))
    published = [one for one in commitments if one.published]
    sources, versions = queries.sources_by_commitment(plan), _versions(published, "published")
    edition.parts = [
        EditionPart(
            commitment=one,
            version=versions[one.id],
            number=one.number,
            reference=one.reference,
            sources={"proposals": sources.get(one.id, [])},
        )
        for one in published
    ]
    db.session.add(edition)
    plan.published = edition.number
    record(Kind.PLAN_PUBLISHED, by=person, on=plan, number=edition.number, **told)
    return edition


def record_ids(person: Person, plan: Plan, ids: Mapping[int, str | None]) -> int:
    """Write down what OGP calls the commitments: number of the commitment → its id, or nothing. How many changed."""
    rules.can_record_ids(person, plan).require()
    changed = 0
    for one in queries.ever_published(plan):
        if one.number in ids and one.ogp_id != ids[one.number]:
            one.ogp_id = ids[one.number]
            record(Kind.OGP_ID_RECORDED, by=person, on=one, ogp_id=one.ogp_id or "")
            changed += 1
    return changed
