"""Finding the drafts of a plan, what each froze, and how much was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, DraftPart, PlanDraft
from ogp_participa.edition.plans.models import Plan

MOST_DRAFTS = 100


def drafts_of(plan: Plan) -> list[PlanDraft]:
    """Return the drafts of a plan, the newest first."""
    query = sa.select(PlanDraft).where(PlanDraft.plan_id == plan.id).options(joinedload(PlanDraft.plan))
    return list(db.session.scalars(query.order_by(PlanDraft.number.desc()).limit(MOST_DRAFTS)))


def newest_number(plan_id: int) -> int:
    """Return the number of the newest draft of a plan; 0 before the first."""
    return db.session.scalar(sa.select(sa.func.max(PlanDraft.number)).where(PlanDraft.plan_id == plan_id)) or 0


def parts_of(draft: PlanDraft) -> list[DraftPart]:
    """Return the commitments of a draft, by number and title."""
    query = sa.select(DraftPart).where(DraftPart.draft_id == draft.id).order_by(DraftPart.number)
    return list(db.session.scalars(query))


def part_of(draft: PlanDraft, number: int) -> DraftPart | None:
    """Return one commitment of a draft, with everything it says there."""
    whole = (
        joinedload(DraftPart.version).options(undefer(CommitmentVersion.content)),
        joinedload(DraftPart.commitment),
    )
    query = sa.select(DraftPart).where(DraftPart.draft_id == draft.id, DraftPart.number == number).options(*whole)
    return db.session.scalars(query).first()


def newest_parts(commitments: list[int]) -> list[DraftPart]:
    """Return where these commitments stand in the newest draft that holds them, with the draft and its plan."""
    if not commitments:
        return []
    newest = sa.select(sa.func.max(DraftPart.id)).where(DraftPart.commitment_id.in_(commitments))
    whole = joinedload(DraftPart.draft).joinedload(PlanDraft.plan)
    query = sa.select(DraftPart).where(DraftPart.id.in_(newest.group_by(DraftPart.commitment_id))).options(whole)
    return list(db.session.scalars(query))


def frozen_versions(draft: PlanDraft | None) -> dict[int, int]:
    """Return which version of each commitment a draft froze, by their ids; empty for no draft."""
    if draft is None:
        return {}
    rows = db.session.execute(
        sa.select(DraftPart.commitment_id, DraftPart.version_id).where(DraftPart.draft_id == draft.id)
    )
    return {row.commitment_id: row.version_id for row in rows}


def commitments_with_versions(plan: Plan) -> tuple[list[Commitment], dict[int, CommitmentVersion]]:
    """Return the commitments of a plan with everything in them, and the newest version of each with what it says."""
    of = (Commitment.id == CommitmentVersion.commitment_id, Commitment.version == CommitmentVersion.number)
    newest = sa.select(CommitmentVersion).join(Commitment, sa.and_(*of)).where(Commitment.plan_id == plan.id)
    versions = db.session.scalars(newest.options(undefer(CommitmentVersion.content)))
    return whole_commitments_of(plan), {version.commitment_id: version for version in versions}


def is_kept(commitment: Commitment, versions: Mapping[int, CommitmentVersion]) -> bool:
    """Return whether the newest version says what the commitment says now; an institution may have another name
    since."""
    return commitment.id in versions and versions[commitment.id].content == content_of(commitment)


@dataclass(frozen=True)
class Changes:
    """How many commitments a plan has, those with another version than in its newest draft, and those that would read
    otherwise there though nobody saved them: an institution has another name since."""

    commitments: int
    changed: list[Commitment]
    renamed: list[Commitment]


def changes_since(plan: Plan, newest: PlanDraft | None) -> Changes:
    """Return what a new draft would bring that the newest one does not have."""
    commitments, versions = commitments_with_versions(plan)
    frozen = frozen_versions(newest)
    current = {number: version.id for number, version in versions.items()}
    changed = [each for each in commitments if each.id not in current or current[each.id] != frozen.get(each.id)]
    renamed = [each for each in commitments if each not in changed and not is_kept(each, versions)]
    return Changes(len(commitments), changed, renamed)


def totals_of(plan: Plan) -> dict[int, int]:
    """Count the contributions of each draft of a plan, hidden ones too."""
    query = sa.select(Contribution.draft_id, sa.func.count().label("n")).where(Contribution.plan_id == plan.id)
    return {row.draft_id: row.n for row in db.session.execute(query.group_by(Contribution.draft_id))}


@dataclass(frozen=True)
class ConsultationCounts:
    """How many contributions a draft has: for each commitment, about the whole plan, and suggestions of new ones."""

    commitments: dict[int, int]
    whole: int
    new: int

    @property
    def all(self) -> int:
        """Return how many there are in all."""
        return sum(self.commitments.values()) + self.whole + self.new


def counts_in(draft: PlanDraft) -> ConsultationCounts:
    """Count the contributions to a draft that everybody sees, by where they stand."""
    new = (Contribution.kind == ContributionKind.NEW_COMMITMENT).label("new")
    query = sa.select(Contribution.commitment_id, new, sa.func.count().label("n")).where(
        Contribution.draft_id == draft.id, ~Contribution.hidden
    )
    commitments: dict[int, int] = {}
    whole = suggested = 0
    for row in db.session.execute(query.group_by(Contribution.commitment_id, new)):
        if row.commitment_id is not None:
            commitments[row.commitment_id] = row.n
        elif row.new:
            suggested = row.n
        else:
            whole = row.n
    return ConsultationCounts(commitments, whole, suggested)
