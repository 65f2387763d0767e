"""unsent: what somebody sent without being signed in

Revision ID: s1unsent
Revises: r1reminders
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "s1unsent"
down_revision: str | Sequence[str] | None = "r1reminders"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "unsent_form",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("had_files", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_unsent_form"),
    )
    op.create_index("ix_unsent_form_at", "unsent_form", ["at"])


def downgrade() -> None:
    op.drop_table("unsent_form")
