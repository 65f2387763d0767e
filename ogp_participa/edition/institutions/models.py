"""Organisations: institutions of government and organisations of civil society, and what they were called before."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model


class Sector(enum.StrEnum):
    """The two sides of the forum, with the same voting power (Regimento Interno of 14-11-2020, art. 2)."""

    GOVERNMENT = "government"
    CIVIL_SOCIETY = "civil_society"


class Organisation(Model):
    """An organisation that can hold a seat or stand behind a proposal."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    sector: Mapped[Sector]


class FormerName(Model):
    """A name that an institution had until a moment, and why it changed. Rows are added, never changed."""

    __tablename__ = "former_name"
    __table_args__ = (sa.Index("ix_former_name_organisation", "organisation_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(160))
    until: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
