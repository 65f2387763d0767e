"""Publishing a plan, amending what is published, and writing down the numbers that OGP gives."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.dates import city_day
from ogp_participa.core.verdicts import first_no
from ogp_participa.decision.publication import queries, rules
from ogp_participa.decision.publication.models import Amendment, AmendmentState, EditionPart, PublishedPlan
from ogp_participa.drafting.commitments.actions import keep_version
from ogp_participa.drafting.commitments.content import DAYS, TEXTS, content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, InstitutionRole, Milestone, Part
from ogp_participa.drafting.commitments.queries import contents_of, locked, whole_commitments_of
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person

ALONE = {"key_share": True}
"""One at a time in a plan; rows that point to the plan are still written, as by who saves a commitment meanwhile: that
request holds the commitment and would wait for the plan, while this one waits for the commitment."""


def publish(person: Person, plan: Plan, foreword: str) -> PublishedPlan:
    """Publish the plan: every commitment as it stands now, for good. Nobody edits while this is done."""
    lock(plan, **ALONE)
    commitments = _locked_commitments(plan)
    rules.can_publish(person, plan, queries.missing_here(plan), now=now()).require()
    newest = _versions(commitments, "version")
    for commitment in commitments:
        if commitment.id not in newest or newest[commitment.id].content != content_of(commitment):
            keep_version(None, commitment, "")  # a name of an institution has changed since, or nobody saved it yet
        commitment.published = commitment.version
    return _freeze(person, plan, commitments, foreword)


def _locked_commitments(plan: Plan) -> list[Commitment]:
    """Return the commitments of a plan as they are now, kept from others until the request is over."""
    query = sa.select(Commitment.id).where(Commitment.plan_id == plan.id).order_by(Commitment.id)
    db.session.execute(query.with_for_update())
    db.session.expire_all()
    return whole_commitments_of(plan, queries.MOST)


def _versions(commitments: Sequence[Commitment], which: str) -> dict[int, CommitmentVersion]:
    """Return one version of each commitment, whole: the newest ("version") or the published one ("published")."""
    wanted = [(commitment.id, getattr(commitment, which)) for commitment in commitments]
    query = sa.select(CommitmentVersion).options(undefer(CommitmentVersion.content))
    pairs = sa.tuple_(CommitmentVersion.commitment_id, CommitmentVersion.number).in_(wanted)
    return {version.commitment_id: version for version in db.session.scalars(query.where(pairs))}


def _freeze(
    person: Person, plan: Plan, commitments: Sequence[Commitment], foreword: str, amendment: Amendment | None = None
) -> PublishedPlan:
    """Make the next published version: the published version of each commitment, with the plan's texts of today."""
    edition = PublishedPlan(plan=plan, number=plan.published + 1, foreword=foreword, by=person)
    for name in ("title", "summary", "starts", "ends"):
        setattr(edition, name, getattr(plan, name))
    published = [commitment for commitment in commitments if commitment.published]
    sources, versions = queries.sources_by_commitment(plan), _versions(published, "published")
    edition.parts = [
        EditionPart(
            commitment=commitment,
            version=versions[commitment.id],
            number=commitment.number,
            reference=commitment.reference,
            sources={"proposals": sources.get(commitment.id, [])},
        )
        for commitment in published
    ]
    db.session.add(edition)
    plan.published = edition.number
    details = {"amendment": amendment.number} if amendment else {}
    record(Kind.PLAN_PUBLISHED, by=person, on=plan, number=edition.number, **details)
    return edition


def record_ids(person: Person, plan: Plan, ids: Mapping[int, str | None]) -> int:
    """Write down what OGP calls the commitments: number of the commitment → its id, or nothing. How many changed."""
    rules.can_record_ids(person, plan).require()
    changed = 0
    for commitment in whole_commitments_of(plan, queries.MOST):
        if commitment.number in ids and commitment.ogp_id != ids[commitment.number]:
            commitment.ogp_id = ids[commitment.number]
            record(Kind.OGP_ID_RECORDED, by=person, on=commitment, ogp_id=commitment.ogp_id or "")
            changed += 1
    return changed


