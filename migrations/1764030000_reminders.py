"""reporter: of which months a person was reminded, before and after the term

Revision ID: r1reminders
Revises: o1untold
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "r1reminders"
down_revision: str | Sequence[str] | None = "o1untold"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the months; nobody was reminded before."""
    op.add_column("reporter", sa.Column("reminded_of", sa.Date(), nullable=True))
    op.add_column("reporter", sa.Column("warned_of", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("reporter", "warned_of")
    op.drop_column("reporter", "reminded_of")
