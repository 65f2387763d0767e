"""reason: when it was retired

Revision ID: k1reasons
Revises: j1rollcall
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "k1reasons"
down_revision: str | Sequence[str] | None = "j1rollcall"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the moment; no reason was retired before."""
    op.add_column("reason", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("reason", "retired_at")
