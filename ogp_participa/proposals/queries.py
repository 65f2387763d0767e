"""Finding proposals: one by its reference, similar ones, and what belongs to one."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import joinedload

from ogp_participa.database import db
from ogp_participa.memory import Memory
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import (
    PUBLIC,
    Attachment,
    Proposal,
    ProposalVersion,
    State,
    address_of,
    reference_of,
)
from ogp_participa.search.models import SearchText
from ogp_participa.search.queries import matching, telling
from ogp_participa.text import stems

REFERENCE = re.compile(r"[Pp][-\s]?(\d{4})[-\s](\d{1,9})")

SIMILAR_CANDIDATES = 60
SIMILAR_ENOUGH = 45.0

_related = Memory(most=5_000)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as cards and lists show it."""

    id: int
    revision: int
    year: int
    number: int
    title: str
    summary: str
    state: State
    territory: str | None
    theme_id: int | None
    signed: str
    workshop_id: int | None
    language: str
    comment_count: int
    published_at: datetime | None

    @property
    def reference(self) -> str:
        """How people cite it."""
        return reference_of(self.year, self.number)

    @property
    def address(self) -> str:
        """The last part of its address."""
        return address_of(self.year, self.number, self.title)


ROW = tuple(getattr(Proposal, name) for name in ProposalRow.__slots__)
"""The columns of a :class:`ProposalRow`, in its order."""


def rows(query: sa.Select[Any]) -> list[ProposalRow]:
    """The rows of a query that selects :data:`ROW`."""
    return [ProposalRow(*row) for row in db.session.execute(query)]


def rows_by_id(ids: list[int]) -> list[ProposalRow]:
    """The proposals with these numbers, in this order; those that are gone are left out."""
    if not ids:
        return []
    found = {row.id: row for row in rows(sa.select(*ROW).where(Proposal.id.in_(ids)))}
    return [found[number] for number in ids if number in found]


def split_reference(text: str) -> tuple[int, int] | None:
    """Year and number in "P-2026-0123" (also "p 2026 123", and with a slug after it); None when it is none."""
    found = REFERENCE.match(text.strip())
    return (int(found[1]), int(found[2])) if found else None


def by_reference(reference: str) -> Proposal | None:
    """The proposal that people cite so, with its plan, theme, workshop and host."""
    parts = split_reference(reference)
    if parts is None:
        return None
    query = (
        sa.select(Proposal)
        .where(Proposal.year == parts[0], Proposal.number == parts[1])
        .options(
            joinedload(Proposal.plan),
            joinedload(Proposal.theme),
            joinedload(Proposal.workshop),
            joinedload(Proposal.merged_into),
        )
    )
    return db.session.scalars(query).first()


def similar(plan: Plan, text: str, exclude: Proposal | None = None, limit: int = 3) -> list[ProposalRow]:
    """Published proposals of the plan that speak of the same things as ``text``, the nearest first."""
    words = " ".join(dict.fromkeys(word for word in stems(text).split() if len(word) > 3))
    found = matching(" ".join(telling(text)), every=False)
    if found is None:
        return []
    query = (
        sa.select(SearchText.title, SearchText.body, *ROW)
        .join(found, found.c.id == Proposal.id)
        .join(SearchText, SearchText.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state.in_(PUBLIC - {State.MERGED}))
        .order_by(found.c.rank.desc())
        .limit(SIMILAR_CANDIDATES)
    )
    if exclude is not None:
        query = query.where(Proposal.id != exclude.id)
    near = [(_likeness(words, row[0], row[1]), ProposalRow(*row[2:])) for row in db.session.execute(query)]
    best = sorted((one for one in near if one[0] >= SIMILAR_ENOUGH), key=lambda one: (-one[0], one[1].id))
    return [row for _nearness, row in best[:limit]]


def _likeness(words: str, title: str, body: str) -> float:
    """How alike two texts are, from 0 to 100: the title says more than the whole."""
    return max(fuzz.token_set_ratio(words, title) * 0.9, fuzz.token_set_ratio(words, f"{title} {body[:2000]}"))


def related(proposal: Proposal) -> list[ProposalRow]:
    """Up to three proposals that speak of the same, while there is something to choose; kept for a while."""
    if proposal.state is not State.PUBLISHED:
        return []
    return _related.get(
        (proposal.id, proposal.version),
        lambda: similar(proposal.plan, f"{proposal.title} {proposal.summary}", exclude=proposal),
        seconds=600,
    )


@dataclass(frozen=True)
class FileRow:
    """A file, without its content."""

    id: int
    name: str
    media_type: str
    description: str
    size: int


@dataclass(frozen=True)
class GuestRow:
    """A proposal that was joined with another."""

    id: int
    title: str
    signed: str
    year: int
    number: int

    @property
    def reference(self) -> str:
        """How people cite it."""
        return reference_of(self.year, self.number)

    @property
    def address(self) -> str:
        """The last part of its address."""
        return address_of(self.year, self.number, self.title)


@dataclass(frozen=True)
class Companions:
    """What belongs to a proposal: its files (without their content), and the proposals that were joined with it."""

    files: list[FileRow]
    guests: list[GuestRow]


def companions_of(proposal: Proposal) -> Companions:
    """Files and joined proposals, found in one statement: the page of a proposal reads much."""
    file = sa.select(
        Attachment.id, Attachment.name, Attachment.media_type, Attachment.description, Attachment.size, sa.literal(0)
    ).where(Attachment.proposal_id == proposal.id)
    guest = sa.select(
        Proposal.id, Proposal.title, Proposal.signed, sa.literal(""), Proposal.year, Proposal.number
    ).where(Proposal.merged_into_id == proposal.id)
    found: list[Any] = list(db.session.execute(sa.union_all(file, guest).order_by(sa.column("id")).limit(100)))
    return Companions(
        files=[FileRow(*row[:5]) for row in found if not row[5]],
        guests=[GuestRow(row[0], row[1], row[2], row[4], row[5]) for row in found if row[5]],
    )


def attachments_of(proposal: Proposal) -> list[FileRow]:
    """The files of a proposal."""
    return companions_of(proposal).files


def merged_into(proposal: Proposal) -> list[GuestRow]:
    """The proposals that were joined with this one."""
    return companions_of(proposal).guests


def attachment(number: int) -> tuple[Attachment, Proposal] | None:
    """A file of a proposal, and the proposal."""
    query = (
        sa.select(Attachment, Proposal)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == number)
        .options(joinedload(Proposal.plan))
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


def versions_of(proposal: Proposal, limit: int = 100) -> list[ProposalVersion]:
    """What the proposal said, version by version, the newest first."""
    query = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id)
        .options(joinedload(ProposalVersion.theme))
        .order_by(ProposalVersion.number.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def last_number(year: int) -> int:
    """The highest number given to a proposal in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Proposal.number)).where(Proposal.year == year)) or 0
