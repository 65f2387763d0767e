"""a vote is closed first and counted after that; how many take part in a large one

Revision ID: q1closing
Revises: n1inquiries
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "q1closing"
down_revision: str | Sequence[str] | None = "n1inquiries"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("step_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE", name="fk_closing_plan_id_plan"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], ondelete="SET NULL", name="fk_closing_by_id_person"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_closing"),
    )
    op.create_table(
        "stored_turnout",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("participation", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE", name="fk_stored_turnout_plan_id_plan"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_stored_turnout"),
    )


def downgrade() -> None:
    op.drop_table("stored_turnout")
    op.drop_table("closing")
