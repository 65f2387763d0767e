"""coimplementation: who reports, monthly reports with evidence, stops

Revision ID: m1monitoring
Revises: k1reasons
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "m1monitoring"
down_revision: str | Sequence[str] | None = "k1reasons"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def _words() -> list[sa.Column[object]]:
    """Return the columns that a report and its draft share."""
    return [
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("voice", sa.String(40), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("missing", sa.String(40), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
    ]


def _points_to(table: str, target: str, name: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], ondelete=ondelete, name=f"fk_{table}_{name}_{target}")


def upgrade() -> None:
    """Make the five tables."""
    op.create_table(
        "reporter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.CheckConstraint("until_date IS NULL OR from_date <= until_date", name="ck_reporter_order"),
        _points_to("reporter", "plan", "plan_id", "CASCADE"),
        _points_to("reporter", "organisation", "organisation_id", "RESTRICT"),
        _points_to("reporter", "person", "person_id", "RESTRICT"),
        _points_to("reporter", "person", "named_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_reporter"),
    )
    op.create_index("ix_reporter_plan", "reporter", ["plan_id", "organisation_id"])
    op.create_index("ix_reporter_organisation_id", "reporter", ["organisation_id"])
    op.create_index("ix_reporter_person_id", "reporter", ["person_id"])
    op.create_table(
        "monthly_report",
        sa.Column("id", sa.Integer(), nullable=False),
        *_words(),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("share IS NULL OR (share >= 0 AND share <= 100)", name="ck_monthly_report_share"),
        sa.CheckConstraint("share IS NULL OR missing IS NULL", name="ck_monthly_report_missing"),
        sa.CheckConstraint(
            "finished_on IS NULL OR started_on IS NULL OR started_on <= finished_on", name="ck_monthly_report_order"
        ),
        _points_to("monthly_report", "milestone", "milestone_id", "RESTRICT"),
        _points_to("monthly_report", "organisation", "organisation_id", "RESTRICT"),
        _points_to("monthly_report", "person", "by_id", "SET NULL"),
        _points_to("monthly_report", "monthly_report", "corrects_id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_monthly_report"),
        sa.UniqueConstraint("corrects_id", name="uq_monthly_report_corrects_id"),
    )
    for name in ("milestone_id", "organisation_id", "by_id"):
        op.create_index(f"ix_monthly_report_{name}", "monthly_report", [name])
    op.create_index(
        "uq_monthly_report_first",
        "monthly_report",
        ["milestone_id", "month", "voice", sa.text("coalesce(organisation_id, 0)")],
        unique=True,
        sqlite_where=sa.text("corrects_id IS NULL"),
        postgresql_where=sa.text("corrects_id IS NULL"),
    )
    op.create_table(
        "report_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *_words(),
        sa.Column("saved_at", MOMENT, nullable=False),
        _points_to("report_draft", "person", "person_id", "CASCADE"),
        _points_to("report_draft", "milestone", "milestone_id", "RESTRICT"),
        _points_to("report_draft", "organisation", "organisation_id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_report_draft"),
        sa.UniqueConstraint(
            "person_id", "milestone_id", "voice", "month", name="uq_report_draft_person_id_milestone_id_voice_month"
        ),
    )
    for name in ("milestone_id", "organisation_id"):
        op.create_index(f"ix_report_draft_{name}", "report_draft", [name])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("proves", sa.String(300), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.CheckConstraint("size >= 0", name="ck_evidence_size"),
        _points_to("evidence", "monthly_report", "report_id", "RESTRICT"),
        _points_to("evidence", "person", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    for name in ("report_id", "by_id"):
        op.create_index(f"ix_evidence_{name}", "evidence", [name])
    op.create_table(
        "milestone_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("until_date IS NULL OR since_date <= until_date", name="ck_milestone_stop_order"),
        _points_to("milestone_stop", "milestone", "milestone_id", "RESTRICT"),
        _points_to("milestone_stop", "forum_decision", "decision_id", "RESTRICT"),
        _points_to("milestone_stop", "person", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_milestone_stop"),
    )
    op.create_index("ix_milestone_stop_milestone_id", "milestone_stop", ["milestone_id"])


def downgrade() -> None:
    """Take them away, those that point to others first."""
    for table in ("milestone_stop", "evidence", "report_draft", "monthly_report", "reporter"):
        op.drop_table(table)
