"""coimplementation: questions and objections, with their answers

Revision ID: n1inquiries
Revises: m1monitoring
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "n1inquiries"
down_revision: str | Sequence[str] | None = "m1monitoring"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def _points_to(target: str, name: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], ondelete=ondelete, name=f"fk_inquiry_{name}_{target}")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("signed", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(160), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind <> 'objection' OR report_id IS NOT NULL", name="ck_inquiry_report"),
        sa.CheckConstraint("answered_at IS NULL OR answer <> ''", name="ck_inquiry_answer"),
        sa.CheckConstraint("NOT hidden OR hidden_reason <> ''", name="ck_inquiry_hidden"),
        _points_to("milestone", "milestone_id", "RESTRICT"),
        _points_to("monthly_report", "report_id", "RESTRICT"),
        _points_to("person", "author_id", "SET NULL"),
        _points_to("person", "hidden_by_id", "SET NULL"),
        _points_to("person", "answered_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
    )
    for name in ("milestone_id", "report_id", "author_id"):
        op.create_index(f"ix_inquiry_{name}", "inquiry", [name])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("inquiry")
