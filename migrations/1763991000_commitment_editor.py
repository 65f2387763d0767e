"""commitment editor: the fields of OGP's template, institutions, milestones, versions

Commitments of before keep title and summary; what is new about them is empty.

Revision ID: d1commitments
Revises: c1ballot
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "d1commitments"
down_revision: str | Sequence[str] | None = "c1ballot"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXTS = ("problem", "causes", "status_quo", "done_so_far", "action", "result")


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
    """Add what the editor needs."""
    op.add_column("commitment", sa.Column("short_title", sa.String(length=80), nullable=False, server_default=""))
    for name in TEXTS:
        op.add_column("commitment", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("commitment", sa.Column("served", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("commitment", sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("commitment", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with _foreign_keys_at_rest(), op.batch_alter_table("commitment") as batch_op:
        for name in ("short_title", *TEXTS, "served", "areas", "version"):
            batch_op.alter_column(name, server_default=None)  # the defaults were for the rows of before
    _create_names()
    _create_parts()
    _create_milestones()
    _create_versions()


def _create_names() -> None:
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_name_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    op.create_index("ix_former_name_organisation", "former_name", ["organisation_id", "until"], unique=False)


def _create_parts() -> None:
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Enum("lead", "support", name="role", native_enum=False, length=40), nullable=False),
        sa.Column("contact_name", sa.String(length=160), nullable=False),
        sa.Column("contact_post", sa.String(length=160), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("private_name", sa.String(length=160), nullable=False),
        sa.Column("private_email", sa.String(length=254), nullable=False),
        sa.Column("private_phone", sa.String(length=60), nullable=False),
        sa.Column("private_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_part_commitment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_part_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("commitment_id", "organisation_id", name=op.f("uq_part_commitment_id_organisation_id")),
    )
    op.create_index(op.f("ix_part_organisation_id"), "part", ["organisation_id"], unique=False)


def _create_milestones() -> None:
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_milestone_commitment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_milestone_organisation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("commitment_id", "serial", name=op.f("uq_milestone_commitment_id_serial")),
    )
    op.create_index(op.f("ix_milestone_organisation_id"), "milestone", ["organisation_id"], unique=False)


def _create_versions() -> None:
    op.create_table(
        "commitment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_commitment_version_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_version_commitment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_version")),
        sa.UniqueConstraint("commitment_id", "number", name=op.f("uq_commitment_version_commitment_id_number")),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("commitment_version", "milestone", "part", "former_name"):
        op.drop_table(table)
    for name in ("version", "ends_on", "starts_on", "areas", "served", *reversed(TEXTS), "short_title"):
        op.drop_column("commitment", name)
