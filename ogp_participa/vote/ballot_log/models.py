"""The signed heads of the ballots' log, and the tree above its leaves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.database import Model


class Head(Model):
    """The log of a plan's ballots up to ``size`` leaves: its root, signed. Heads are added, never changed.

    ``seal`` is what the next head carries of this one; ``sealed_at`` is cut to the minute.
    """

    __tablename__ = "head"
    __table_args__ = (sa.UniqueConstraint("plan_id", "size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    sealed_at: Mapped[datetime]
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary(64))
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    seal: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class Node(Model):
    """The root of a complete subtree of 2 ** ``level`` leaves, kept from ``LOWEST`` up: proofs need not hash a city."""

    __tablename__ = "node"

    LOWEST = 6

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
