"""Finding proposals: one by its reference, similar ones, and what belongs to one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.core.text import stems
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import edition_as_of_late
from ogp_participa.proposals.proposals.models import (
    PUBLIC,
    Attachment,
    Likeness,
    Proposal,
    ProposalVersion,
    State,
    address_of,
    reference_of,
)
from ogp_participa.proposals.search.models import SearchText
from ogp_participa.proposals.search.queries import matching, telling

REFERENCE = re.compile(r"[Pp][-\s]?(\d{4})[-\s](\d{1,9})")

SIMILAR_CANDIDATES = 60
SIMILAR_ENOUGH = 45.0

_related = Cache(most=5_000)


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
    """Return the rows of a query that selects :data:`ROW`."""
    return [ProposalRow(*row) for row in db.session.execute(query)]


def rows_by_id(ids: list[int]) -> list[ProposalRow]:
    """Return the proposals with these numbers, in this order; those that are gone are left out."""
    if not ids:
        return []
    by_id = {row.id: row for row in rows(sa.select(*ROW).where(Proposal.id.in_(ids)))}
    return [by_id[number] for number in ids if number in by_id]


def split_reference(text: str) -> tuple[int, int] | None:
    """Return year and number in "P-2026-0123" (also "p 2026 123", and with a slug after it); None when it is none."""
    match = REFERENCE.match(text.strip())
    return (int(match[1]), int(match[2])) if match else None


_CITED = (Proposal.year == sa.bindparam("year"), Proposal.number == sa.bindparam("number"))
_BY_REFERENCE = (
    sa.select(Proposal)
    .where(*_CITED)
    .options(
        joinedload(Proposal.plan),
        joinedload(Proposal.theme),
        joinedload(Proposal.merged_into),
    )
)
_ALONE = sa.select(Proposal).where(*_CITED)


def by_reference(reference: str) -> Proposal | None:
    """Return the proposal that people cite so, with its plan, theme, workshop and host."""
    parts = split_reference(reference)
    if parts is None:
        return None
    return db.session.scalars(_BY_REFERENCE, {"year": parts[0], "number": parts[1]}).first()


def by_reference_as_of_late(reference: str) -> Proposal | None:
    """Return the proposal that people cite so, for reading alone: its plan and theme may be a second old."""
    parts = split_reference(reference)
    if parts is None:
        return None
    proposal = db.session.scalars(_ALONE, {"year": parts[0], "number": parts[1]}).first()
    if proposal is not None:
        plan, themes = edition_as_of_late(proposal.plan_id)
        set_committed_value(proposal, "plan", plan)
        set_committed_value(proposal, "theme", themes.get(proposal.theme_id or 0))
    return proposal


def similar(plan: Plan, text: str, exclude: Proposal | None = None, limit: int = 3) -> list[ProposalRow]:
    """Return published proposals of the plan that speak of the same things as ``text``, the nearest first."""
    return [row for _likeness, row in nearest(plan, text, exclude, limit)]


def nearest(plan: Plan, text: str, exclude: Proposal | None, limit: int) -> list[tuple[float, ProposalRow]]:
    """Return published proposals that speak of the same things as ``text``, with how alike they are (0 to 100)."""
    words = " ".join(dict.fromkeys(word for word in stems(text).split() if len(word) > 3))
    matches = matching(" ".join(telling(text)), every=False)
    if matches is None:
        return []
    query = (
        sa.select(SearchText.title, SearchText.body, *ROW)
        .join(matches, matches.c.id == Proposal.id)
        .join(SearchText, SearchText.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state.in_(PUBLIC - {State.MERGED}))
        .order_by(matches.c.rank.desc())
        .limit(SIMILAR_CANDIDATES)
    )
    if exclude is not None:
        query = query.where(Proposal.id != exclude.id)
    near = [(_likeness(words, row[0], row[1]), ProposalRow(*row[2:])) for row in db.session.execute(query)]
    best = sorted((pair for pair in near if pair[0] >= SIMILAR_ENOUGH), key=lambda pair: (-pair[0], pair[1].id))
    return best[:limit]


def _likeness(words: str, title: str, body: str) -> float:
    """Return how alike two texts are, from 0 to 100: the title says more than the whole."""
    return max(fuzz.token_set_ratio(words, title) * 0.9, fuzz.token_set_ratio(words, f"{title} {body[:2000]}"))


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
    """A proposal that was joined with another, or speaks of the same."""

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
    """What belongs to a proposal: its files (without their content), the proposals that were joined with it, and those
    that speak of the same (None when nobody has compared it yet)."""

    files: list[FileRow]
    guests: list[GuestRow]
    near: list[GuestRow] | None


def _companions() -> sa.CompoundSelect[Any]:
    """Return files, joined proposals and near ones in one statement: the page of a proposal reads much."""
    file, other, like = Attachment.__table__.c, Proposal.__table__.c, Likeness.__table__.c
    mine = sa.bindparam("id", type_=sa.Integer)
    empty: sa.ColumnElement[str] = sa.literal_column("''")
    files = sa.select(
        sa.literal_column("1").label("what"),
        sa.literal_column("0.0").label("place"),
        *(file.id, file.name, file.media_type, file.description, file.size, sa.literal_column("0").label("number")),
    ).where(file.proposal_id == mine)
    guests = sa.select(
        sa.literal_column("2"),
        sa.literal_column("0.0"),
        *(other.id, other.title, other.signed, empty, other.year, other.number),
    ).where(other.merged_into_id == mine)
    near = (
        sa.select(
            sa.literal_column("3").label("what"),
            (-like.likeness).label("place"),
            *(other.id, other.title, other.signed, empty.label("description"), other.year, other.number),
        )
        .join_from(Likeness.__table__, Proposal.__table__, other.id == like.other_id)
        .where(like.proposal_id == mine)
        .where(sa.or_(other.id == mine, other.state.in_(sorted(PUBLIC - {State.MERGED}))))
        .order_by(like.likeness.desc(), other.id)
        .limit(RELATED + 1)
    )
    # The row of the proposal with itself comes last, and says only that it was compared.
    return sa.union_all(files, guests, sa.select(near.subquery())).order_by("what", "place", "id").limit(100)


RELATED = 3
_COMPANIONS = _companions()


def companions_of(proposal: Proposal) -> Companions:
    """Return files, joined proposals and near ones, found in one statement."""
    parts: list[Any] = list(db.session.execute(_COMPANIONS, {"id": proposal.id}))
    near = [row for row in parts if row[0] == 3]
    return Companions(
        files=[FileRow(*row[2:7]) for row in parts if row[0] == 1],
        guests=[_guest(row) for row in parts if row[0] == 2],
        near=[_guest(row) for row in near if row[2] != proposal.id][:RELATED] if near else None,
    )


def _guest(row: Any) -> GuestRow:
    return GuestRow(row[2], row[3], row[4], row[6], row[7])


def related(proposal: Proposal, companions: Companions) -> Sequence[ProposalRow | GuestRow]:
    """Return up to three proposals that speak of the same, while there is something to choose.

    Those of an imported proposal, which nobody has compared, are searched and kept for a while.
    """
    if proposal.state is not State.PUBLISHED:
        return []
    if companions.near is not None:
        return companions.near
    return _related.get(
        (proposal.id, proposal.version),
        lambda: similar(proposal.plan, f"{proposal.title} {proposal.summary}", exclude=proposal),
        seconds=600,
    )


def attachment(number: int) -> tuple[Attachment, Proposal] | None:
    """Return a file of a proposal, and the proposal."""
    query = (
        sa.select(Attachment, Proposal)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == number)
        .options(joinedload(Proposal.plan))
    )
    pair = db.session.execute(query).first()
    return (pair[0], pair[1]) if pair else None


def versions_of(proposal: Proposal, limit: int = 100) -> list[ProposalVersion]:
    """Return what the proposal said, version by version, the newest first."""
    query = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id)
        .options(joinedload(ProposalVersion.theme))
        .order_by(ProposalVersion.number.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def last_number(year: int) -> int:
    """Return the highest number given to a proposal in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Proposal.number)).where(Proposal.year == year)) or 0
