"""Finding what was said of a draft and where; a page needs the same few statements whatever the number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.drafting.consultation.models import (
    Agreement,
    Contribution,
    ContributionDecision,
    ContributionKind,
    DraftPart,
    PlanDraft,
    contribution_reference,
)
from ogp_participa.drafting.consultation.passages import DraftPlace, path_of
from ogp_participa.drafting.consultation.wording import place_in_words
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.workshops.models import Workshop

PER_PAGE = 30
BESIDE = 3
"""Contributions shown beside a passage; all of them are one link away."""
BATCH = 500
CITED = re.compile(r"C-(\d{4})-(\d{4,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownContribution:
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
        """Return how people cite it."""
        return contribution_reference(self.year, self.number)

    @property
    def where(self) -> str:
        """Return what it is about, in words."""
        return place_in_words(self.commitment, self.passage, self.cited)

    @property
    def path(self) -> str:
        """Return the address part of its passage."""
        return path_of(self.passage)


_FIELDS = tuple(ShownContribution.__dataclass_fields__)
_OWN = _FIELDS[: _FIELDS.index("hidden") + 1]
"""Those that are columns of the contribution itself; the others come from where it stands."""


def _rows(within: Any, *more: Any) -> sa.Select[Any]:
    """Return contributions with where they stand, the session they come from, who agrees, and why a hidden one is
    hidden."""
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


def _shown(row: Any) -> ShownContribution:
    return ShownContribution(*tuple(row)[: len(_FIELDS)])


def beside(part: DraftPart) -> dict[str, list[ShownContribution]]:
    """Return for each passage of a commitment ("" for all of it) the contributions most agreed with; each tells how
    many there are. Hidden ones stay on the passage's own page."""
    visible = (Contribution.draft_id == part.draft_id, Contribution.commitment_id == part.commitment_id)
    within = sa.func.count().over(partition_by=Contribution.passage)
    rows = _rows(within).where(*visible, ~Contribution.hidden).subquery()
    order = sa.func.row_number().over(partition_by=rows.c.passage, order_by=(rows.c.agreements.desc(), rows.c.id))
    ranked = sa.select(rows, order.label("place_in_order")).subquery()
    query = sa.select(ranked).where(ranked.c.place_in_order <= BESIDE)
    by_passage: dict[str, list[ShownContribution]] = {}
    for row in db.session.execute(query.order_by(ranked.c.passage, ranked.c.place_in_order)):
        by_passage.setdefault(row.passage, []).append(_shown(row))
    return by_passage


def said_at(place: DraftPlace, page: int = 1) -> tuple[list[ShownContribution], int]:
    """Return a page of what was said of a place, the most agreed with first, and how much there is."""
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
    query = at_page(query.order_by(sa.desc("agreements"), Contribution.id), page, PER_PAGE)
    contributions = [_shown(row) for row in db.session.execute(query)]
    return contributions, contributions[0].within if contributions else 0


def agreed_by(person: Person | None, numbers: Iterable[int]) -> set[int]:
    """Return with which of these contributions a person agrees."""
    wanted = list(numbers)
    if person is None or not wanted:
        return set()
    query = sa.select(Agreement.contribution_id).where(
        Agreement.person_id == person.id, Agreement.contribution_id.in_(wanted)
    )
    return set(db.session.scalars(query))


def contribution_by_reference(reference: str) -> Contribution | None:
    """Return the contribution that people cite as "C-2026-0042", with its plan and draft."""
    cited = CITED.fullmatch(reference)
    if cited is None:
        return None
    query = sa.select(Contribution).where(Contribution.year == int(cited[1]), Contribution.number == int(cited[2]))
    draft = joinedload(Contribution.draft).joinedload(PlanDraft.plan)
    return db.session.scalars(query.options(draft, joinedload(Contribution.plan))).first()


def shown(contribution: Contribution) -> ShownContribution:
    """Return one contribution as it is shown."""
    return _shown(db.session.execute(_rows(sa.literal(1)).where(Contribution.id == contribution.id)).one())


def contributions_of(plan: Plan, kinds: Iterable[ContributionKind] = ContributionKind) -> Iterator[ShownContribution]:
    """Give every contribution of a plan in the order of their numbers, in batches: all drafts, hidden ones too."""
    query = _rows(sa.literal(1)).where(Contribution.plan_id == plan.id, Contribution.kind.in_(list(kinds)))
    query = query.order_by(Contribution.id).execution_options(yield_per=BATCH)
    for row in db.session.execute(query):
        yield _shown(row)


def last_number(year: int) -> int:
    """Return the highest number given in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Contribution.number)).where(Contribution.year == year)) or 0


def same_contribution(
    person: Person | None, workshop: Workshop | None, like: Contribution, since: datetime
) -> Contribution | None:
    """Return the same words by the same person (or from the same session) about the same place since a moment."""
    source = Contribution.workshop_id == workshop.id if workshop else Contribution.author_id == (person and person.id)
    names = ("draft_id", "kind", "commitment_id", "passage", "title", "text", "replacement")
    same = [getattr(Contribution, name).is_not_distinct_from(getattr(like, name)) for name in names]
    return db.session.scalars(sa.select(Contribution).where(source, Contribution.at > since, *same).limit(1)).first()
