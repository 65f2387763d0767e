"""publication: published versions of a plan and amendments to it

Revision ID: h1publication
Revises: g1responses
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "h1publication"
down_revision: str | Sequence[str] | None = "g1responses"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Add what says which version is published, and the tables of publication."""
    op.add_column("plan", sa.Column("published", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("commitment", sa.Column("published", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("commitment", sa.Column("amending", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "plan_edition",
        *(_number("id"), _number("plan_id"), _number("number")),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("foreword", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(length=40), nullable=False),
        sa.Column("ends", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("plan_edition", "by_id", "person", "SET NULL"),
        _key("plan_edition", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_edition")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_edition_plan_id_number")),
    )
    op.create_table(
        "edition_part",
        *(_number("id"), _number("edition_id"), _number("commitment_id"), _number("version_id"), _number("number")),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        _key("edition_part", "commitment_id", "commitment", "RESTRICT"),
        _key("edition_part", "edition_id", "plan_edition", "CASCADE"),
        _key("edition_part", "version_id", "commitment_version", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_part")),
        sa.UniqueConstraint("edition_id", "commitment_id", name=op.f("uq_edition_part_edition_id_commitment_id")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_edition_part_edition_id_number")),
    )
    op.create_index(op.f("ix_edition_part_commitment_id"), "edition_part", ["commitment_id"], unique=False)
    _create_amendments()


def _create_amendments() -> None:
    states = sa.Enum("open", "published", "withdrawn", name="amendmentstate", native_enum=False, length=40)
    op.create_table(
        "amendment",
        *(_number("id"), _number("plan_id"), _number("number"), _number("commitment_id")),
        sa.Column("state", states, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("base"),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'published' OR decision_id IS NOT NULL", name=op.f("ck_amendment_decision")),
        _key("amendment", "by_id", "person", "SET NULL"),
        _key("amendment", "commitment_id", "commitment", "CASCADE"),
        _key("amendment", "decision_id", "forum_decision", "RESTRICT"),
        _key("amendment", "edition_id", "plan_edition", "SET NULL"),
        _key("amendment", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_amendment_plan_id_number")),
    )
    op.create_index(op.f("ix_amendment_commitment_id"), "amendment", ["commitment_id"], unique=False)


def downgrade() -> None:
    """Take it all away again."""
    for table in ("amendment", "edition_part", "plan_edition"):
        op.drop_table(table)
    for table, column in (("commitment", "amending"), ("commitment", "published"), ("plan", "published")):
        op.drop_column(table, column)
