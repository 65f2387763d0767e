"""Public data, read in batches: a whole plan never stands in memory at once."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from ogp_participa.core.database import db
from ogp_participa.decision.publication.queries import editions_with
from ogp_participa.drafting.commitments.content import public_data
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.commitments.queries import public_content, versions_of
from ogp_participa.drafting.consultation.models import ContributionKind
from ogp_participa.drafting.consultation.queries.contributions import ShownContribution, contributions_of
from ogp_participa.drafting.feasibility.queries import OpinionSummary, opinions_on
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.moderation.queries.decisions import versions_set_aside
from ogp_participa.proposals.browsing.filters import ProposalFilters
from ogp_participa.proposals.browsing.queries.lists import narrowed
from ogp_participa.proposals.proposals.content import content_of
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, ProposalVersion, State, address_of, reference_of
from ogp_participa.readers.opendata import tracing

BATCH = 500
FEED = 50

_host = aliased(Proposal)
_NAMES = (
    *("id", "year", "number", "state", "title", "summary", "problem", "change", "territory", "signed", "workshop_id"),
    *("language", "link", "comment_count", "submitted_at", "undated", "published_at", "outside_reference"),
)
_COLUMNS = (
    *(getattr(Proposal, name) for name in _NAMES),
    Theme.key.label("theme"),
    Proposal.values.label("ogp_values"),
    _host.year.label("host_year"),
    _host.number.label("host_number"),
)


def _public(query: Any) -> Any:
    """Only what everybody may read, with theme and host. (A refused text may hold what it was refused for.)"""
    return (
        query.where(Proposal.state.in_(PUBLIC))
        .outerjoin(Theme, Theme.id == Proposal.theme_id)
        .outerjoin(_host, _host.id == Proposal.merged_into_id)
    )


def records(plan: Plan, filters: ProposalFilters) -> Iterator[dict[str, Any]]:
    """Each public proposal that the filters let through, in order of publication, as plain data."""
    query, _found = narrowed(plan.id, filters, *_COLUMNS)
    query = _public(query).order_by(Proposal.id).execution_options(yield_per=BATCH)
    for row in db.session.execute(query):
        yield as_record(row)


def newest(plan: Plan) -> list[dict[str, Any]]:
    """The proposals published last."""
    query = sa.select(*_COLUMNS).where(Proposal.plan_id == plan.id)
    query = _public(query).order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(FEED)
    return [as_record(row) for row in db.session.execute(query)]


def record_of(proposal: Proposal) -> dict[str, Any]:
    """One proposal with its versions (but those that went back for what they said), what was joined with it, and the
    commitments that it feeds."""
    row = db.session.execute(_public(sa.select(*_COLUMNS).where(Proposal.id == proposal.id))).one()
    guests = sa.select(Proposal.year, Proposal.number).where(Proposal.merged_into_id == proposal.id).limit(BATCH)
    versions = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.number.not_in(versions_set_aside(proposal)))
        .order_by(ProposalVersion.number)
        .limit(BATCH)
    )
    fed = sa.select(Commitment).join(Promotion).where(Promotion.proposal_id == proposal.id).limit(BATCH)
    return {
        **as_record(row),
        "merged_from": [reference_of(year, number) for year, number in db.session.execute(guests)],
        "commitments": [as_fed(commitment) for commitment in db.session.scalars(fed)],
        "opinions": [as_opinion(given) for given in opinions_on(proposal).values()],
        "versions": [as_version(proposal, version) for version in db.session.scalars(versions)],
    }


def record_of_commitment(commitment: Commitment) -> dict[str, Any]:
    """Everything public about one commitment: what it says, how it came to say so, and the proposals in it. What only
    staff see of contacts is not in what a version keeps, so it cannot be here."""
    sources = (
        sa.select(Proposal.year, Proposal.number, Promotion.basis)
        .join(Promotion, Promotion.proposal_id == Proposal.id)
        .where(Promotion.commitment_id == commitment.id)
        .order_by(Promotion.rank, Promotion.id)
        .limit(BATCH)
    )
    content, said, versions = public_content(commitment), tracing.said_of(commitment), versions_of(commitment)
    came_from = [
        {"reference": reference_of(year, number), "basis": basis.value}
        for year, number, basis in db.session.execute(sources)
    ]
    references = [one["reference"] for one in came_from]
    names: dict[str, Any] = {
        "reference": commitment.reference,
        "number": commitment.number,
        "ogp_id": commitment.ogp_id,
    }
    data = public_data(content, **names, version=commitment.version)
    return {
        **names,
        "plan": commitment.plan.slug,
        "published_version": commitment.published or None,
        "published_in": [{"plan_version": number, "version": held} for number, held in editions_with(commitment)],
        **data,
        "milestones": [
            {**one, "links": tracing.of_milestone(commitment, one["serial"], said)} for one in data["milestones"]
        ],
        "came_from": came_from,
        "opinions": [as_opinion(given) for given in opinions_on(commitment).values()],
        "changed_by": list(dict.fromkeys(reference for reference, _serial in said)),
        "versions": [as_commitment_version(version) for version in versions],
        "links": tracing.of_commitment(commitment, references, said, [version.number for version in versions]),
    }


def as_fed(commitment: Commitment) -> dict[str, Any]:
    """A commitment that a proposal feeds: which, and as which version it is published, if it is."""
    told = {"reference": commitment.reference, "title": commitment.title}
    return {**told, "published_version": commitment.published or None}


def as_commitment_version(version: CommitmentVersion) -> dict[str, Any]:
    """A version as published: who acted as what, when, why, and what changed; the whole text is at its own address."""
    return {
        "number": version.number,
        "at": version.at.isoformat(),
        "by": version.role or None,
        "reason": version.reason,
        "changed": version.changed,
    }


def as_record(row: Any) -> dict[str, Any]:
    """A row as published: the signature is the one its author chose, and nothing else is said about a person."""
    return {
        "reference": reference_of(row.year, row.number),
        "state": State(row.state).value,
        "title": row.title,
        "summary": row.summary,
        "problem": row.problem,
        "change": row.change,
        "theme": row.theme,
        "values": list(row.ogp_values or []),
        "territory": row.territory,
        "signature": row.signed,
        "workshop": row.workshop_id is not None,
        "language": row.language,
        "link": row.link,
        "comments": row.comment_count,
        "submitted_at": None if row.undated else row.submitted_at.isoformat(),
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "merged_into": reference_of(row.host_year, row.host_number) if row.host_year else None,
        "source": row.outside_reference,
        "address": address_of(row.year, row.number, row.title),
    }


def as_opinion(given: OpinionSummary) -> dict[str, Any]:
    """The newest version of a department's opinion; its page has them all."""
    return {
        "kind": given.kind.value,
        "finding": given.finding.value,
        "version": given.number,
        "institution": given.institution,
        "appeal_waits": given.waits,
        "address": f"/pareceres/{given.id}",
    }


