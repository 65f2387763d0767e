"""ballot proof: voting rules, channels, the log of the ballots, and the steps of a count

Editions of before keep what they had: most votes, and whoever confirmed an e-mail address votes.

Revision ID: c1ballot
Revises: b1search
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "c1ballot"
down_revision: str | Sequence[str] | None = "b1search"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DEFAULTS_ONLY_FOR_ROWS_OF_BEFORE = {
    "ballot": ("channel", "level"),
    "count": (
        "rule",
        "digest",
        "log_size",
        "unrepresented",
        "steps",
        "comparisons",
        "channels",
        "levels",
        "participation",
    ),
    "plan": ("rule", "voters", "quota_least", "outside_names", "blank_count"),
    "standing": ("last", "left", "alone"),
}


@contextmanager
def _foreign_keys_at_rest() -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, which would take along what points to it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        with op.get_context().autocommit_block():
            op.execute("PRAGMA foreign_keys=OFF")
    yield
    if sqlite:
        with op.get_context().autocommit_block():
            op.execute("PRAGMA foreign_keys=ON")


def upgrade() -> None:
    """Add what the proof of a vote needs."""
    with _foreign_keys_at_rest():
        _upgrade()


def downgrade() -> None:
    """Take it away again."""
    with _foreign_keys_at_rest():
        _downgrade()


def _upgrade() -> None:
    # A leaf of the log says now that a ballot came, without telling when: the record of before told it to the second.
    for table in ("notification", "announced"):
        op.execute(f"DELETE FROM {table} WHERE event_id IN (SELECT id FROM event WHERE kind = 'ballot_opened')")
    op.execute("DELETE FROM event WHERE kind = 'ballot_opened'")
    op.create_table(
        "frozen_rules",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_frozen_rules_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_frozen_rules")),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_head_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
        sa.UniqueConstraint("plan_id", "size", name=op.f("uq_head_plan_id_size")),
    )
    op.create_table(
        "node",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_node_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "level", "index", name=op.f("pk_node")),
    )
    op.create_table(
        "leaf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("online", "assisted", "paper", "imported", name="channel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=True),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("superseded_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_leaf_ballot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_leaf_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["superseded_id"], ["leaf.id"], name=op.f("fk_leaf_superseded_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaf")),
        sa.UniqueConstraint("plan_id", "hash", name=op.f("uq_leaf_plan_id_hash")),
        sa.UniqueConstraint("superseded_id", name=op.f("uq_leaf_superseded_id")),
    )
    with op.batch_alter_table("leaf", schema=None) as batch_op:
        batch_op.create_index("ix_leaf_ballot", ["ballot_id", "id"], unique=False)
        batch_op.create_index(
            "ix_leaf_position",
            ["plan_id", "position"],
            unique=True,
            sqlite_where=sa.text("position IS NOT NULL"),
            postgresql_where=sa.text("position IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_leaf_waiting",
            ["plan_id"],
            unique=False,
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        )

    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_removal_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_removal_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_removal_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.UniqueConstraint("plan_id", "proposal_id", name=op.f("uq_removal_plan_id_proposal_id")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("online", "assisted", "paper", "imported", name="channel", native_enum=False, length=40),
                nullable=False,
                server_default="online",
            )
        )
        batch_op.add_column(
            sa.Column(
                "level",
                sa.Enum("email", "checked", name="level", native_enum=False, length=40),
                nullable=False,
                server_default="email",
            )
        )
        batch_op.add_column(sa.Column("paper_number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_ballot_plan_id_paper_number"), ["plan_id", "paper_number"])
        batch_op.create_foreign_key(
            op.f("fk_ballot_entered_by_id"), "person", ["entered_by_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rule",
                sa.Enum("approvals", "phragmen", "pav", "equal_shares", name="rule", native_enum=False, length=40),
                nullable=False,
                server_default="approvals",
            )
        )
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("log_size", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("unrepresented", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("steps", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("comparisons", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("channels", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("participation", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rule",
                sa.Enum("approvals", "phragmen", "pav", "equal_shares", name="rule", native_enum=False, length=40),
                nullable=False,
                server_default="approvals",
            )
        )
        batch_op.add_column(
            sa.Column(
                "voters",
                sa.Enum("email", "checked", name="level", native_enum=False, length=40),
                nullable=False,
                server_default="email",
            )
        )
        batch_op.add_column(
            sa.Column(
                "quota_by", sa.Enum("theme", "territory", name="dimension", native_enum=False, length=40), nullable=True
            )
        )
        batch_op.add_column(sa.Column("quota_least", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("quota_most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("outside_names", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("blank_count", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE plan SET counted_at = (SELECT closed_at FROM "count" WHERE "count".plan_id = plan.id)')

    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("left", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("alone", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_constraint(op.f("ck_plan_choices"), type_="check")
        batch_op.create_check_constraint(op.f("ck_plan_choices"), "choices >= 1 AND choices <= 50000")
        batch_op.create_check_constraint(
            op.f("ck_plan_quota"), "quota_least >= 0 AND (quota_most IS NULL OR quota_most >= quota_least)"
        )
    with op.batch_alter_table("choice") as batch_op:
        batch_op.drop_constraint(op.f("ck_choice_slot"), type_="check")
        batch_op.create_check_constraint(op.f("ck_choice_slot"), "slot >= 1 AND slot <= 50000")
    for table, columns in DEFAULTS_ONLY_FOR_ROWS_OF_BEFORE.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def _downgrade() -> None:
    with op.batch_alter_table("choice") as batch_op:
        batch_op.drop_constraint(op.f("ck_choice_slot"), type_="check")
        batch_op.create_check_constraint(op.f("ck_choice_slot"), "slot >= 1 AND slot <= 50")
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_constraint(op.f("ck_plan_quota"), type_="check")
        batch_op.drop_constraint(op.f("ck_plan_choices"), type_="check")
        batch_op.create_check_constraint(op.f("ck_plan_choices"), "choices >= 1 AND choices <= 50")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_column("alone")
        batch_op.drop_column("left")
        batch_op.drop_column("last")

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("unlinked_at")
        batch_op.drop_column("counted_at")
        batch_op.drop_column("blank_count")
        batch_op.drop_column("outside_names")
        batch_op.drop_column("quota_most")
        batch_op.drop_column("quota_least")
        batch_op.drop_column("quota_by")
        batch_op.drop_column("voters")
        batch_op.drop_column("rule")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("checked_at")

    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.drop_column("participation")
        batch_op.drop_column("levels")
        batch_op.drop_column("channels")
        batch_op.drop_column("comparisons")
        batch_op.drop_column("steps")
        batch_op.drop_column("unrepresented")
        batch_op.drop_column("log_size")
        batch_op.drop_column("digest")
        batch_op.drop_column("rule")

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_ballot_entered_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_ballot_plan_id_paper_number"), type_="unique")
        batch_op.drop_column("entered_by_id")
        batch_op.drop_column("paper_number")
        batch_op.drop_column("level")
        batch_op.drop_column("channel")

    op.drop_table("removal")
    with op.batch_alter_table("leaf", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_leaf_waiting", sqlite_where=sa.text("position IS NULL"), postgresql_where=sa.text("position IS NULL")
        )
        batch_op.drop_index(
            "ix_leaf_position",
            sqlite_where=sa.text("position IS NOT NULL"),
            postgresql_where=sa.text("position IS NOT NULL"),
        )
        batch_op.drop_index("ix_leaf_ballot")

    op.drop_table("leaf")
    op.drop_table("node")
    op.drop_table("head")
    op.drop_table("frozen_rules")
