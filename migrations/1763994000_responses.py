"""responses: reasoned responses to every contribution; what a decision needs, deliberations seat by seat, signed acts

Revision ID: g1responses
Revises: f1consultation
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "g1responses"
down_revision: str | Sequence[str] | None = "f1consultation"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _words(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _one_of(column: str, name: str, *values: str, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sa.Enum(*values, name=name, native_enum=False, length=40), nullable=nullable)


SECTORS = ("government", "civil_society")


def upgrade() -> None:
    """Add the tables of the responses and of the decision."""
    _create_replies()
    _create_terms()
    _create_deliberations()
    _create_acts()


def _create_replies() -> None:
    op.create_table(
        "reply",
        _number("id"),
        _number("plan_id"),
        _one_of("outcome", "replyoutcome", "accepted", "in_part", "covered", "not_accepted"),
        _words("text"),
        _number("organisation_id"),
        _words("institution", 160),
        _words("role", 120),
        _number("commitment_id", nullable=True),
        _number("milestone_id", nullable=True),
        _words("cited", 60),
        _number("by_id", nullable=True),
        _moment("at"),
        _key("reply", "by_id", "person", "SET NULL"),
        _key("reply", "commitment_id", "commitment", "RESTRICT"),
        _key("reply", "milestone_id", "milestone", "RESTRICT"),
        _key("reply", "organisation_id", "organisation", "RESTRICT"),
        _key("reply", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    for column in ("commitment_id", "plan_id"):
        op.create_index(op.f(f"ix_reply_{column}"), "reply", [column], unique=False)
    op.create_table(
        "answered",
        _number("id"),
        _number("plan_id"),
        _number("reply_id"),
        _number("proposal_id", nullable=True),
        _number("contribution_id", nullable=True),
        _number("number"),
        _number("previous_id", nullable=True),
        _number("days"),
        sa.CheckConstraint("(proposal_id IS NULL) <> (contribution_id IS NULL)", name=op.f("ck_answered_subject")),
        sa.CheckConstraint("number = 1 OR previous_id IS NOT NULL", name=op.f("ck_answered_chain")),
        _key("answered", "contribution_id", "contribution", "CASCADE"),
        _key("answered", "plan_id", "plan", "CASCADE"),
        _key("answered", "previous_id", "answered", "CASCADE"),
        _key("answered", "proposal_id", "proposal", "CASCADE"),
        _key("answered", "reply_id", "reply", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answered")),
        sa.UniqueConstraint("contribution_id", "number", name=op.f("uq_answered_contribution_id_number")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_answered_previous_id")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_answered_proposal_id_number")),
    )
    op.create_index("ix_answered_plan", "answered", ["plan_id", "number", "days"], unique=False)
    op.create_index(op.f("ix_answered_reply_id"), "answered", ["reply_id"], unique=False)


def _create_terms() -> None:
    op.create_table(
        "decision_terms",
        _number("id"),
        _number("plan_id"),
        _flag("forum"),
        _flag("homologation"),
        _flag("endorsement"),
        _number("quorum"),
        _flag("quorum_share"),
        _one_of("majority", "majority", "more_for", "half_of_seats", "two_thirds"),
        _flag("each_sector"),
        _words("source"),
        _number("by_id", nullable=True),
        _moment("at"),
        sa.CheckConstraint(
            "quorum >= 0 AND (NOT quorum_share OR quorum <= 100)", name=op.f("ck_decision_terms_quorum")
        ),
        sa.CheckConstraint("forum OR homologation OR endorsement", name=op.f("ck_decision_terms_acts")),
        _key("decision_terms", "by_id", "person", "SET NULL"),
        _key("decision_terms", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_terms")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_decision_terms_plan_id")),
    )


def _create_deliberations() -> None:
    op.create_table(
        "deliberation",
        _number("id"),
        _number("plan_id"),
        _number("number"),
        _number("draft_id", nullable=True),
        _number("decision_id"),
        _one_of("motion", "motion", "approve", "approve_with_changes", "reject"),
        _words("text"),
        sa.Column("held_on", sa.Date(), nullable=False),
        _words("minutes", 500),
        sa.Column("terms", sa.JSON(), nullable=False),
        _flag("carried"),
        _number("by_id", nullable=True),
        _moment("at"),
        _key("deliberation", "by_id", "person", "SET NULL"),
        _key("deliberation", "decision_id", "forum_decision", "RESTRICT"),
        _key("deliberation", "draft_id", "plan_draft", "RESTRICT"),
        _key("deliberation", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_deliberation_decision_id")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_deliberation_plan_id_number")),
    )
    op.create_table(
        "seat_vote",
        _number("id"),
        _number("deliberation_id"),
        _number("seat_id"),
        _one_of("sector", "sector", *SECTORS),
        _words("segment", 120),
        _words("organisation", 160),
        _number("person_id", nullable=True),
        _one_of("position", "position", "titular", "suplente", nullable=True),
        _one_of("vote", "vote", "for", "against", "abstained", "conflict", "absent"),
        _words("text"),
        _key("seat_vote", "deliberation_id", "deliberation", "CASCADE"),
        _key("seat_vote", "person_id", "person", "SET NULL"),
        _key("seat_vote", "seat_id", "seat", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_vote")),
        sa.UniqueConstraint("deliberation_id", "seat_id", name=op.f("uq_seat_vote_deliberation_id_seat_id")),
    )


def _create_acts() -> None:
    op.create_table(
        "signed_act",
        _number("id"),
        _number("plan_id"),
        _one_of("kind", "act", "homologation", "endorsement"),
        _number("version"),
        _number("deliberation_id", nullable=True),
        _number("organisation_id"),
        _words("institution", 160),
        _words("role", 120),
        _words("number", 80),
        sa.Column("signed_on", sa.Date(), nullable=False),
        _words("gazette", 200),
        _words("process", 20),
        _words("text"),
        _number("by_id", nullable=True),
        _moment("at"),
        _key("signed_act", "by_id", "person", "SET NULL"),
        _key("signed_act", "deliberation_id", "deliberation", "RESTRICT"),
        _key("signed_act", "organisation_id", "organisation", "RESTRICT"),
        _key("signed_act", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_act")),
        sa.UniqueConstraint("plan_id", "kind", "version", name=op.f("uq_signed_act_plan_id_kind_version")),
    )
    op.create_table(
        "act_document",
        _number("id"),
        _number("plan_id"),
        _number("deliberation_id", nullable=True),
        _number("act_id", nullable=True),
        _words("name", 160),
        _words("media_type", 60),
        _number("size"),
        _words("digest", 64),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(deliberation_id IS NULL) <> (act_id IS NULL)", name=op.f("ck_act_document_owner")),
        _key("act_document", "act_id", "signed_act", "CASCADE"),
        _key("act_document", "deliberation_id", "deliberation", "CASCADE"),
        _key("act_document", "plan_id", "plan", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_document")),
        sa.UniqueConstraint("act_id", name=op.f("uq_act_document_act_id")),
        sa.UniqueConstraint("deliberation_id", name=op.f("uq_act_document_deliberation_id")),
    )
    op.create_index(op.f("ix_act_document_plan_id"), "act_document", ["plan_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (*("act_document", "signed_act", "seat_vote", "deliberation", "decision_terms", "answered", "reply"),):
        op.drop_table(table)
