"""Finding drafts, what was said of them and where; a page needs the same few statements whatever the number."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import (
    Agreement,
    Contribution,
    ContributionDecision,
    ContributionKind,
    ContributionReport,
    DraftPart,
    PlanDraft,
    contribution_reference,
)
from ogp_participa.drafting.consultation.rules import Place, path_of, place_in_words
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.workshops.models import Workshop

PER_PAGE = 30
BESIDE = 3
"""Contributions shown beside a passage; all of them are one link away."""
BATCH = 500
MOST_DRAFTS = 100
DESK = 100
CITED = re.compile(r"C-(\d{4})-(\d{4,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A contribution as it is shown; of a hidden one the reason stays. ``within`` counts those of the same passage."""

    id: int
    year: int
    number: int
    kind: ContributionKind
    commitment_id: int | None
    passage: str
    cited: str
    title: str
    text: str
    changes: list[Any]
    replacement: str
    author_id: int | None
    signed: str
    at: datetime
    hidden: bool
    held_on: Any
    place: str | None
    people: int | None
    draft: int
    commitment: int | None
    agreements: int
    reason: str | None
    within: int

    @property
    def reference(self) -> str:
        """How people cite it."""
        return contribution_reference(self.year, self.number)

    @property
    def where(self) -> str:
        """What it is about, in words."""
        return place_in_words(self.commitment, self.passage, self.cited)

    @property
    def path(self) -> str:
        """The address part of its passage."""
        return path_of(self.passage)


_OWN = (
    *("id", "year", "number", "kind", "commitment_id", "passage", "cited", "title", "text", "changes", "replacement"),
    *("author_id", "signed", "at", "hidden"),
)


def _rows(within: Any, *more: Any) -> sa.Select[Any]:
    """Contributions with where they stand, the session they come from, who agrees, and why a hidden one is hidden."""
    agreed = (
        sa.select(sa.func.count())
        .select_from(Agreement)
        .where(Agreement.contribution_id == Contribution.id)
        .correlate(Contribution)
        .scalar_subquery()
    )
    reason = (
        sa.select(ContributionDecision.reason)
        .where(ContributionDecision.contribution_id == Contribution.id, Contribution.hidden)
        .order_by(ContributionDecision.id.desc())
        .limit(1)
        .correlate(Contribution)
        .scalar_subquery()
    )
    return (
        sa.select(
            *(getattr(Contribution, name) for name in _OWN),
            *(Workshop.held_on, Workshop.place, Workshop.people),
            PlanDraft.number.label("draft"),
            DraftPart.number.label("commitment"),
            agreed.label("agreements"),
            reason.label("reason"),
            within.label("within"),
            *more,
        )
        .join(PlanDraft, PlanDraft.id == Contribution.draft_id)
        .outerjoin(
            DraftPart,
            sa.and_(DraftPart.draft_id == PlanDraft.id, DraftPart.commitment_id == Contribution.commitment_id),
        )
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
    )


def _said(row: Any) -> Said:
    return Said(*tuple(row)[: len(Said.__dataclass_fields__)])


def drafts_of(plan: Plan) -> list[PlanDraft]:
    """The drafts of a plan, the newest first."""
    query = sa.select(PlanDraft).where(PlanDraft.plan_id == plan.id).options(joinedload(PlanDraft.plan))
    return list(db.session.scalars(query.order_by(PlanDraft.number.desc()).limit(MOST_DRAFTS)))


def newest_number(plan_id: int) -> int:
    """The number of the newest draft of a plan; 0 before the first."""
    return db.session.scalar(sa.select(sa.func.max(PlanDraft.number)).where(PlanDraft.plan_id == plan_id)) or 0


def parts_of(draft: PlanDraft) -> list[DraftPart]:
    """The commitments of a draft, by number and title."""
    query = sa.select(DraftPart).where(DraftPart.draft_id == draft.id).order_by(DraftPart.number)
    return list(db.session.scalars(query))


def part_of(draft: PlanDraft, number: int) -> DraftPart | None:
    """One commitment of a draft, with everything it says there."""
    whole = (
        joinedload(DraftPart.version).options(undefer(CommitmentVersion.content)),
        joinedload(DraftPart.commitment),
    )
    query = sa.select(DraftPart).where(DraftPart.draft_id == draft.id, DraftPart.number == number).options(*whole)
    return db.session.scalars(query).first()


