"""removal: the opinion that it rests on

Revision ID: i1removal
Revises: h1publication
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "i1removal"
down_revision: str | Sequence[str] | None = "h1publication"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add which opinion a removal cites; those of before cite none."""
    op.add_column("removal", sa.Column("cites", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("removal") as batch_op:
        batch_op.alter_column("cites", server_default=None)  # the default was for the rows of before


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("removal", "cites")
