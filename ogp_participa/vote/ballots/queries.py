"""Reading ballots. Nothing here is shown of a vote that is open, except to the ballot's own voter."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Verdict, first_no
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.moments import has_voting_opened
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.queries.finding import split_reference
from ogp_participa.vote.ballots import rules
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice, FrozenRules, Leaf
from ogp_participa.vote.ballots.names import NAMES
from ogp_participa.vote.ballots.rules_text import digest, digest_of, document

# Statements of a choice are made once: making one costs as much as running it.
_TO_VOTE = (
    sa.select(Proposal)
    .join(Proposal.plan)
    .outerjoin(Plan.stages)
    .where(Proposal.year == sa.bindparam("year"), Proposal.number == sa.bindparam("number"))
    .order_by(Stage.position)
    .options(contains_eager(Proposal.plan).contains_eager(Plan.stages))
)
_voting = aliased(Stage)
_OPEN = sa.exists().where(
    _voting.plan_id == Plan.id,
    _voting.opens_at <= sa.bindparam("moment"),
    _voting.closes_at > sa.bindparam("moment"),
    sa.cast(_voting.rights, sa.Text).contains(f'"{Right.VOTE}"'),
)
"""Whether the calendar of a plan lets people vote: a row that does not is neither locked nor waited for."""
_TO_CHOOSE = (
    _TO_VOTE.where(Plan.counted_at.is_(None), _OPEN)
    .options(load_only(*NAMES, Proposal.plan_id, Proposal.state, Proposal.title))
    .with_for_update(read=True, of=Plan)
)
_LOCK = sa.select(Ballot.id).where(Ballot.plan_id == sa.bindparam("plan")).with_for_update()
_LOCK_OF_VOTER = _LOCK.where(Ballot.voter_id == sa.bindparam("voter"))
_LOCK_OF_PAPER = _LOCK.where(Ballot.paper_number == sa.bindparam("paper"))
_IN_THE_WAY = sa.select(
    sa.select(FrozenRules.digest).where(FrozenRules.plan_id == sa.bindparam("plan")).scalar_subquery(),
    sa.select(FrozenRules.mark_check).where(FrozenRules.plan_id == sa.bindparam("plan")).scalar_subquery(),
    sa.select(Ballot.channel)
    .where(
        Ballot.plan_id == sa.bindparam("plan"),
        Ballot.mark == sa.bindparam("mark"),
        Ballot.voter_id.is_distinct_from(sa.bindparam("voter")),
    )
    .scalar_subquery(),
)
"""The digest of the frozen rules, their check of marks, and how another ballot came that bears the voter's address."""
_newest = sa.select(sa.func.max(Leaf.id)).where(Leaf.ballot_id == sa.bindparam("ballot")).scalar_subquery()
_HELD = (
    sa.select(Ballot)
    .outerjoin(Ballot.choices)
    .outerjoin(Choice.proposal)
    .outerjoin(Ballot.leaf.and_(Leaf.id == _newest))
    .where(Ballot.id == sa.bindparam("ballot"))
    .order_by(Choice.slot)
    .options(
        contains_eager(Ballot.choices).contains_eager(Choice.proposal).load_only(*NAMES, raiseload=True),
        contains_eager(Ballot.leaf),
    )
    .execution_options(populate_existing=True)
)


def proposal_to_vote(reference: str) -> Proposal | None:
    """Return the proposal with its plan and calendar, all in one statement."""
    return _proposal_by(_TO_VOTE, reference)


def proposal_to_choose(reference: str, moment: datetime) -> Proposal | None:
    """Return the proposal like :func:`proposal_to_vote`, and keep its plan's count from being closed until this
    request has ended: a choice that the clock admitted is counted. Choices hold it together, without waiting.

    None where the vote is not open at ``moment`` by the calendar: whoever comes late waits for no lock.
    """
    return _proposal_by(_TO_CHOOSE, reference, moment=moment)


def _proposal_by(query: sa.Select[Proposal], reference: str, **values: datetime) -> Proposal | None:
    parts = split_reference(reference)
    if parts is None:
        return None
    return db.session.scalars(query, {"year": parts[0], "number": parts[1], **values}).unique().first()


def hold_count(plan: Plan) -> None:
    """Keep the plan's count from being closed until this request has ended; whether it is closed is read after it."""
    db.session.refresh(plan, ["counted_at"], with_for_update={"read": True})


def ballot_of(voter: Person, plan: Plan) -> Ballot | None:
    """Return the person's ballot with its choices, in one statement."""
    query = (
        sa.select(Ballot)
        .outerjoin(Ballot.choices)
        .where(Ballot.plan_id == plan.id, Ballot.voter_id == voter.id)
        .order_by(Choice.slot)
        .options(contains_eager(Ballot.choices))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).unique().first()


def locked_ballot(voter: Person, plan: Plan) -> Ballot | None:
    """Return the person's ballot with its choices, their names, and its newest leaf, so that other changes wait.

    The lock comes first and the rest is read after it: a statement that had to wait for the lock would still see the
    choices as they were when it began.
    """
    return _held(db.session.scalar(_LOCK_OF_VOTER, {"plan": plan.id, "voter": voter.id}))


def locked_paper(plan: Plan, paper_number: str) -> Ballot | None:
    """Return the ballot that was entered from the paper with this number, locked like :func:`locked_ballot`."""
    return _held(db.session.scalar(_LOCK_OF_PAPER, {"plan": plan.id, "paper": paper_number}))


