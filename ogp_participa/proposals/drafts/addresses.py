"""The draft that an address names, for its owner; else: not found."""

from flask import abort, g, request

from ogp_participa.people.accounts.current import me
from ogp_participa.proposals.drafts.draft_cookie import held
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.drafts.queries import draft_by_token


def draft_at(token: str) -> Draft:
    """Return the draft for its owner, or for the browser that began it; for everybody else it is not there (404).

    A browser that began a draft which since belongs to an account is asked to sign in (401), and so is whoever sends
    something to it without being signed in: the account may have been signed out elsewhere.
    """
    draft = draft_by_token(token) if token.isprintable() else None
    person = me()
    if draft is None or (draft.person_id is None and token not in held()):
        abort(404)
    if draft.person_id is not None and (person is None or person.id != draft.person_id):
        began = token in held() or request.method == "POST"
        abort(401 if person is None and began else 404)
    g.plan = draft.plan
    return draft
