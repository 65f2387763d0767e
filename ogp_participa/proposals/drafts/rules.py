"""Who may write, attach to, send, improve and withdraw a proposal, and while which dates."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.core.dates import weekday_moment
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.gaps import gaps
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import NEXT, Proposal, State

ATTACHMENTS = 3


def can_write(person: Person | None, draft: Draft) -> Verdict:
    """Let the owner write a draft, or anybody who holds one without an owner; a sent one is a proposal now."""
    if draft.person_id is not None and (person is None or person.id != draft.person_id):
        return no(_l("This draft belongs to somebody else."))
    return no(_l("This draft was already sent.")) if draft.sent_id else YES


def can_attach(person: Person | None, draft: Draft, *, attached: int) -> Verdict:
    """Let people with an account attach files, at most :data:`ATTACHMENTS` to a proposal."""
    if person is None:
        return no(_l("To attach a file, sign in first. What you wrote stays here."))
    if attached >= ATTACHMENTS:
        return no(_l("There are already 3 files. Remove one to add another."))
    return can_write(person, draft)


def has_account(person: Person | None) -> Verdict:
    """Ask for an account with a confirmed e-mail address."""
    if person is None:
        return no(_l("To send it, sign in or create an account. Your text stays here."))
    if not person.is_confirmed:
        return no(_l("To send your proposal, confirm your e-mail first. It takes 1 minute, and your text stays here."))
    return YES


def receives(plan: Plan, now: datetime) -> Verdict:
    """Tell whether proposals are being received; the sentence says since when, or until when, not."""
    if is_open(plan, Right.PROPOSE, now):
        return YES
    stages = plan.stages_with(Right.PROPOSE)
    opening = min((s.opens_at for s in stages if s.opens_at > now), default=None)
    if opening:
        return no(_("Proposals open on %(when)s.", when=weekday_moment(opening)))
    closed = max((s.closes_at for s in stages), default=None)
    if closed:
        return no(_("The deadline was %(when)s.", when=weekday_moment(closed)))
    return no(_("Proposals are not being received now."))


def still_reads(plan: Plan, now: datetime) -> Verdict:
    """Tell whether new texts are taken: while proposals are received or the forum still reads them."""
    return YES if is_open(plan, Right.PROPOSE, now) else is_open(plan, Right.MODERATE, now)


def can_send(person: Person | None, draft: Draft, now: datetime) -> Verdict:
    """Let a draft be sent while the calendar says so, with an account and nothing missing."""
    return first_no(receives(draft.plan, now), has_account(person), can_write(person, draft), _is_whole(draft))


def can_amend(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """Let the author change what the forum returned, as long as the forum reads."""
    if person is None or person.id != proposal.author_id:
        return no(_l("Only who wrote the proposal can change it."))
    if proposal.state is not State.NEEDS_CHANGE:
        return no(_l("A proposal can be changed only when the forum asks for it."))
    return first_no(still_reads(proposal.plan, now), has_account(person))


def can_resend(person: Person | None, draft: Draft, proposal: Proposal, now: datetime) -> Verdict:
    """Let the author send an improved proposal again."""
    return first_no(can_amend(person, proposal, now), can_write(person, draft), _is_whole(draft))


def can_withdraw(
    person: Person | None, proposal: Proposal, answered: Collection[int], joined: Collection[int]
) -> Verdict:
    """Let the author take a proposal back until something points to it for good.

    That is the plan, an institution's signed answer, or another proposal that was joined with it, whose author has no
    other. ``answered`` and ``joined`` are the numbers of proposals to which that happened."""
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