def as_version(proposal: Proposal, version: ProposalVersion) -> dict[str, Any]:
    """A version as published."""
    content = {name: value for name, value in content_of(version).items() if name != "theme_id"}
    undated = proposal.undated and version.number == 1
    return {"number": version.number, **content, "at": None if undated else version.at.isoformat()}


def commitments_in(plans: list[int]) -> list[Commitment]:
    """The commitments of these plans, by title alone."""
    query = sa.select(Commitment).where(Commitment.plan_id.in_(plans)).options(joinedload(Commitment.plan))
    return list(db.session.scalars(query.order_by(Commitment.id).limit(BATCH)))


def contribution_records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each contribution to the plan's consultation, in the order of their numbers, as plain data."""
    return (as_contribution(one) for one in contributions_of(plan))


def as_contribution(one: ShownContribution) -> dict[str, Any]:
    """A contribution as published; of a hidden one only where it stood, and why it is hidden."""
    words = {"title": one.title, "text": one.text, "replacement": one.replacement, "signature": one.signed}
    return {
        "reference": one.reference,
        "kind": ContributionKind(one.kind).value,
        "draft": one.draft,
        "commitment": one.commitment,
        "passage": one.passage,
        **(dict.fromkeys(words, "") if one.hidden else words),
        "session_place": one.place,
        "session_day": one.held_on.isoformat() if one.held_on else None,
        "session_people": one.people,
        "agreements": one.agreements,
        "hidden": one.hidden,
        "hidden_reason": one.reason,
        "sent_at": one.at.isoformat(),
    }
