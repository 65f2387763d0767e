"""Finding proposals by their reference, their versions and their files."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.core.database import db
from ogp_participa.edition.plans.queries import edition_as_of_late
from ogp_participa.proposals.proposals.models import (
    Attachment,
    Proposal,
    ProposalVersion,
)

REFERENCE = re.compile(r"[Pp][-\s]?(\d{4})[-\s](\d{1,9})")


def split_reference(text: str) -> tuple[int, int] | None:
    """Return year and number in "P-2026-0123" (also "p 2026 123", and with a slug after it); None when it is none."""
    match = REFERENCE.match(text.strip())
    return (int(match[1]), int(match[2])) if match else None


_CITED = (Proposal.year == sa.bindparam("year"), Proposal.number == sa.bindparam("number"))
_BY_REFERENCE = (
    sa.select(Proposal)
    .where(*_CITED)
    .options(
        joinedload(Proposal.plan),
        joinedload(Proposal.theme),
        joinedload(Proposal.merged_into),
    )
)
_ALONE = sa.select(Proposal).where(*_CITED)


def by_reference(reference: str) -> Proposal | None:
    """Return the proposal that people cite so, with its plan, theme, workshop and host."""
    parts = split_reference(reference)
    if parts is None:
        return None
    return db.session.scalars(_BY_REFERENCE, {"year": parts[0], "number": parts[1]}).first()


def by_reference_as_of_late(reference: str) -> Proposal | None:
    """Return the proposal that people cite so, for reading alone: its plan and theme may be a second old."""
    parts = split_reference(reference)
    if parts is None:
        return None
    proposal = db.session.scalars(_ALONE, {"year": parts[0], "number": parts[1]}).first()
    if proposal is not None:
        plan, themes = edition_as_of_late(proposal.plan_id)
        set_committed_value(proposal, "plan", plan)
        set_committed_value(proposal, "theme", themes.get(proposal.theme_id or 0))
    return proposal


def attachment_with_proposal(number: int) -> tuple[Attachment, Proposal] | None:
    """Return a file of a proposal, and the proposal."""
    query = (
        sa.select(Attachment, Proposal)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == number)
        .options(joinedload(Proposal.plan))
    )
    pair = db.session.execute(query).first()
    return (pair[0], pair[1]) if pair else None


def versions_of(proposal: Proposal, limit: int = 100) -> list[ProposalVersion]:
    """Return what the proposal said, version by version, the newest first."""
    query = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id)
        .options(joinedload(ProposalVersion.theme))
        .order_by(ProposalVersion.number.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def last_number(year: int) -> int:
    """Return the highest number given to a proposal in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Proposal.number)).where(Proposal.year == year)) or 0
