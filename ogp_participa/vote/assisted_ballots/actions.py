"""Entering a ballot that somebody else filled in. It goes into the same log, marked by the way it came."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, insert_or_ignore
from ogp_participa.core.verdicts import Refused, first_no
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.people.accounts.queries import by_email
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.assisted_ballots import papers, queries, rules, typed
from ogp_participa.vote.ballots.actions import add_leaf
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.queries import hold_count, locked_paper, mark_of
from ogp_participa.vote.ballots.rules import is_votable


@dataclass(frozen=True)
class PaperSheet:
    """A ballot as somebody filled it in. Of ``identity`` only a keyed hash is kept; ``paper_number`` is empty where
    there is no paper."""

    channel: Channel
    identity: typed.VoterIdentity
    chosen: Sequence[Proposal]
    paper_number: str = ""


class BallotTaken(Refused):
    """The person, or the paper, has a ballot already; ``field`` is where the form says so."""

    def __init__(self, field: str, reason: str | LazyString) -> None:
        super().__init__(reason)
        self.field = field


def enter(staff: Person, plan: Plan, sheet: PaperSheet) -> Ballot:
    """Put the ballot of somebody without internet into the box: staff saw their document.

    Raises :class:`BallotTaken` where the person or the paper has one already. Sending the same form twice is
    the same as once.
    """
    _admit(staff, plan, sheet.channel, sheet.chosen)
    if sheet.identity.email:
        rules.is_voter(by_email(sheet.identity.email)).require()
    mark = mark_of_identity(plan, sheet.identity)
    row = {
        "plan_id": plan.id,
        "mark": mark,
        "channel": sheet.channel,
        "level": Level.CHECKED,
        "paper_number": sheet.paper_number or None,
        "entered_by_id": staff.id,
        "opened_at": now(),
        "confirmed_at": now(),
    }
    number = insert_or_ignore(Ballot, row, returning=Ballot.id)
    if number is None:
        return _same(staff, plan, sheet, mark)
    ballot = Ballot(id=number, plan_id=plan.id, channel=sheet.channel, choices=[])
    _write(ballot, plan, sheet.chosen)
    record(Kind.BALLOT_ENTERED, by=staff, on=plan, channel=sheet.channel.value)
    return ballot


def mark_of_identity(plan: Plan, identity: typed.VoterIdentity) -> str:
    """Return the mark of a voter: of an address that of the online ballot, of a CPF a mark of its own."""
    return mark_of(plan, identity.email) if identity.email else mark_of(plan, identity.cpf, "ballot by cpf")


def correct(
    staff: Person, plan: Plan, paper_number: str, chosen: Sequence[Proposal], reason: papers.PaperReason
) -> Ballot:
    """Write what stands on a paper in the place of what was typed from it; the record says that, and why."""
    _admit(staff, plan, Channel.PAPER, chosen)
    ballot = locked_paper(plan, paper_number)
    if ballot is None:
        raise BallotTaken("paper_number", _l("No paper ballot with this number was entered."))
    db.session.execute(sa.delete(Choice).where(Choice.ballot_id == ballot.id))
    _write(ballot, plan, chosen)
    db.session.expire(ballot)
    record(Kind.BALLOT_CORRECTED, by=staff, on=plan, channel=Channel.PAPER.value, reason=reason.value)
    return ballot


def _admit(staff: Person, plan: Plan, channel: Channel, chosen: Sequence[Proposal]) -> None:
    """Keep the count from being closed meanwhile, and ask every rule."""
    hold_count(plan)
    time = rules.can_enter(staff, plan, channel, counted=plan.counted_at is not None, now=now())
    first_no(time, rules.fits(chosen, plan), *(is_votable(proposal) for proposal in chosen)).require()
    if any(proposal.plan_id != plan.id for proposal in chosen):
        raise Refused(_l("This proposal does not receive votes."))


def _write(ballot: Ballot, plan: Plan, chosen: Sequence[Proposal]) -> None:
    """Store the choices, and the leaf of the ballot as it is now."""
    slots = [
        {"ballot_id": ballot.id, "proposal_id": proposal.id, "slot": slot}
        for slot, proposal in enumerate(chosen, start=1)
    ]
    if slots:
        db.session.execute(sa.insert(Choice), slots)
    add_leaf(ballot, plan, [name_in(plan, proposal) for proposal in chosen])


def _same(staff: Person, plan: Plan, sheet: PaperSheet, mark: str) -> Ballot:
    """Return the ballot that is there already when the same form is sent again; else say why there is no second one."""
    there = queries.same_ballot(plan, mark)
    if there is None:
        raise BallotTaken("paper_number", _l("A paper ballot with this number was entered already."))
    mine = there.entered_by_id == staff.id and (there.paper_number or "") == sheet.paper_number
    if mine and there.channel is sheet.channel and there.chosen == {proposal.id for proposal in sheet.chosen}:
        return there
    raise BallotTaken("identity", rules.has_no_ballot(there.channel).reason)
