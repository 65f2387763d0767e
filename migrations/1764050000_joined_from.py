"""person: which network an account came from, under a name that only this server can make

Revision ID: u1joined
Revises: t1flat
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "u1joined"
down_revision: str | Sequence[str] | None = "t1flat"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the network; nobody knows it of accounts made before."""
    op.add_column("person", sa.Column("joined_from", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("person", "joined_from")
