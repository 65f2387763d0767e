"""Reading the grouped ballots of a plan: the database groups them, and sends them in a few hundred long texts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Dimension, Plan, Theme
from ogp_participa.proposals.proposals.models import COUNTED, Proposal
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.ballots.names import NAMES, name_in
from ogp_participa.vote.verifier.quota import Quota
from ogp_participa.vote.verifier.tally import FIRST, MOST_CANDIDATES, SHORT, Profile, sign

_FAR, _FARTHEST = 0xE000, 0x110000 - 0xE000
"""Where signs begin when the plan's numbers in the database lie far apart, and how far apart they may lie."""
_ROWS_AT_ONCE = 50
_LISTED = 30_000
"""So many proposals are named in a statement at most."""


@dataclass(frozen=True)
class VoteProfile:
    """The ballots of a plan; ``proposals`` are the candidates' numbers in the database, in the profile's order.

    ``groups`` are what a quota goes by, in the same order: the key of a theme or the code of a territory, empty for
    the whole city (and for what has no theme).
    """

    proposals: tuple[int, ...]
    profile: Profile
    groups: tuple[str, ...] = ()

    def quota(self, plan: Plan) -> Quota | None:
        """Return the quota of the plan's rules: each group in the vote gets at least and at most so many."""
        if plan.quota_by is None:
            return None
        most = {} if plan.quota_most is None else dict.fromkeys(self.groups, plan.quota_most)
        return Quota(self.groups, dict.fromkeys(self.groups, plan.quota_least), most)


def vote_of(plan: Plan, candidates: Collection[int] | None = None) -> VoteProfile:
    """Return the vote of a plan as it stands now, or among given candidates, whatever became of them since.

    Whoever has a choice is a voter, even where all they chose was withdrawn or joined with another; whoever left the
    ballot empty only where the plan counts blank ballots.
    """
    every = db.session.execute(_standing_for_votes(plan)).all()
    counted = [row for row in every if (row.state in COUNTED if candidates is None else row.id in candidates)]
    if len(counted) > MOST_CANDIDATES:
        raise ValueError(f"At most {MOST_CANDIDATES} proposals can be counted; there are {len(counted)}.")
    ids = tuple(row.id for row in counted)
    there = frozenset(ids)
    groups = _groups([row.id for row in every if row.chosen or row.id in there], ids)
    blank = _blank_ballots(plan) if plan.blank_count else 0
    if blank:
        groups.setdefault(blank, []).append("")
    return VoteProfile(
        ids, Profile(tuple(name_in(plan, row) for row in counted), groups), tuple(row.group for row in counted)
    )


def _standing_for_votes(plan: Plan) -> sa.Select[Any]:
    """Select every proposal of the plan: names, state, whether a ballot holds it, and the group of the quota."""
    chosen = sa.select(Choice.ballot_id).where(Choice.proposal_id == Proposal.id).exists()
    group: Any = Theme.key if plan.quota_by is Dimension.THEME else Proposal.territory
    columns = Proposal.id, *NAMES, Proposal.state
    return (
        sa.select(*columns, chosen.label("chosen"), sa.func.coalesce(group, "").label("group"))
        .outerjoin(Theme, Theme.id == Proposal.theme_id)
        .where(Proposal.plan_id == plan.id)
        .order_by(Proposal.id)
    )


def _blank_ballots(plan: Plan) -> int:
    """Return how many ballots hold no choice."""
    filled = sa.select(Choice.slot).where(Choice.ballot_id == Ballot.id).exists()
    return db.session.scalar(sa.select(sa.func.count()).where(Ballot.plan_id == plan.id, sa.not_(filled))) or 0


def _groups(every: Collection[int], counted: Collection[int]) -> dict[int, list[str]]:
    """Return the ballots by how many voters gave them; choices that are not counted are taken out of them."""
    if not every:
        return {}
    lowest, apart = min(every), max(every) - min(every)
    if apart >= _FARTHEST:
        raise ValueError("The proposals' numbers in the database lie too far apart.")
    first = FIRST if apart < SHORT else _FAR
    signs: dict[int, str | None] = dict.fromkeys(first + number - lowest for number in every)
    signs.update((first + number - lowest, sign(place)) for place, number in enumerate(counted))
    already = all(there == ord(wanted or " ") for there, wanted in signs.items())
    groups: dict[int, list[str]] = {}
    _plan_for_many("256MB", "off")
    for voters, ballots in db.session.execute(_grouped(every, first - lowest)).yield_per(_ROWS_AT_ONCE):
        text = ballots if already else ballots.translate(signs)
        groups.setdefault(voters, []).extend(text.split("\n"))
    _plan_for_many(None, None)
    return groups


def _plan_for_many(memory: str | None, sort: str | None) -> None:
    """Let PostgreSQL group ballots in memory; it cannot guess how many differ and would sort them on disk."""
    if db.engine.dialect.name == "postgresql":
        settings = sa.func.set_config("work_mem", memory, True), sa.func.set_config("enable_sort", sort, True)
        db.session.execute(sa.select(*settings))


def _neighbours(proposals: Collection[int]) -> sa.Select[Any]:
    """Select the proposals of a plan by one of them: databases take only so many numbers in a statement."""
    plan = sa.select(Proposal.plan_id).where(Proposal.id == min(proposals)).scalar_subquery()
    return sa.select(Proposal.id).where(Proposal.plan_id == plan)


def _grouped(proposals: Collection[int], shift: int) -> sa.Select[Any]:
    """Select (how many voters, the ballots that so many gave, a line each): one statement, cut by the first choice.

    A ballot is the text of its choices' signs, which are their numbers moved by ``shift``. Neither the texts nor the
    long rows are for show: joining a table of signs, or a row for each ballot, costs more than grouping them.
    """
    postgresql = db.engine.dialect.name == "postgresql"
    to_sign: Any = sa.func.chr if postgresql else sa.func.char
    signs: Any = sa.func.aggregate_strings(to_sign(Choice.proposal_id + shift, type_=sa.Text), "")
    if postgresql:  # SQLite walks the primary key, in the same order; in another there would only be more groups
        signs = signs.aggregate_order_by(Choice.proposal_id)
    chosen = Choice.proposal_id.in_(proposals if len(proposals) <= _LISTED else _neighbours(proposals))
    ballots = sa.select(signs.label("signs")).where(chosen).group_by(Choice.ballot_id).subquery("ballots")
    same = sa.select(ballots.c.signs, sa.func.count().label("voters")).group_by(ballots.c.signs).subquery("same")
    together = sa.func.aggregate_strings(same.c.signs, "\n")
    return sa.select(same.c.voters, together).group_by(same.c.voters, sa.func.substr(same.c.signs, 1, 1))
