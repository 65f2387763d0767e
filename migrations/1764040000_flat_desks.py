"""the record by kind has an index; the figures of a large plan's moderation are stored

Revision ID: t1flat
Revises: a1marks
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "t1flat"
down_revision: str | Sequence[str] | None = "a1marks"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_event_kind", "event", ["kind", "id"])
    op.create_table(
        "stored_figures",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE", name="fk_stored_figures_plan_id_plan"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_stored_figures"),
    )


def downgrade() -> None:
    op.drop_table("stored_figures")
    op.drop_index("ix_event_kind", "event")
