"""The verbs of writing: begin, save, attach, mend what was returned, delete."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person, Signature, signed_name
from ogp_participa.proposals.drafts import writing_rules as rules
from ogp_participa.proposals.drafts.models import UNSURE, Draft
from ogp_participa.proposals.drafts.queries import draft_by_token, open_amendment
from ogp_participa.proposals.drafts.rules import can_write
from ogp_participa.proposals.proposals.actions import TEXTS
from ogp_participa.proposals.proposals.models import Proposal

ANSWERS = frozenset({*TEXTS, "values", "whole_city", "signature", "collective", "organisation_id"})


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(32)


def start_draft(plan: Plan, answers: Mapping[str, Any], *, by: Person | None, token: str, language: str) -> Draft:
    """Begin a draft with the answers of its first page. The page brings the token, so a second press finds the first
    draft; it is begun even when the stage has just closed, so that no text is lost."""
    if not re.fullmatch(r"[\w-]{43}", token):
        token = new_token()
    draft = draft_by_token(token)
    if draft is None:
        draft = Draft(token=token, plan=plan, person_id=by.id if by else None, language=language)
        db.session.add(draft)
    return save_step(draft, answers, by=by)


def save_step(draft: Draft, answers: Mapping[str, Any], *, by: Person | None) -> Draft:
    """Write down the answers that are given and leave all others; the last one who saves a field wins."""
    can_write(by, draft).require()
    unknown = answers.keys() - ANSWERS
    if unknown:
        raise ValueError(f"A draft has no {sorted(unknown)}")
    for name, value in answers.items():
        setattr(draft, name, value)
    draft.person_id = draft.person_id or (by.id if by else None)
    draft.updated_at = now()
    db.session.flush()  # gives a new draft its number, to which files are attached
    return draft


def amend(person: Person | None, proposal: Proposal, answers: Mapping[str, Any]) -> Draft:
    """Write down an improvement of a returned proposal; it is sent from its check page."""
    rules.can_amend(person, proposal, now()).require()
    assert person is not None
    draft = open_amendment(proposal)
    if draft is None:
        draft = amendment(person, proposal)
        db.session.add(draft)
    return save_step(draft, answers, by=person)


def amendment(person: Person, proposal: Proposal) -> Draft:
    """A draft, not kept yet, that says what a proposal says and is signed as it is."""
    same = (way for way in (Signature.INITIAL, Signature.FULL) if signed_name(person.name, way) == proposal.signed)
    signature = next(same, Signature.COLLECTIVE)
    return Draft(
        token=new_token(),
        plan_id=proposal.plan_id,
        person_id=person.id,
        proposal_id=proposal.id,
        organisation_id=proposal.organisation_id,
        whole_city=proposal.territory is None,
        language=proposal.language,
        signature=signature,
        collective=proposal.signed[:120] if signature is Signature.COLLECTIVE else "",
        values=list(proposal.values) or [UNSURE],
        **{name: getattr(proposal, name) for name in TEXTS},
    )
