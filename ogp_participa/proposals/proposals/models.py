"""Proposals, their versions, which of them are alike, and the files attached to them."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.core.text import slug_of
from ogp_participa.core.uploads import StoredFile
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan, Theme, Value
from ogp_participa.people.accounts.models import Person


class State(enum.StrEnum):
    """Where a proposal stands (the public words are in ``templates/core/components/state.html``)."""

    IN_REVIEW = "in_review"
    NEEDS_CHANGE = "needs_change"
    PUBLISHED = "published"
    MERGED = "merged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PROMOTED = "promoted"
    NOT_PROMOTED = "not_promoted"


NEXT: dict[State, frozenset[State]] = {
    State.IN_REVIEW: frozenset({State.PUBLISHED, State.NEEDS_CHANGE, State.REFUSED, State.MERGED, State.WITHDRAWN}),
    State.NEEDS_CHANGE: frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REFUSED}),
    State.PUBLISHED: frozenset({State.MERGED, State.WITHDRAWN, State.PROMOTED, State.NOT_PROMOTED}),
    State.MERGED: frozenset(),
    State.REFUSED: frozenset({State.IN_REVIEW, State.PUBLISHED}),
    State.WITHDRAWN: frozenset(),
    State.PROMOTED: frozenset(),
    State.NOT_PROMOTED: frozenset({State.PROMOTED}),
}
"""Which steps exist."""

COUNTED: frozenset[State] = frozenset({State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED})
"""States in which a proposal stands in the vote. Promotion and its opposite come after it: counting again gives the
same."""

PUBLIC: frozenset[State] = COUNTED | {State.MERGED}
"""States in which everybody reads the text. Refused ones show their title, reason and history, too (see rules)."""


def reference_of(year: int, number: int) -> str:
    """Return how people cite a proposal: "P-2026-0123"."""
    return f"P-{year}-{number:04d}"


def address_of(year: int, number: int, title: str) -> str:
    """Return the last part of a proposal's address: its reference, decorated with its title."""
    slug = slug_of(title)
    return f"{reference_of(year, number)}-{slug}" if slug else reference_of(year, number)


class ProposalTexts:
    """What a proposal says; the same columns stand in the proposal, in each of its versions and in drafts."""

    title: Mapped[str] = mapped_column(sa.String(100), default="")
    summary: Mapped[str] = mapped_column(sa.String(200), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    change: Mapped[str] = mapped_column(sa.Text, default="")
    territory: Mapped[str | None] = mapped_column(sa.String(2))
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    values: Mapped[list[str]] = mapped_column(default=list)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"))


CONTENT = ("title", "summary", "problem", "change", "territory", "link", "values", "theme_id")
"""The columns of :class:`ProposalTexts`: everything that a proposal says."""


class Proposal(ProposalTexts, Model):
    """A resident's proposal. ``number`` runs within the year of its plan's first day of proposals.

    ``comment_count`` is kept where comments are written, so that lists do not count; ``revision`` grows whenever
    what a card shows changes, so that a kept card is never old. ``undated`` says that nobody knows when it was sent: it
    was brought in without a date, and ``submitted_at`` is when that happened.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("year", "number"),
        sa.Index("ix_proposal_plan_state", "plan_id", "state", "id"),
        sa.Index("ix_proposal_plan_territory", "plan_id", "territory"),
        sa.Index("ix_proposal_plan_theme", "plan_id", "theme_id"),
        sa.UniqueConstraint("plan_id", "outside_reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    year: Mapped[int]
    number: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.IN_REVIEW)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    round: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="SET NULL"))
    workshop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workshop.id", ondelete="SET NULL"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="SET NULL"), index=True)
    signed: Mapped[str] = mapped_column(sa.String(160), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="pt")
    outside_reference: Mapped[str | None] = mapped_column(sa.String(200))
    comment_count: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    undated: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    published_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship()
    theme: Mapped[Theme | None] = relationship()
    author: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    merged_into: Mapped["Proposal | None"] = relationship(remote_side="Proposal.id")

    @property
    def reference(self) -> str:
        """How people cite it: "P-2026-0123"."""
        return reference_of(self.year, self.number)

    @property
    def address(self) -> str:
        """The last part of its address: reference and decoration."""
        return address_of(self.year, self.number, self.title)

    def enter(self, state: State) -> None:
        """Move to ``state``; raises ``ValueError`` for a step that does not exist in :data:`NEXT`."""
        if state not in NEXT[self.state]:
            raise ValueError(f"No step from {self.state} to {state}.")
        self.state = state
        self.revision += 1


class ProposalVersion(ProposalTexts, Model):
    """What a proposal said once: version 1 as sent, and one more for each time it was sent again."""

    __tablename__ = "proposal_version"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)

    theme: Mapped[Theme | None] = relationship()


class ProposalValue(Model):
    """An OGP value a proposal serves, as a row, so that lists can be filtered by it."""

    __tablename__ = "proposal_value"
    __table_args__ = (sa.Index("ix_proposal_value_value", "value", "proposal_id"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[Value] = mapped_column(primary_key=True)


class Likeness(Model):
    """Two public proposals that speak of the same, and how alike they are (0 to 100).

    Written for both when one of them becomes findable, so that readers need not wait for a search. A proposal's row
    with itself says that it was compared.

    Without foreign keys, which would let two desks that publish at once wait for each other: a row that leads nowhere
    is not shown.
    """

    __tablename__ = "likeness"

    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    likeness: Mapped[float]


class Attachment(StoredFile, Model):
    """A file of a proposal or a draft, kept in the database: one backup, one transaction, no stray files."""

    __tablename__ = "attachment"
    __table_args__ = (sa.CheckConstraint("draft_id IS NOT NULL OR proposal_id IS NOT NULL", name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(sa.ForeignKey("draft.id", ondelete="SET NULL"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    description: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime] = mapped_column(default=now)
