"""Amending a published plan: proposing, and what the forum's decision makes of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ogp_participa.accounts.models import Person
from ogp_participa.amending import queries, rules
from ogp_participa.amending.models import Amendment, AmendmentKind, AmendmentState
from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.commitments.models import Commitment, Milestone, Part, Role
from ogp_participa.commitments.queries import contents_of, locked, whole_commitments_of
from ogp_participa.commitments.rules import DAYS, TEXTS
from ogp_participa.database import db, now, store_first
from ogp_participa.drafting.actions import promote_by_amendment
from ogp_participa.drafting.queries import read_again
from ogp_participa.editing.actions import begin, keep_version
from ogp_participa.forum.models import ForumDecision
from ogp_participa.i18n import city_day
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal
from ogp_participa.publication.actions import freeze
from ogp_participa.publication.queries import MOST as MOST_COMMITMENTS
from ogp_participa.publication.queries import edition_of
from ogp_participa.verdicts import first_no


def propose(person: Person, commitment: Commitment, reason: str) -> Amendment:
    """Begin an amendment that changes a commitment: the editor of this one opens again."""
    commitment = _held(commitment)
    taken = queries.open_amendment(commitment) is not None
    first_no(rules.can_amend(person, commitment, taken=taken), rules.suffices(reason)).require()
    commitment.amending = True
    return _begun(person, commitment, AmendmentKind.CHANGE, reason)


def take_out(person: Person, commitment: Commitment, reason: str) -> Amendment:
    """Begin an amendment by which a commitment leaves the plan. Nothing of it is written anew."""
    commitment = _held(commitment)
    taken, others = queries.open_amendment(commitment) is not None, queries.others_in(commitment)
    first_no(rules.can_take_out(person, commitment, taken=taken, others=others), rules.suffices(reason)).require()
    return _begun(person, commitment, AmendmentKind.REMOVAL, reason)


def add(person: Person, plan: Plan, title: str, reason: str, sources: Sequence[Proposal] = ()) -> Amendment:
    """Begin an amendment that adds a commitment: it has the next number, and its editor is open. The plan holds it
    once the forum has agreed."""
    db.session.refresh(plan, with_for_update={"of": Plan})
    first_no(
        rules.can_add(person, plan),
        rules.is_new(title, queries.titles_to_add(plan)),
        rules.suffices(reason),
        rules.fit(sources, plan),
    ).require()
    commitment = begin(person, plan, title)
    commitment.amending = True
    return _begun(person, commitment, AmendmentKind.ADDITION, reason, sources)


def _held(commitment: Commitment) -> Commitment:
    """The commitment as it is now; its plan and it are kept from others until the request is over."""
    db.session.refresh(commitment.plan, with_for_update={"of": Plan})
    return locked(commitment)


def _begun(
    person: Person, commitment: Commitment, kind: AmendmentKind, reason: str, sources: Sequence[Proposal] = ()
) -> Amendment:
    plan = commitment.plan
    last = db.session.scalar(sa.select(sa.func.max(Amendment.number)).where(Amendment.plan_id == plan.id)) or 0
    made = Amendment(plan=plan, number=last + 1, kind=kind, commitment=commitment, reason=reason.strip(), by=person)
    made.base, made.sources = commitment.published, list(sources)
    store_first(rules.TAKEN, made)
    record(Kind.AMENDMENT_PROPOSED, by=person, on=made, **_told(made))
    return made


def _told(amendment: Amendment) -> dict[str, Any]:
    """What the record says of an amendment."""
    told = {"number": amendment.number, "change": amendment.kind.value}
    return {**told, "commitment_id": amendment.commitment_id}


def name_sources(person: Person, amendment: Amendment, sources: Sequence[Proposal]) -> Amendment:
    """Say from which proposals the new commitment comes."""
    _closing(amendment)
    first_no(rules.can_name_sources(person, amendment), rules.fit(sources, amendment.plan)).require()
    amendment.sources[:] = list(sources)
    cited = [one.reference for one in sources]
    record(Kind.AMENDMENT_CHANGED, by=person, on=amendment, number=amendment.number, sources=cited)
    return amendment


def adopt(person: Person, amendment: Amendment, decision: ForumDecision | None) -> Amendment:
    """The forum agreed: the next published version of the plan says what the amendment says."""
    plan, commitment = amendment.plan, _closing(amendment)
    first_no(
        rules.can_close(person, amendment),
        rules.is_ready(amendment, queries.known_of(amendment)),
        rules.decides(decision, amendment, city_day(amendment.at)),
    ).require()
    assert decision is not None  # the rule says so
    amendment.decision, amendment.proposed = decision, amendment.ends
    commitment.amending = False
    commitment.published = 0 if amendment.kind is AmendmentKind.REMOVAL else amendment.ends
    promote_by_amendment(person, commitment, amendment.sources, decision)
    previous = edition_of(plan)
    amendment.edition = freeze(
        person,
        plan,
        whole_commitments_of(plan, MOST_COMMITMENTS),
        previous.foreword if previous else "",
        amendment=amendment.number,
        change=amendment.kind.value,
        commitment_id=commitment.id,
    )
    return _closed(amendment, AmendmentState.PUBLISHED)


def withdraw(person: Person, amendment: Amendment, reason: str, decision: ForumDecision | None = None) -> Amendment:
    """The amendment does not come, by staff's own will or since the forum voted it down (``decision``). The plan stays
    what it is; what was proposed stays readable."""
    commitment = _closing(amendment)
    first_no(
        rules.can_close(person, amendment),
        rules.suffices(reason),
        rules.rejects(decision, amendment, city_day(amendment.at)),
    ).require()
    amendment.proposed, amendment.outcome, amendment.decision = amendment.ends, reason.strip(), decision
    if amendment.kind is AmendmentKind.CHANGE:
        _restore(commitment, contents_of(commitment, [amendment.base])[amendment.base], reason.strip())
        keep_version(person, commitment, reason)
    commitment.amending = False
    kind = Kind.AMENDMENT_REJECTED if decision else Kind.AMENDMENT_WITHDRAWN
    record(kind, by=person, on=amendment, **_told(amendment))
    return _closed(amendment, AmendmentState.REJECTED if decision else AmendmentState.WITHDRAWN)


def _restore(commitment: Commitment, content: Mapping[str, Any], reason: str) -> None:
    """Make the commitment say again what a version of it said. Milestones that came since are taken out."""
    for name in TEXTS:
        setattr(commitment, name, content[name])
    commitment.served, commitment.areas = dict(content["served"]), list(content["areas"])
    _set_days(commitment, content)
    said = {one["serial"]: (place, one) for place, one in enumerate(content["milestones"], start=1)}
    for milestone in commitment.every_milestone:
        if milestone.serial in said:
            milestone.position, before = said[milestone.serial]
            milestone.title, milestone.output = before["title"], before["output"]
            milestone.organisation_id = before["institution_id"]
            milestone.removed_at, milestone.removed_reason = None, ""
            _set_days(milestone, before)
        elif milestone.removed_at is None:
            milestone.removed_at, milestone.removed_reason = now(), reason
    parts = {part.organisation_id: part for part in commitment.parts}
    commitment.parts[:] = [
        parts.get(one["id"]) or Part(organisation_id=one["id"], role=Role(one["role"]))
        for one in content["institutions"]
    ]
    for part, before in zip(commitment.parts, content["institutions"], strict=True):
        part.role = Role(before["role"])
        for name in ("contact_name", "contact_post", "contact_email"):
            setattr(part, name, before[name])


def _set_days(thing: Commitment | Milestone, content: Mapping[str, Any]) -> None:
    for name in DAYS:
        setattr(thing, name, date.fromisoformat(content[name]) if content[name] else None)


def _closing(amendment: Amendment) -> Commitment:
    """The plan, the commitment, the amendment and the proposals that it names, read again and kept from others until
    the request is over."""
    commitment = _held(amendment.commitment)
    db.session.refresh(amendment)
    read_again(amendment.sources)
    return commitment


def _closed(amendment: Amendment, state: AmendmentState) -> Amendment:
    amendment.state, amendment.closed_at = state, now()
    return amendment
