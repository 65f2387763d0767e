"""A proposal with its number, its versions and its place in search. (What people do with it are rooms of their own.)"""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone

from ogp_participa.core.clock import now
from ogp_participa.core.database import add_numbered, db, insert_or_ignore
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.content import searchable_body, version_of
from ogp_participa.proposals.proposals.models import PUBLIC, Likeness, Proposal, ProposalValue, State
from ogp_participa.proposals.proposals.queries.alike import nearest
from ogp_participa.proposals.proposals.queries.finding import last_number
from ogp_participa.proposals.search import actions as search


def index_for_search(proposal: Proposal) -> None:
    """Bring search up to date with a proposal: call it after its text or its public state has changed."""
    if proposal.state in PUBLIC:
        search.put(proposal.id, proposal.plan_id, proposal.title, searchable_body(proposal))
        compare(proposal)
    else:
        search.remove(proposal.id)
        db.session.execute(sa.delete(Likeness).where(Likeness.proposal_id == proposal.id))


COMPARED = 6


def compare(proposal: Proposal) -> None:
    """Remember which proposals speak of the same as this one, and for each of them that this one does."""
    if proposal.state is State.MERGED:
        return
    near = nearest(proposal.plan, f"{proposal.title} {proposal.summary}", proposal, COMPARED)
    pairs = {(proposal.id, proposal.id): 0.0}
    for likeness, row in near:
        pairs[proposal.id, row.id] = pairs[row.id, proposal.id] = likeness
    # In one order, so that two desks that publish at once do not wait for each other.
    rows = [{"proposal_id": this, "other_id": other, "likeness": pairs[this, other]} for this, other in sorted(pairs)]
    insert_or_ignore(Likeness, rows)


def create_proposal(plan: Plan, **fields: Any) -> Proposal:
    """Create a proposal with the next number of the year and its first version.

    Sending to one plan queues at its row; two plans may still meet at one number, and the second takes the next.
    """
    db.session.execute(sa.select(Plan.id).where(Plan.id == plan.id).with_for_update(key_share=True))
    year = to_user_timezone(now()).year
    proposal = Proposal(plan_id=plan.id, year=year, **fields)
    many = _l("Many proposals are arriving at this moment. Try again: your text is kept.")
    add_numbered(proposal, lambda: last_number(year) + 1, many)
    keep_version(proposal)
    return proposal


def keep_version(proposal: Proposal) -> None:
    """Keep what a proposal says now as a version, and its values as rows for the filters."""
    db.session.add(version_of(proposal))
    db.session.add_all(ProposalValue(proposal_id=proposal.id, value=value) for value in proposal.values)
