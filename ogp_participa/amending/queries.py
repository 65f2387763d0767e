"""Reading amendments, and what they made of the commitments of a published plan."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ogp_participa.amending.models import Amendment, AmendmentKind, AmendmentState
from ogp_participa.amending.rules import MOST_SOURCES, Known
from ogp_participa.commitments.models import Commitment
from ogp_participa.commitments.queries import contents_of
from ogp_participa.commitments.rules import needs
from ogp_participa.database import db
from ogp_participa.forum.models import ForumDecision
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal
from ogp_participa.proposals.queries import split_reference
from ogp_participa.publication.models import PlanEdition

MOST = 200
"""Amendments that a page holds at most."""

_ADDS = Amendment.kind == AmendmentKind.ADDITION
_TOOK_OUT = sa.and_(Amendment.kind == AmendmentKind.REMOVAL, Amendment.state == AmendmentState.PUBLISHED)
_OPEN = Amendment.state == AmendmentState.OPEN

_READ = (
    joinedload(Amendment.commitment).joinedload(Commitment.plan),
    joinedload(Amendment.decision),
    joinedload(Amendment.edition),
)


def amendments_of(plan: Plan) -> list[Amendment]:
    """Every amendment to a plan, newest first."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id).order_by(Amendment.number.desc()).limit(MOST)
    return list(db.session.scalars(query.options(*_READ)))


def amendment_by_number(plan: Plan, number: int) -> Amendment | None:
    """One amendment to a plan, with the proposals that it names."""
    query = sa.select(Amendment).where(Amendment.plan_id == plan.id, Amendment.number == number)
    return db.session.scalars(query.options(*_READ, selectinload(Amendment.sources))).first()


def open_amendment(commitment: Commitment) -> Amendment | None:
    """The amendment to a commitment that is open."""
    return db.session.scalars(sa.select(Amendment).where(Amendment.commitment_id == commitment.id, _OPEN)).first()


def amendment_about(commitment: Commitment) -> Amendment | None:
    """What a reader of the commitment must know: the amendment that is open, or, where the published plan does not hold
    the commitment, the one that would have added it or took it out. Drafts have none."""
    if not commitment.plan.published:
        return None
    wanted = _OPEN if commitment.published else sa.or_(_OPEN, _ADDS, _TOOK_OUT)
    query = sa.select(Amendment).where(Amendment.commitment_id == commitment.id, wanted)
    query = query.options(joinedload(Amendment.edition)).order_by(Amendment.number.desc())
    return db.session.scalars(query.limit(1)).first()


def outside(plan: Plan) -> dict[int, Amendment]:
    """The same for each commitment that the published plan does not hold, by its number in the database."""
    query = (
        sa.select(Amendment)
        .join(Amendment.commitment)
        .where(Amendment.plan_id == plan.id, Commitment.published == 0, sa.or_(_ADDS, _TOOK_OUT))
        .options(contains_eager(Amendment.commitment))
        .order_by(Amendment.number)
        .limit(MOST)
    )
    return {one.commitment_id: one for one in db.session.scalars(query)} if plan.published else {}


def amendments_to(commitment: Commitment) -> list[Amendment]:
    """Every amendment to one commitment, oldest first."""
    query = sa.select(Amendment).where(Amendment.commitment_id == commitment.id).order_by(Amendment.number)
    return list(db.session.scalars(query.limit(MOST))) if commitment.plan.published else []


