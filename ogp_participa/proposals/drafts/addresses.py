"""What an address names: the plan, proposal or draft a page is about, and which page of a list; else: not found."""

from flask import abort, g, request

from ogp_participa.core.dates import today
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.draft_cookie import held
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.drafts.queries import draft_by_token
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal
from ogp_participa.proposals.proposals.queries import by_reference
from ogp_participa.proposals.proposals.rules import can_read


def plan_at(slug: str) -> Plan:
    """The plan with this address, also for the strip and the menu; 404 for others. Unlisted ones are for staff."""
    return seen(plan_by_slug(slug))


def voted_plan_at(slug: str) -> Plan:
    """The same for pages about its vote; 404 for a plan whose calendar has none."""
    plan = plan_at(slug)
    if not plan.stages_with(Right.VOTE):
        abort(404)
    return plan


def seen(plan: Plan | None) -> Plan:
    """The plan, when whoever asks may see it, also for the strip and the menu."""
    if plan is None or not (plan.listed or can_manage(me() if request.cookies else None)):
        abort(404)
    g.plan = plan
    return plan


def proposal_at(reference: str) -> Proposal:
    """The proposal with this reference, its plan also for the strip and the menu; 404 for others."""
    proposal = by_reference(reference)
    if proposal is None:
        abort(404)
    g.plan = proposal.plan
    return proposal


def draft_at(token: str) -> Draft:
    """The draft, for its owner or for the browser that began it; for everybody else it is not there."""
    draft = draft_by_token(token) if token.isprintable() else None
    person = me()
    if draft is None or (draft.person_id is None and token not in held()):
        abort(404)
    if draft.person_id is not None and (person is None or person.id != draft.person_id):
        abort(401 if person is None and token in held() else 404)
    g.plan = draft.plan
    return draft


def reader(plan: Plan) -> tuple[Person | None, Seat | None]:
    """Who reads, and their seat in the forum of the plan."""
    person = me() if request.cookies else None
    return person, seat_of(person, plan, today()) if person else None


def readable(proposal: Proposal) -> bool:
    """Whether whoever asks may read the proposal."""
    if proposal.state in PUBLIC:
        return True
    person, seat = reader(proposal.plan)
    return bool(can_read(person, proposal, seat))
