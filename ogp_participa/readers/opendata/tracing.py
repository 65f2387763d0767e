"""What each thing came from and went to: proposal or contribution → commitment → milestone → version → published plan.

Every link is said from both of its ends, in the same words, so that a machine which follows addresses alone gets from
anything to its sources and back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import url_for

from ogp_participa.core.database import db
from ogp_participa.decision.publication.queries import editions_with
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone
from ogp_participa.drafting.commitments.queries import public_content
from ogp_participa.drafting.consultation.models import Contribution, contribution_reference
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from ogp_participa.drafting.responses.rules import CHANGES
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal

MOST = 500


@dataclass(frozen=True)
class Thing:
    """Something that others came from or went to: what it is, how it is cited, and where its data are.

    A milestone's data are a part of its commitment's; ``part`` points into them as JSON Pointer does.
    """

    kind: str
    reference: str
    endpoint: str
    values: tuple[tuple[str, Any], ...]
    part: str = ""


@dataclass
class Links:
    """What a thing came from, and what it went to."""

    came_from: list[Thing] = field(default_factory=list)
    went_to: list[Thing] = field(default_factory=list)


def of_proposal(proposal: Proposal) -> Links:
    """A proposal comes from those that were joined with it, and goes to its host and to commitments."""
    joined = sa.select(Proposal).where(Proposal.merged_into_id == proposal.id, Proposal.state.in_(PUBLIC))
    fed = sa.select(Commitment).join(Promotion).where(Promotion.proposal_id == proposal.id).order_by(Commitment.number)
    links = Links([_proposal(one.reference) for one in db.session.scalars(joined.order_by(Proposal.id).limit(MOST))])
    if proposal.merged_into is not None and proposal.merged_into.state in PUBLIC:
        links.went_to.append(_proposal(proposal.merged_into.reference))
    links.went_to += [_commitment(one) for one in db.session.scalars(fed.limit(MOST))]
    return links


def of_contribution(said: Contribution) -> Links:
    """What was said in a consultation goes to the commitments and milestones that changed for it."""
    if said.hidden:
        return Links()
    query = (
        sa.select(Commitment, InstitutionResponse.milestone_id, Milestone.serial)
        .join(InstitutionResponse, InstitutionResponse.commitment_id == Commitment.id)
        .join(Answered, Answered.reply_id == InstitutionResponse.id)
        .outerjoin(Milestone, Milestone.id == InstitutionResponse.milestone_id)
        .where(Answered.contribution_id == said.id, InstitutionResponse.outcome.in_(CHANGES))
        .order_by(Commitment.number)
        .limit(MOST)
    )
    found: dict[Thing, None] = {}
    for commitment, milestone, serial in db.session.execute(query):
        found[_commitment(commitment)] = None
        place = None if milestone is None else _places(commitment).get(serial)
        if place is not None:
            found[_milestone(commitment, serial, place)] = None
    return Links([], list(found))


Said = Sequence[tuple[str, int | None]]
"""Contributions that changed a commitment, each with the serial of the milestone that changed, if it was one."""


def said_of(commitment: Commitment) -> Said:
    """What was said in consultations and changed the commitment, as the answers say."""
    query = (
        sa.select(Contribution.year, Contribution.number, Milestone.serial)
        .join(Answered, Answered.contribution_id == Contribution.id)
        .join(InstitutionResponse, InstitutionResponse.id == Answered.reply_id)
        .outerjoin(Milestone, Milestone.id == InstitutionResponse.milestone_id)
        .where(
            InstitutionResponse.commitment_id == commitment.id,
            InstitutionResponse.outcome.in_(CHANGES),
            ~Contribution.hidden,
        )
        .order_by(Contribution.year, Contribution.number)
        .distinct()
        .limit(MOST)
    )
    return [(contribution_reference(year, number), serial) for year, number, serial in db.session.execute(query)]


def of_commitment(commitment: Commitment, sources: Iterable[str], said: Said, versions: Iterable[int]) -> Links:
    """A commitment comes from proposals and from what was said of it, and goes to its milestones and versions."""
    came_from = [_proposal(one) for one in sources]
    came_from += [_contribution(one) for one in dict.fromkeys(reference for reference, _serial in said)]
    went_to = [_milestone(commitment, serial, place) for serial, place in _places(commitment).items()]
    return Links(came_from, went_to + [_version(commitment, number) for number in versions])


def of_milestone(commitment: Commitment, serial: int, said: Said) -> Links:
    """A milestone comes from its commitment and from what was said of it, and goes to the version that says it."""
    here = [_contribution(reference) for reference, of in said if of == serial]
    went_to = [_version(commitment, _read(commitment))] if commitment.version else []
    return Links([_commitment(commitment), *here], went_to)


def of_version(commitment: Commitment, version: CommitmentVersion) -> Links:
    """A version comes from its commitment (and its milestones, where it is the one that people read), and goes to the
    published plans that hold it."""
    links = Links([_commitment(commitment)])
    if version.number == _read(commitment):
        links.came_from += [_milestone(commitment, serial, place) for serial, place in _places(commitment).items()]
    slug = commitment.plan.slug
    links.went_to = [
        Thing("plan", f"{slug} v{number}", "publication.file", (("slug", slug), ("number", number), ("kind", "json")))
        for number, held in editions_with(commitment)
        if held == version.number
    ]
    return links


def _read(commitment: Commitment) -> int:
    """The version that people read: while an amendment is written, what is published stays."""
    return commitment.published if commitment.amending else commitment.version


def _places(commitment: Commitment) -> dict[int, int]:
    """Serial of each milestone in public → its place in the commitment's data."""
    return {one["serial"]: place for place, one in enumerate(public_content(commitment)["milestones"])}


def _proposal(reference: str) -> Thing:
    return Thing("proposal", reference, "opendata.proposal_json", (("reference", reference),))


def _contribution(reference: str) -> Thing:
    return Thing("contribution", reference, "opendata.contribution_json", (("reference", reference),))


def _commitment(one: Commitment) -> Thing:
    return Thing("commitment", one.reference, "opendata.commitment_json", (("reference", one.reference),))


def _milestone(one: Commitment, serial: int, place: int) -> Thing:
    values = (("reference", one.reference),)
    return Thing("milestone", f"{one.reference}-M{serial}", "opendata.commitment_json", values, f"/milestones/{place}")


def _version(one: Commitment, number: int) -> Thing:
    return Thing(
        "version",
        f"{one.reference} v{number}",
        "opendata.version_json",
        (("reference", one.reference), ("number", number)),
    )


def as_data(links: Links) -> dict[str, list[dict[str, str]]]:
    """Links with their addresses: each is found again at its other end."""
    return {"from": [as_link(one) for one in links.came_from], "to": [as_link(one) for one in links.went_to]}


def as_link(thing: Thing) -> dict[str, str]:
    """One end of a link."""
    address = url_for(thing.endpoint, **dict(thing.values), _external=True)
    part = f"#{thing.part}" if thing.part else ""
    return {"kind": thing.kind, "reference": thing.reference, "address": address + part}