def mark_of(plan: Plan, identification: str, what: str = "ballot") -> str:
    """Return a keyed hash of who votes in this plan: the same for the same address, meaningless without the key.

    Another ``what`` keeps identifications of another kind (a document's number) apart from addresses.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{what}\n{plan.id}\n{identification.casefold()}".encode(), hashlib.sha256).hexdigest()


def mark_check(plan: Plan) -> str:
    """Return a mark of nobody. It is kept with the frozen rules: another one later means that the secret is another."""
    return mark_of(plan, "", "check")


def are_marks_known(plan: Plan) -> bool:
    """Return whether this server's secret made the marks of a vote that keeps no check of it: those of most first
    voters."""
    query = sa.select(Ballot.mark, Person.email).join(Person, Person.id == Ballot.voter_id)
    query = query.where(Ballot.plan_id == plan.id, Person.erased_at.is_(None)).order_by(Ballot.id).limit(20)
    voters = db.session.execute(query).all()
    return not voters or 2 * sum(mark == mark_of(plan, email) for mark, email in voters) > len(voters)


def votes_without_keys(plans: Sequence[Plan]) -> dict[int, str]:
    """Return, by the plans' numbers, why votes that are not counted take no ballots here: a key is another one."""
    query = sa.select(FrozenRules).where(FrozenRules.plan_id.in_([plan.id for plan in plans if not plan.counted_at]))
    frozen = {rules_.plan_id: rules_ for rules_ in db.session.scalars(query)}
    verdicts = {
        plan.id: first_no(
            rules.is_frozen_so(digest_of(plan, public_log_key()), frozen[plan.id].digest),
            rules.can_tell_voters(mark_check(plan), frozen[plan.id].mark_check or mark_check(plan)),
        )
        for plan in plans
        if plan.id in frozen
    }
    return {number: str(verdict.reason) for number, verdict in verdicts.items() if not verdict}


def may_vote(voter: Person | None, plan: Plan, moment: datetime) -> Verdict:
    """Ask what the actions would say to this voter, before a page shows a button."""
    verdict = rules.can_vote(voter, plan, now=moment)
    if not verdict or voter is None:
        return verdict
    wanted = {"plan": plan.id, "mark": mark_of(plan, voter.email), "voter": voter.id}
    frozen, check, there = db.session.execute(_IN_THE_WAY, wanted).one()
    here = digest_of(plan, public_log_key()) if frozen else ""
    return first_no(
        rules.is_frozen_so(here, frozen or ""),
        rules.can_tell_voters(mark_check(plan), check or mark_check(plan)),
        rules.can_open(there),
    )


def channel_of(plan: Plan, mark: str) -> Channel | None:
    """Return how the ballot came that bears this mark; None when there is none."""
    return db.session.scalar(sa.select(Ballot.channel).where(Ballot.plan_id == plan.id, Ballot.mark == mark))


def _held(number: int | None) -> Ballot | None:
    """Return what belongs to a ballot whose row was locked in the statement before."""
    return None if number is None else db.session.scalars(_HELD, {"ballot": number}).unique().first()


def public_log_key() -> str:
    """Return the public half of the key that this server signs logs with, in hexadecimal."""
    key: str = current_app.config["LOG_PUBLIC_KEY"]
    return key


def rules_of(plan: Plan) -> tuple[str, str]:
    """Return the text of a plan's voting rules and its digest: as frozen, or as they stand."""
    frozen = db.session.get(FrozenRules, plan.id)
    text = frozen.text if frozen else document(plan, public_log_key())
    return text, digest(text)


def unfrozen_plans(moment: datetime) -> list[Plan]:
    """Return plans in which voting has opened and whose rules are not frozen yet."""
    frozen = sa.select(FrozenRules.plan_id)
    query = (
        sa.select(Plan)
        .where(Plan.stages.any(Stage.opens_at <= moment), Plan.id.not_in(frozen), sa.not_(Plan.historical))
        .order_by(Plan.id.desc())
        .limit(100)
    )
    return [plan for plan in db.session.scalars(query) if has_voting_opened(plan, moment)]


def linked_plans(moment: datetime) -> list[Plan]:
    """Return plans whose term for objections is over, and in which something still links people to ballots."""
    links = sa.or_(Ballot.voter_id.is_not(None), Ballot.mark.is_not(None), Ballot.entered_by_id.is_not(None))
    query = (
        sa.select(Plan)
        .where(
            Plan.counted_at <= moment - timedelta(days=rules.LINK_DAYS),
            Plan.unlinked_at.is_(None),
            sa.select(Ballot.id).where(Ballot.plan_id == Plan.id, links).exists(),
        )
        .order_by(Plan.id)
        .limit(100)
    )
    return list(db.session.scalars(query))


def chosen_proposals(ballot: Ballot | None) -> list[Proposal]:
    """Return what is on the ballot, in the order of its slots, with the themes."""
    if ballot is None:
        return []
    query = (
        sa.select(Proposal)
        .join(Choice, Choice.proposal_id == Proposal.id)
        .where(Choice.ballot_id == ballot.id)
        .order_by(Choice.slot)
        .options(joinedload(Proposal.theme), joinedload(Proposal.merged_into))
    )
    return list(db.session.scalars(query))


def votes_of(proposals: Sequence[int]) -> dict[int, int]:
    """Return the votes so far of some proposals. Only where counts are not hidden (see ``stage.shows_counts``)."""
    query = (
        sa.select(Choice.proposal_id, sa.func.count())
        .where(Choice.proposal_id.in_(proposals))
        .group_by(Choice.proposal_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
