"""The text that search looks through."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.database import Model


class SearchText(Model):
    """What search looks through: the stems and the plain folded words of a proposal that everybody may read.

    The index itself is made by a migration, since it differs: an FTS5 table that triggers keep on SQLite
    (``search_index``), a generated ``document`` column on PostgreSQL.
    """

    __tablename__ = "search_text"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
