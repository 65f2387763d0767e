"""What a draft says as a proposal says it, and a draft that says what a proposal says."""

import secrets
from typing import Any

from ogp_participa.core.markdown import plain
from ogp_participa.people.accounts.models import Person, Signature, signed_name
from ogp_participa.proposals.drafts.models import UNSURE, Draft
from ogp_participa.proposals.proposals.content import content_of
from ogp_participa.proposals.proposals.models import Proposal


def new_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(32)


def texts_of(draft: Draft) -> dict[str, Any]:
    """Return what a proposal will say; without a summary it begins with the change, so that lists have a sentence."""
    values = [value for value in draft.values if value != UNSURE]
    first = draft.change.strip().partition("\n")[0]
    return {**content_of(draft), "summary": draft.summary or plain(first, 180), "values": values}


def amendment(person: Person, proposal: Proposal) -> Draft:
    """Return a draft, not kept yet, that says what a proposal says and is signed as it is."""
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
        **{**content_of(proposal), "values": list(proposal.values) or [UNSURE]},
    )
