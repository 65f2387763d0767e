"""consultation: drafts before the public, what people say of them, and who agrees

Revision ID: f1consultation
Revises: e1opinions
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "f1consultation"
down_revision: str | Sequence[str] | None = "e1opinions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    """Add the tables of the consultation."""
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("accepts_new", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _moment("opened_at"),
        _key("plan_draft", "by_id", "person", "SET NULL"),
        _key("plan_draft", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_draft_plan_id_number")),
    )
    op.create_table(
        "draft_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        _key("draft_part", "commitment_id", "commitment", "CASCADE"),
        _key("draft_part", "draft_id", "plan_draft", "CASCADE"),
        _key("draft_part", "version_id", "commitment_version", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_part")),
        sa.UniqueConstraint("draft_id", "commitment_id", name=op.f("uq_draft_part_draft_id_commitment_id")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_part_draft_id_number")),
    )
    op.create_index(op.f("ix_draft_part_commitment_id"), "draft_part", ["commitment_id"], unique=False)
    _create_contributions()
    _create_what_happens_to_them()


def _create_contributions() -> None:
    kinds = ("wording", "question", "support", "objection", "new_commitment")
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="contributionkind", native_enum=False, length=40), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("passage", sa.String(length=60), nullable=False),
        sa.Column("cited", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("signed", sa.String(length=160), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        _moment("at"),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        _key("contribution", "author_id", "person", "SET NULL"),
        _key("contribution", "commitment_id", "commitment", "CASCADE"),
        _key("contribution", "draft_id", "plan_draft", "CASCADE"),
        _key("contribution", "plan_id", "plan", "CASCADE"),
        _key("contribution", "workshop_id", "workshop", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_contribution_year_number")),
    )
    for column in ("author_id", "commitment_id", "plan_id"):
        op.create_index(op.f(f"ix_contribution_{column}"), "contribution", [column], unique=False)
    op.create_index("ix_contribution_place", "contribution", ["draft_id", "commitment_id", "passage"], unique=False)


def _create_what_happens_to_them() -> None:
    op.create_table(
        "agreement",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _moment("at"),
        _key("agreement", "contribution_id", "contribution", "CASCADE"),
        _key("agreement", "person_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("contribution_id", "person_id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_person_id"), "agreement", ["person_id"], unique=False)
    op.create_table(
        "contribution_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment("at"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        _key("contribution_report", "contribution_id", "contribution", "CASCADE"),
        _key("contribution_report", "person_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_report")),
        sa.UniqueConstraint(
            "contribution_id", "person_id", name=op.f("uq_contribution_report_contribution_id_person_id")
        ),
    )
    op.create_table(
        "contribution_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("hide", "restore", "keep", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _moment("at"),
        _key("contribution_decision", "by_id", "person", "SET NULL"),
        _key("contribution_decision", "contribution_id", "contribution", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_decision")),
    )
    op.create_index(
        op.f("ix_contribution_decision_contribution_id"), "contribution_decision", ["contribution_id"], unique=False
    )


def downgrade() -> None:
    """Take them away again."""
    for table in (
        *("contribution_decision", "contribution_report", "agreement", "contribution", "draft_part", "plan_draft"),
    ):
        op.drop_table(table)
