"""What an institution was called before. Its row is the forum's ``Organisation``: one list of names for both."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.database import Model, now


class FormerName(Model):
    """A name that an institution had until a moment, and why it changed. Rows are added, never changed."""

    __tablename__ = "former_name"
    __table_args__ = (sa.Index("ix_former_name_organisation", "organisation_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(160))
    until: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
