"""rollcall: a motion before the seats of the forum, their votes, and the way by which each vote came

Revision ID: j1rollcall
Revises: i1removal
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "j1rollcall"
down_revision: str | Sequence[str] | None = "i1removal"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VOTES = ("for", "against", "abstained", "conflict", "absent")


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _one_of(column: str, name: str, *values: str, **options: str) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, length=40)
    return sa.Column(column, kind, nullable=False, **options)


def upgrade() -> None:
    """Add the tables; every vote of before came from the minutes."""
    op.add_column("seat_vote", _one_of("way", "way", "online", "room", "minutes", server_default="minutes"))
    with op.batch_alter_table("seat_vote") as batch_op:
        batch_op.alter_column("way", server_default=None)  # the default was for the rows of before
    op.create_table(
        "roll_call",
        *(_number("id"), _number("plan_id")),
        _one_of("state", "callstate", "open", "closed", "withdrawn"),
        *(_number("after"), _number("draft_id", nullable=True)),
        _one_of("motion", "motion", "approve", "approve_with_changes", "reject"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(_number("deliberation_id", nullable=True), _number("by_id", nullable=True)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'closed' OR deliberation_id IS NOT NULL", name=op.f("ck_roll_call_closed")),
        _key("roll_call", "by_id", "person", "SET NULL"),
        _key("roll_call", "deliberation_id", "deliberation", "RESTRICT"),
        _key("roll_call", "draft_id", "plan_draft", "RESTRICT"),
        _key("roll_call", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_call")),
        sa.UniqueConstraint("deliberation_id", name=op.f("uq_roll_call_deliberation_id")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_roll_call_open", "roll_call", ["plan_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "roll_vote",
        *(_number("id"), _number("call_id"), _number("seat_id"), _number("tenure_id")),
        _one_of("vote", "vote", *VOTES),
        sa.Column("text", sa.Text(), nullable=False),
        _one_of("way", "way", "online", "room", "minutes"),
        *(_number("revision"), _number("by_id", nullable=True)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("roll_vote", "by_id", "person", "SET NULL"),
        _key("roll_vote", "call_id", "roll_call", "CASCADE"),
        _key("roll_vote", "seat_id", "seat", "RESTRICT"),
        _key("roll_vote", "tenure_id", "tenure", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_vote")),
        sa.UniqueConstraint("call_id", "seat_id", name=op.f("uq_roll_vote_call_id_seat_id")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("roll_vote")
    op.drop_table("roll_call")
    op.drop_column("seat_vote", "way")