def amended_into(plan: Plan) -> dict[int, Amendment]:
    """The amendment that each published version of the plan came from, by the number of the version."""
    query = (
        sa.select(PlanEdition.number, Amendment)
        .join(PlanEdition, PlanEdition.id == Amendment.edition_id)
        .where(Amendment.plan_id == plan.id)
        .order_by(PlanEdition.number.desc())
        .limit(MOST)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def texts_of(amendment: Amendment) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the commitment said when the amendment began (nothing where it is new), and what the amendment says (or
    takes out)."""
    contents = contents_of(amendment.commitment, [amendment.base, amendment.ends])
    return contents.get(amendment.base, {}), contents[amendment.ends]


def known_of(amendment: Amendment) -> Known:
    """What must hold before the amendment is published, as it is now."""
    before, said = texts_of(amendment)
    return Known(
        same=before == said,
        gaps=[one.label for one in needs(said) if not one.filled],
        others=others_in(amendment.commitment),
        sources=amendment.sources,
    )


def others_in(commitment: Commitment) -> int:
    """How many other commitments the published plan holds."""
    query = sa.select(sa.func.count()).where(
        Commitment.plan_id == commitment.plan_id, Commitment.published > 0, Commitment.id != commitment.id
    )
    return db.session.scalar(query) or 0


def titles_to_add(plan: Plan) -> list[str]:
    """The titles of the commitments that open amendments would add."""
    query = sa.select(Commitment.title).join(Amendment, Amendment.commitment_id == Commitment.id)
    return list(db.session.scalars(query.where(Amendment.plan_id == plan.id, _ADDS, _OPEN).limit(MOST)))


def proposals_cited(plan: Plan, references: Sequence[str]) -> dict[str, Proposal]:
    """The proposals of this plan that people cite so, by reference; others are left out."""
    cited = [parts for parts in map(split_reference, references[: MOST_SOURCES + 1]) if parts]
    query = sa.select(Proposal).where(Proposal.plan_id == plan.id, sa.tuple_(Proposal.year, Proposal.number).in_(cited))
    return {one.reference: one for one in db.session.scalars(query)} if cited else {}


def record_of(amendment: Amendment) -> dict[str, Any]:
    """An amendment as plain data, with the addresses of the data that it names."""
    _before, said = texts_of(amendment)
    plan, commitment, decision = amendment.plan, amendment.commitment, amendment.decision
    new = amendment.ends if amendment.kind is not AmendmentKind.REMOVAL else 0
    return {
        "plan": plan.slug,
        "number": amendment.number,
        "kind": amendment.kind.value,
        "state": amendment.state.value,
        "reason": amendment.reason,
        "outcome": amendment.outcome,
        "opened_at": amendment.at.isoformat(),
        "closed_at": amendment.closed_at.isoformat() if amendment.closed_at else None,
        "commitment": {
            "reference": commitment.reference,
            "title": said["title"],
            "address": url_for("opendata.commitment_json", reference=commitment.reference, _external=True),
        },
        "from_version": _version(commitment, amendment.base),
        "to_version": _version(commitment, new),
        "came_from": [_proposal(one) for one in amendment.sources],
        "decision": _decided(decision) if decision else None,
        "plan_version": _edition(plan, amendment.edition) if amendment.edition else None,
        "address": url_for("amending.show", slug=plan.slug, number=amendment.number, _external=True),
    }


def _version(commitment: Commitment, number: int) -> dict[str, Any] | None:
    where: dict[str, Any] = {"reference": commitment.reference, "number": number}
    return {"number": number, "address": url_for("opendata.version_json", **where, _external=True)} if number else None


def _proposal(one: Proposal) -> dict[str, Any]:
    address = url_for("opendata.proposal_json", reference=one.reference, _external=True)
    return {"reference": one.reference, "title": one.title, "address": address}


def _decided(one: ForumDecision) -> dict[str, Any]:
    votes = {name: getattr(one, name) for name in ("votes_for", "votes_against", "abstentions")}
    told = {"reference": one.reference, "title": one.title, "text": one.text}
    return {**told, "decided_on": one.decided_on.isoformat(), **votes}


def _edition(plan: Plan, edition: PlanEdition) -> dict[str, Any]:
    where: dict[str, Any] = {"slug": plan.slug, "number": edition.number, "kind": "json"}
    return {"number": edition.number, "address": url_for("publication.file", **where, _external=True)}