def propose(person: Person, commitment: Commitment, reason: str) -> Amendment:
    """Begin an amendment: the editor of this one commitment opens again."""
    plan = commitment.plan
    lock(plan, **ALONE)
    commitment = locked(commitment)
    first_no(rules.can_amend(person, commitment), rules.suffices(reason)).require()
    last = db.session.scalar(sa.select(sa.func.max(Amendment.number)).where(Amendment.plan_id == plan.id)) or 0
    amendment = Amendment(plan=plan, number=last + 1, commitment=commitment, reason=reason.strip(), by=person)
    amendment.base = commitment.published
    commitment.amending = True
    db.session.add(amendment)
    record(Kind.AMENDMENT_PROPOSED, by=person, on=amendment, number=amendment.number)
    return amendment


def adopt(person: Person, amendment: Amendment, decision: ForumDecision | None) -> PublishedPlan:
    """Publish an amendment on which the forum agreed, as part of the next version of the plan."""
    plan, commitment = amendment.plan, _closing(amendment)
    before = contents_of(commitment, [amendment.base])[amendment.base]
    first_no(
        rules.can_close(person, amendment),
        rules.changes(amendment, commitment, same=before == content_of(commitment)),
        rules.decides(decision, amendment, city_day(amendment.at)),
    ).require()
    amendment.decision, amendment.proposed = decision, commitment.version
    commitment.published, commitment.amending = commitment.version, False
    previous = queries.edition_of(plan)
    commitments = whole_commitments_of(plan, queries.MOST)
    amendment.edition = _freeze(person, plan, commitments, previous.foreword if previous else "", amendment)
    _close(amendment, AmendmentState.PUBLISHED)
    return amendment.edition


def withdraw(person: Person, amendment: Amendment, reason: str) -> Amendment:
    """Take an amendment back: the commitment says again what is published. What was proposed stays readable."""
    commitment = _closing(amendment)
    first_no(rules.can_close(person, amendment), rules.suffices(reason)).require()
    amendment.proposed, amendment.outcome = commitment.version, reason.strip()
    _restore(commitment, contents_of(commitment, [amendment.base])[amendment.base], reason.strip())
    keep_version(person, commitment, reason)
    commitment.amending = False
    _close(amendment, AmendmentState.WITHDRAWN)
    record(Kind.AMENDMENT_WITHDRAWN, by=person, on=amendment, number=amendment.number)
    return amendment


def _restore(commitment: Commitment, content: Mapping[str, Any], reason: str) -> None:
    """Make the commitment say again what a version of it said. Milestones that came since are taken out."""
    for name in TEXTS:
        setattr(commitment, name, content[name])
    commitment.served, commitment.areas = dict(content["served"]), list(content["areas"])
    _set_days(commitment, content)
    milestones = {row["serial"]: (place, row) for place, row in enumerate(content["milestones"], start=1)}
    for milestone in commitment.every_milestone:
        if milestone.serial in milestones:
            milestone.position, before = milestones[milestone.serial]
            milestone.title, milestone.output = before["title"], before["output"]
            milestone.organisation_id = before["institution_id"]
            milestone.removed_at, milestone.removed_reason = None, ""
            _set_days(milestone, before)
        elif milestone.removed_at is None:
            milestone.removed_at, milestone.removed_reason = now(), reason
    parts = {part.organisation_id: part for part in commitment.parts}
    commitment.parts[:] = [
        parts.get(row["id"]) or Part(organisation_id=row["id"], role=InstitutionRole(row["role"]))
        for row in content["institutions"]
    ]
    for part, before in zip(commitment.parts, content["institutions"], strict=True):
        part.role = InstitutionRole(before["role"])
        for name in ("contact_name", "contact_post", "contact_email"):
            setattr(part, name, before[name])


def _set_days(thing: Commitment | Milestone, content: Mapping[str, Any]) -> None:
    for name in DAYS:
        setattr(thing, name, date.fromisoformat(content[name]) if content[name] else None)


def _closing(amendment: Amendment) -> Commitment:
    """Lock and read again the plan, the commitment and the amendment; return the commitment."""
    lock(amendment.plan, **ALONE)
    commitment = locked(amendment.commitment)
    db.session.refresh(amendment)
    return commitment


def _close(amendment: Amendment, state: AmendmentState) -> None:
    amendment.state, amendment.closed_at = state, now()
