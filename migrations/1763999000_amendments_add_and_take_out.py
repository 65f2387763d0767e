"""amending: amendments that add a commitment or take one out, and one open amendment at a time

Revision ID: l1amending
Revises: k1reasons
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "l1amending"
down_revision: str | Sequence[str] | None = "k1reasons"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Say what each amendment does (so far all change a commitment), and from which proposals it comes."""
    kinds = sa.Enum("change", "addition", "removal", name="amendmentkind", native_enum=False, length=40)
    op.add_column("amendment", sa.Column("kind", kinds, nullable=False, server_default="change"))
    op.create_index(
        "ix_amendment_open", "amendment", ["commitment_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "amendment_source",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_source_amendment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_amendment_source_proposal_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("amendment_id", "proposal_id", name=op.f("pk_amendment_source")),
    )
    op.create_index(op.f("ix_amendment_source_proposal_id"), "amendment_source", ["proposal_id"], unique=False)


def downgrade() -> None:
    """Take it away. What was before knows changes alone: an amendment that adds or takes out would be read as one."""
    op.drop_table("amendment_source")
    op.execute("DELETE FROM amendment WHERE kind <> 'change'")
    op.execute("UPDATE amendment SET state = 'withdrawn' WHERE state = 'rejected'")
    op.execute("UPDATE commitment SET amending = false WHERE published = 0")
    op.drop_index("ix_amendment_open", table_name="amendment")
    op.drop_column("amendment", "kind")
