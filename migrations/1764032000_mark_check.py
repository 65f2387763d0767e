"""frozen rules: what shows that marks of voters are made with the same secret

Revision ID: a1marks
Revises: s1unsent
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "a1marks"
down_revision: str | Sequence[str] | None = "s1unsent"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; a vote that is open already fills it with its next ballot."""
    op.add_column("frozen_rules", sa.Column("mark_check", sa.String(64), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("frozen_rules", "mark_check")
