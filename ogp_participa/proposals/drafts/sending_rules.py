"""Who may send a draft, send it again, and take a proposal back."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.drafts.rules import can_write
from ogp_participa.proposals.drafts.writing_rules import can_amend, gaps, has_account, receives
from ogp_participa.proposals.proposals.models import NEXT, Proposal, State


def can_send(person: Person | None, draft: Draft, now: datetime) -> Verdict:
    """Sending a new proposal: the calendar, the account, and nothing missing."""
    return first_no(receives(draft.plan, now), has_account(person), can_write(person, draft), _is_whole(draft))


def can_resend(person: Person | None, draft: Draft, proposal: Proposal, now: datetime) -> Verdict:
    """Sending a mended proposal again."""
    return first_no(can_amend(person, proposal, now), can_write(person, draft), _is_whole(draft))


def can_withdraw(
    person: Person | None, proposal: Proposal, answered: Collection[int], joined: Collection[int]
) -> Verdict:
    """The author takes a proposal back, until it has become part of the plan or an institution signed its answer (both
    point to it for good), or until others were joined with it: their authors have no other proposal. ``answered`` and
    ``joined`` are numbers of proposals to which that happened."""
    if person is None or person.id != proposal.author_id:
        return no(_l("Only who wrote the proposal can withdraw it."))
    if proposal.state is State.PROMOTED:
        return no(_l("This proposal became part of the plan, so it can no longer be withdrawn."))
    if proposal.id in answered:
        return no(_l("An institution has answered this proposal. The answer points to it, so it stays public."))
    if proposal.id in joined:
        return no(
            _l(
                "Proposals of other people were joined with this one and go on in it, so it cannot be withdrawn. "
                "Erasing your account takes your name off it."
            )
        )
    if State.WITHDRAWN not in NEXT[proposal.state]:
        return no(_l("This proposal can no longer be withdrawn."))
    return YES


def _is_whole(draft: Draft) -> Verdict:
    return no(_l("Some answers are missing.")) if gaps(draft) else YES
