"""opinions: feasibility opinions of departments, their versions, and appeals

Revision ID: e1opinions
Revises: d1commitments
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e1opinions"
down_revision: str | Sequence[str] | None = "d1commitments"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the tables of the opinions."""
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("technical", "legal", "budget", name="opinionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(proposal_id IS NULL) <> (commitment_id IS NULL)", name=op.f("ck_opinion_subject")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_opinion_commitment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_opinion_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_opinion_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("commitment_id", "kind", name=op.f("uq_opinion_commitment_id_kind")),
        sa.UniqueConstraint("proposal_id", "kind", name=op.f("uq_opinion_proposal_id_kind")),
    )
    op.create_index(op.f("ix_opinion_plan_id"), "opinion", ["plan_id"], unique=False)
    _create_versions()
    _create_appeals()


def _create_versions() -> None:
    op.create_table(
        "opinion_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum("favourable", "with_changes", "unfavourable", name="finding", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("process", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("institution", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_opinion_version_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_version_opinion_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_opinion_version_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_version")),
        sa.UniqueConstraint("opinion_id", "number", name=op.f("uq_opinion_version_opinion_id_number")),
    )


def _create_appeals() -> None:
    op.create_table(
        "opinion_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_opinion_appeal_answered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_opinion_appeal_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_opinion_appeal_seat_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["opinion_version.id"], name=op.f("fk_opinion_appeal_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_appeal")),
        sa.UniqueConstraint("version_id", name=op.f("uq_opinion_appeal_version_id")),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("opinion_appeal", "opinion_version", "opinion"):
        op.drop_table(table)
