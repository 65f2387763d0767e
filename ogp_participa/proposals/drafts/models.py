"""Drafts: proposals while they are being written."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.people.accounts.models import Signature
from ogp_participa.proposals.proposals.models import ProposalTexts

UNSURE = "unsure"
"""Stands among a draft's values when the person does not know which to choose; a proposal never carries it."""


class DraftStep(enum.StrEnum):
    """The pages of a draft, by their part of the address."""

    PROBLEM = "1-problema"
    IDEA = "2-ideia"
    THEME = "3-tema"
    PLACE = "4-lugar"
    SIGNATURE = "5-assinatura"

    @property
    def number(self) -> int:
        """Its place, from 1."""
        return list(DraftStep).index(self) + 1

    @property
    def before(self) -> "DraftStep | None":
        """The page before it."""
        return list(DraftStep)[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> "DraftStep | None":
        """The page after it; None when the check page follows."""
        return list(DraftStep)[self.number] if self.number < len(DraftStep) else None


class Draft(ProposalTexts, Model):
    """A proposal being written, or an improvement of one that was returned (``proposal_id``).

    It may have no owner yet: whoever holds ``token`` in a signed cookie writes on. After sending it is kept for a
    while, so that a second press lands on the same proposal (``sent_id``).
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(43), unique=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    sent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id", ondelete="SET NULL"))
    workshop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workshop.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="SET NULL"))
    signature: Mapped[Signature | None]
    collective: Mapped[str] = mapped_column(sa.String(120), default="")
    whole_city: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(5), default="pt")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    theme: Mapped[Theme | None] = relationship()
