"""The verbs of a draft: begin, save, attach, claim, improve, send, withdraw, delete."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.dates import today
from ogp_participa.core.uploads import Upload, columns_of
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.queries import organisations_of
from ogp_participa.people.accounts.models import Person, signed_name
from ogp_participa.proposals.drafts import queries, rules
from ogp_participa.proposals.drafts.content import amendment, new_token, texts_of
from ogp_participa.proposals.drafts.draft_cookie import KEPT_DAYS
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.actions import create_proposal, index_for_search, keep_version
from ogp_participa.proposals.proposals.models import CONTENT, Attachment, Proposal, ProposalValue, State

ANSWERS = frozenset({*CONTENT, "whole_city", "signature", "collective", "organisation_id"})


def start_draft(plan: Plan, answers: Mapping[str, Any], *, by: Person | None, token: str, language: str) -> Draft:
    """Begin a draft with the answers of its first page. The page brings the token, so a second press finds the first
    draft; it is begun even when the stage has just closed, so that no text is lost."""
    if not re.fullmatch(r"[\w-]{43}", token):
        token = new_token()
    draft = queries.draft_by_token(token)
    if draft is None:
        draft = Draft(token=token, plan=plan, person_id=by.id if by else None, language=language)
        db.session.add(draft)
    return save_step(draft, answers, by=by)


def save_step(draft: Draft, answers: Mapping[str, Any], *, by: Person | None) -> Draft:
    """Write down the answers that are given and leave all others; the last one who saves a field wins."""
    rules.can_write(by, draft).require()
    unknown = answers.keys() - ANSWERS
    if unknown:
        raise ValueError(f"A draft has no {sorted(unknown)}")
    for name, value in answers.items():
        setattr(draft, name, value)
    draft.person_id = draft.person_id or (by.id if by else None)
    draft.updated_at = now()
    db.session.flush()  # gives a new draft its number, to which files are attached
    return draft


def claim(person: Person, held: Collection[str]) -> int:
    """Make the drafts that a browser held before sign-in the person's own; returns how many."""
    query = sa.update(Draft).where(Draft.person_id.is_(None), Draft.token.in_(held)).values(person_id=person.id)
    return db.session.connection().execute(query).rowcount


def attach(person: Person | None, draft: Draft, upload: Upload, description: str) -> Attachment:
    """Keep a file with a draft; the same file twice is kept once."""
    files = queries.files_of(draft)
    same = next((file for file in files if file.digest == upload.digest), None)
    if same is not None:
        return same
    rules.can_attach(person, draft, attached=len(files)).require()
    attachment = Attachment(
        draft_id=draft.id,
        **columns_of(upload),
        description=description,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


def remove_attachment(person: Person | None, draft: Draft, number: int) -> None:
    """Take a file off a draft, or off the returned proposal that it improves; one that is not there is left alone."""
    rules.can_write(person, draft).require()
    for file in queries.files_of(draft):
        if file.id == number:
            db.session.delete(file)
    db.session.flush()


def discard(person: Person | None, draft: Draft) -> None:
    """Delete a draft and its files."""
    rules.can_write(person, draft).require()
    db.session.execute(sa.delete(Attachment).where(Attachment.draft_id == draft.id, Attachment.proposal_id.is_(None)))
    db.session.delete(draft)
    db.session.flush()


def forget_abandoned() -> int:
    """Delete drafts that nobody has touched for 90 days and that have no owner or were sent; returns how many."""
    old = queries.abandoned(now() - timedelta(days=KEPT_DAYS))
    db.session.execute(sa.delete(Attachment).where(Attachment.draft_id.in_(old), Attachment.proposal_id.is_(None)))
    return db.session.connection().execute(sa.delete(Draft).where(Draft.id.in_(old))).rowcount


def amend(person: Person | None, proposal: Proposal, answers: Mapping[str, Any]) -> Draft:
    """Write down an improvement of a returned proposal; it is sent from its check page."""
    rules.can_amend(person, proposal, now()).require()
    assert person is not None
    draft = queries.open_amendment(proposal)
    if draft is None:
        draft = amendment(person, proposal)
        db.session.add(draft)
    return save_step(draft, answers, by=person)


def submit(person: Person | None, draft: Draft) -> Proposal:
    """Send a draft to the forum. A second press, or a second tab, lands on the same proposal."""
    lock(draft)
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
    """Take a proposal back as its author; its text leaves the lists and its history stays."""
    lock(proposal)
    if proposal.state is State.WITHDRAWN and person is not None and person.id == proposal.author_id:
        return proposal
    rules.can_withdraw(person, proposal, queries.answered([proposal]), queries.joined([proposal])).require()
    proposal.enter(State.WITHDRAWN)
    index_for_search(proposal)
    record(Kind.PROPOSAL_WITHDRAWN, by=person, on=proposal, reason=reason)
    return proposal


def _own_organisation(person: Person, number: int | None) -> int | None:
    """Return the organisation, if the person holds a seat for it."""
    own = {organisation.id for organisation in organisations_of(person, today())} if number else set()
    return number if number in own else None


def _hand_over(draft: Draft, proposal: Proposal, person: Person) -> None:
    """Make the draft the receipt of its sending, and its files the proposal's."""
    draft.sent_id, draft.person_id = proposal.id, person.id
    files = sa.update(Attachment).where(Attachment.draft_id == draft.id)
    db.session.execute(files.values(proposal_id=proposal.id, draft_id=None))
    index_for_search(proposal)
