"""notifications: events that could not be told, and letters about accounts first

Revision ID: o1untold
Revises: e1undated
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "o1untold"
down_revision: str | Sequence[str] | None = "e1undated"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("sent_at IS NULL AND notification_id IS NULL")


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("announced", sa.Column("error", sa.String(300), nullable=True))
    op.create_index("ix_mail_account_letter", "mail", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_mail_account_letter", "mail")
    op.drop_column("announced", "error")