def newest_parts(commitments: list[int]) -> list[DraftPart]:
    """Where these commitments stand in the newest draft that holds them, with the draft and its plan."""
    if not commitments:
        return []
    newest = sa.select(sa.func.max(DraftPart.id)).where(DraftPart.commitment_id.in_(commitments))
    whole = joinedload(DraftPart.draft).joinedload(PlanDraft.plan)
    query = sa.select(DraftPart).where(DraftPart.id.in_(newest.group_by(DraftPart.commitment_id))).options(whole)
    return list(db.session.scalars(query))


def frozen_versions(draft: PlanDraft | None) -> dict[int, int]:
    """Commitment → version that a draft froze; empty for none."""
    if draft is None:
        return {}
    rows = db.session.execute(
        sa.select(DraftPart.commitment_id, DraftPart.version_id).where(DraftPart.draft_id == draft.id)
    )
    return {row.commitment_id: row.version_id for row in rows}


def commitments_with_versions(plan: Plan) -> tuple[list[Commitment], dict[int, CommitmentVersion]]:
    """The commitments of a plan with everything in them, and the newest version of each with what it says."""
    of = (Commitment.id == CommitmentVersion.commitment_id, Commitment.version == CommitmentVersion.number)
    newest = sa.select(CommitmentVersion).join(Commitment, sa.and_(*of)).where(Commitment.plan_id == plan.id)
    versions = db.session.scalars(newest.options(undefer(CommitmentVersion.content)))
    return whole_commitments_of(plan), {version.commitment_id: version for version in versions}


def is_kept(commitment: Commitment, versions: Mapping[int, CommitmentVersion]) -> bool:
    """Whether the newest version says what the commitment says now; an institution may have another name since."""
    return commitment.id in versions and versions[commitment.id].content == content_of(commitment)


@dataclass(frozen=True)
class Changes:
    """How many commitments a plan has, those with another version than in its newest draft, and those that would read
    otherwise there though nobody saved them: an institution has another name since."""

    commitments: int
    changed: list[Commitment]
    renamed: list[Commitment]


def changes_since(plan: Plan, newest: PlanDraft | None) -> Changes:
    """What a new draft would bring that the newest one does not have."""
    commitments, versions = commitments_with_versions(plan)
    frozen = frozen_versions(newest)
    current = {number: version.id for number, version in versions.items()}
    changed = [one for one in commitments if one.id not in current or current[one.id] != frozen.get(one.id)]
    renamed = [one for one in commitments if one not in changed and not is_kept(one, versions)]
    return Changes(len(commitments), changed, renamed)


def totals_of(plan: Plan) -> dict[int, int]:
    """How many contributions each draft of a plan has, hidden ones too."""
    query = sa.select(Contribution.draft_id, sa.func.count().label("n")).where(Contribution.plan_id == plan.id)
    return {row.draft_id: row.n for row in db.session.execute(query.group_by(Contribution.draft_id))}


@dataclass(frozen=True)
class Counts:
    """How many contributions a draft has: for each commitment, about the whole plan, and suggestions of new ones."""

    commitments: dict[int, int]
    whole: int
    new: int

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.commitments.values()) + self.whole + self.new


def counts_in(draft: PlanDraft) -> Counts:
    """How many contributions stand where."""
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
    return Counts(commitments, whole, suggested)


def beside(part: DraftPart) -> dict[str, list[Said]]:
    """For each passage of a commitment ("" for all of it), the contributions most agreed with; each tells how many
    there are. Hidden ones stay on the passage's own page."""
    visible = (Contribution.draft_id == part.draft_id, Contribution.commitment_id == part.commitment_id)
    within = sa.func.count().over(partition_by=Contribution.passage)
    rows = _rows(within).where(*visible, ~Contribution.hidden).subquery()
    order = sa.func.row_number().over(partition_by=rows.c.passage, order_by=(rows.c.agreements.desc(), rows.c.id))
    ranked = sa.select(rows, order.label("place_in_order")).subquery()
    query = sa.select(ranked).where(ranked.c.place_in_order <= BESIDE)
    found: dict[str, list[Said]] = {}
    for row in db.session.execute(query.order_by(ranked.c.passage, ranked.c.place_in_order)):
        found.setdefault(row.passage, []).append(_said(row))
    return found


