"""proposals brought in without a date

Revision ID: e1undated
Revises: q1closing
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e1undated"
down_revision: str | Sequence[str] | None = "q1closing"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Say of each proposal whether nobody knows when it was sent."""
    op.add_column("proposal", sa.Column("undated", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("proposal", "undated")
