"""Sending a draft to the forum, sending it again, and taking the proposal back."""

from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.text import plain
from ogp_participa.forum.seats.queries import organisations_of
from ogp_participa.people.accounts.models import Person, signed_name
from ogp_participa.proposals.drafts import sending_queries as queries
from ogp_participa.proposals.drafts import sending_rules as rules
from ogp_participa.proposals.drafts.models import UNSURE, Draft
from ogp_participa.proposals.proposals.actions import TEXTS, create_proposal, index_for_search, keep_version
from ogp_participa.proposals.proposals.models import Attachment, Proposal, ProposalValue, State


def submit(person: Person | None, draft: Draft) -> Proposal:
    """Send a draft to the forum. A second press, or a second tab, lands on the same proposal."""
    db.session.refresh(draft, with_for_update={"of": Draft})
    sent = db.session.get(Proposal, draft.sent_id) if draft.sent_id else None
    if sent is not None and person is not None and person.id == draft.person_id:
        return sent
    if draft.proposal_id:
        return _resend(person, draft, draft.proposal_id)
    rules.can_send(person, draft, now()).require()
    assert person is not None
    proposal = create_proposal(
        draft.plan,
        author_id=person.id,
        signed=signed_name(person.name, draft.signature or person.signature, draft.collective),
        organisation_id=_own_organisation(person, draft.organisation_id),
        language=draft.language,
        **texts_of(draft),
    )
    _hand_over(draft, proposal, person)
    record(Kind.PROPOSAL_SUBMITTED, by=person, on=proposal, version=1)
    return proposal


def _resend(person: Person | None, draft: Draft, number: int) -> Proposal:
    """Send a returned proposal again: a new version, and a new round for the forum."""
    proposal = db.session.get_one(Proposal, number, with_for_update={"of": Proposal}, populate_existing=True)
    rules.can_resend(person, draft, proposal, now()).require()
    assert person is not None
    for name, value in texts_of(draft).items():
        setattr(proposal, name, value)
    proposal.signed = signed_name(person.name, draft.signature or person.signature, draft.collective)
    proposal.organisation_id = _own_organisation(person, draft.organisation_id)
    proposal.version += 1
    proposal.round += 1
    proposal.enter(State.IN_REVIEW)
    db.session.execute(sa.delete(ProposalValue).where(ProposalValue.proposal_id == proposal.id))
    keep_version(proposal)
    _hand_over(draft, proposal, person)
    record(Kind.PROPOSAL_RESENT, by=person, on=proposal, version=proposal.version)
    return proposal


def withdraw(person: Person | None, proposal: Proposal, reason: str = "") -> Proposal:
    """The author takes a proposal back; its text leaves the lists and its history stays."""
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    if proposal.state is State.WITHDRAWN and person is not None and person.id == proposal.author_id:
        return proposal
    rules.can_withdraw(person, proposal, queries.answered([proposal]), queries.joined([proposal])).require()
    proposal.enter(State.WITHDRAWN)
    index_for_search(proposal)
    record(Kind.PROPOSAL_WITHDRAWN, by=person, on=proposal, reason=reason)
    return proposal


def texts_of(draft: Draft) -> dict[str, Any]:
    """What a proposal will say; without a summary it begins with the change, so that lists have a sentence."""
    values = [value for value in draft.values if value != UNSURE]
    texts = {name: getattr(draft, name) for name in TEXTS}
    first = draft.change.strip().partition("\n")[0]
    return {**texts, "summary": draft.summary or plain(first, 180), "values": values}


def _own_organisation(person: Person, number: int | None) -> int | None:
    """The organisation, if the person holds a seat for it."""
    own = {organisation.id for organisation in organisations_of(person, today())} if number else set()
    return number if number in own else None


def _hand_over(draft: Draft, proposal: Proposal, person: Person) -> None:
    """The draft becomes the receipt of its sending, and its files become the proposal's."""
    draft.sent_id, draft.person_id = proposal.id, person.id
    files = sa.update(Attachment).where(Attachment.draft_id == draft.id)
    db.session.execute(files.values(proposal_id=proposal.id, draft_id=None))
    index_for_search(proposal)