def said_at(place: Place, page: int = 1) -> tuple[list[Said], int]:
    """A page of what was said of a place, the most agreed with first, and how much there is."""
    new = Contribution.kind == ContributionKind.NEW_COMMITMENT
    here: list[Any] = [Contribution.draft_id == place.draft.id, new if place.new else ~new]
    if place.part is None:
        here.append(Contribution.commitment_id.is_(None))
    else:
        here += [
            Contribution.commitment_id == place.part.commitment_id,
            Contribution.passage == (place.passage.key if place.passage else ""),
        ]
    query = _rows(sa.func.count().over()).where(*here)
    query = query.order_by(sa.desc("agreements"), Contribution.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    found = [_said(row) for row in db.session.execute(query)]
    return found, found[0].within if found else 0


def agreed_by(person: Person | None, numbers: Iterable[int]) -> set[int]:
    """With which of these contributions a person agrees."""
    wanted = list(numbers)
    if person is None or not wanted:
        return set()
    query = sa.select(Agreement.contribution_id).where(
        Agreement.person_id == person.id, Agreement.contribution_id.in_(wanted)
    )
    return set(db.session.scalars(query))


def contribution_by_reference(reference: str) -> Contribution | None:
    """The contribution that people cite as "C-2026-0042", with its plan and draft."""
    cited = CITED.fullmatch(reference)
    if cited is None:
        return None
    query = sa.select(Contribution).where(Contribution.year == int(cited[1]), Contribution.number == int(cited[2]))
    draft = joinedload(Contribution.draft).joinedload(PlanDraft.plan)
    return db.session.scalars(query.options(draft, joinedload(Contribution.plan))).first()


def shown(contribution: Contribution) -> Said:
    """One contribution as it is shown."""
    return _said(db.session.execute(_rows(sa.literal(1)).where(Contribution.id == contribution.id)).one())


def contributions_of(plan: Plan, kinds: Iterable[ContributionKind] = ContributionKind) -> Iterator[Said]:
    """Every contribution of a plan in the order of their numbers, read in batches: all drafts, hidden ones too."""
    query = _rows(sa.literal(1)).where(Contribution.plan_id == plan.id, Contribution.kind.in_(list(kinds)))
    query = query.order_by(Contribution.id).execution_options(yield_per=BATCH)
    for row in db.session.execute(query):
        yield _said(row)


def last_number(year: int) -> int:
    """The highest number given in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Contribution.number)).where(Contribution.year == year)) or 0


def same_contribution(
    person: Person | None, workshop: Workshop | None, like: Contribution, since: datetime
) -> Contribution | None:
    """The same words by the same person (or from the same session) about the same place since a moment."""
    source = Contribution.workshop_id == workshop.id if workshop else Contribution.author_id == (person and person.id)
    names = ("draft_id", "kind", "commitment_id", "passage", "title", "text", "replacement")
    same = [getattr(Contribution, name).is_not_distinct_from(getattr(like, name)) for name in names]
    return db.session.scalars(sa.select(Contribution).where(source, Contribution.at > since, *same).limit(1)).first()


def report_of(person: Person, contribution: Contribution) -> ContributionReport | None:
    """The report that this person made of the contribution."""
    mine = (ContributionReport.contribution_id == contribution.id, ContributionReport.person_id == person.id)
    return db.session.scalars(sa.select(ContributionReport).where(*mine)).first()


def open_cases(plan: Plan) -> dict[Contribution, list[ContributionReport]]:
    """Contributions with reports that nobody has settled, the longest waiting first."""
    query = (
        sa.select(ContributionReport)
        .join(ContributionReport.contribution)
        .where(Contribution.plan_id == plan.id, ~ContributionReport.settled)
        .options(joinedload(ContributionReport.contribution))
        .order_by(ContributionReport.id)
        .limit(DESK)
    )
    cases: dict[Contribution, list[ContributionReport]] = {}
    for report in db.session.scalars(query):
        cases.setdefault(report.contribution, []).append(report)
    return cases


def decided(plan: Plan, limit: int = 30) -> list[ContributionDecision]:
    """The latest decisions about contributions of the plan."""
    query = (
        sa.select(ContributionDecision)
        .join(ContributionDecision.contribution)
        .where(Contribution.plan_id == plan.id)
        .options(joinedload(ContributionDecision.contribution), joinedload(ContributionDecision.by))
        .order_by(ContributionDecision.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def reports_of(contribution: Contribution) -> list[ContributionReport]:
    """Every report of a contribution, oldest first."""
    query = sa.select(ContributionReport).where(ContributionReport.contribution_id == contribution.id)
    return list(db.session.scalars(query.order_by(ContributionReport.id).limit(DESK)))


def decisions_on(contribution: Contribution) -> list[ContributionDecision]:
    """Every decision about a contribution, oldest first."""
    query = sa.select(ContributionDecision).where(ContributionDecision.contribution_id == contribution.id)
    return list(
        db.session.scalars(
            query.options(joinedload(ContributionDecision.by)).order_by(ContributionDecision.id).limit(DESK)
        )
    )
