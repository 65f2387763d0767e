"""Noting down workshops, and typing in what people wrote there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.content import texts_of
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.actions import create_proposal
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.workshops import queries, rules
from ogp_participa.proposals.workshops.models import Workshop


def record_workshop(
    person: Person | None, plan: Plan, *, held_on: date, place: str, people: int, territory: str | None
) -> Workshop:
    """Note down an in-person workshop: when, where, and how many people took part."""
    can_manage(person).require()
    assert person is not None
    workshop = Workshop(
        plan_id=plan.id, held_on=held_on, place=place, people=people, territory=territory, recorded_by_id=person.id
    )
    db.session.add(workshop)
    db.session.flush()  # its number goes into the record
    record(Kind.WORKSHOP_RECORDED, by=person, on=plan, workshop_id=workshop.id)
    return workshop


def enter_contribution(person: Person | None, workshop: Workshop, plan: Plan, answers: Mapping[str, Any]) -> Proposal:
    """Type in what somebody wrote at a workshop: it has no author and is read by the forum like any other."""
    rules.can_enter_contribution(person, plan, now()).require()
    db.session.refresh(workshop, with_for_update={"of": Workshop})
    same = queries.same_contribution(workshop, answers["title"], answers["problem"])
    if same is not None:
        return same
    draft = Draft(plan_id=plan.id, language="pt", link="", **answers)
    proposal = create_proposal(plan, workshop_id=workshop.id, **texts_of(draft))
    record(Kind.PROPOSAL_SUBMITTED, by=person, on=proposal, version=1)
    return proposal
