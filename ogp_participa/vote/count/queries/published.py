"""The closed count as data, as everybody may read it."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of
from ogp_participa.vote.ballots.names import NAMES, name_in
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.queries.results import removals_of

PUBLISHED_PLACE = ("rank", "votes", "elected", "tied", "last", "left", "alone")
PUBLISHED_COUNT = (
    *("rule", "digest", "seats", "seed", "log_size"),
    *("ballots", "confirmed", "unrepresented", "channels", "levels"),
)
"""What everybody may read of a count, and of a place in it."""


def as_data(plan: Plan, count: Count) -> dict[str, Any]:
    """Return the closed count as published: proposals go by the names that they had in the vote."""
    rows: list[Any] = list(
        db.session.execute(
            sa.select(Rank, *NAMES, Proposal.title)
            .join(Rank.proposal)
            .where(Rank.plan_id == plan.id)
            .order_by(Rank.rank)
        )
    )
    names = {row.Rank.proposal_id: name_in(plan, row) for row in rows}
    return {
        **{name: getattr(count, name) for name in PUBLISHED_COUNT},
        "closed_at": count.closed_at.isoformat(),
        "winners": [names[row.Rank.proposal_id] for row in rows if row.Rank.elected],
        "places": [
            {
                "reference": names[row.Rank.proposal_id],
                "proposal": reference_of(row.year, row.number),
                "title": row.title,
                **{name: getattr(row.Rank, name) for name in PUBLISHED_PLACE},
            }
            for row in rows
        ],
        **named(count, names),
        "removals": [_removal_as_data(removal, names) for removal in removals_of(plan)],
    }


def _removal_as_data(removal: Removal, names: Mapping[int, str]) -> dict[str, Any]:
    cites = removal.cites
    return {
        "reference": names.get(removal.proposal_id, ""),
        "reason": removal.reason,
        "opinion": {**cites, "address": f"/pareceres/{cites['opinion_id']}"} if cites else None,
        "at": removal.at.isoformat(),
        "entered": [names.get(number, "") for number in removal.entered],
        "left": [names.get(number, "") for number in removal.left],
    }


def named(count: Count, names: Mapping[int, str]) -> dict[str, Any]:
    """Return the stored steps and comparisons with the proposals' names in place of their numbers in the database."""

    def called(numbers: Iterable[int]) -> list[str]:
        return [names[number] for number in numbers]

    return {
        "steps": [
            {
                **step,
                "winner": names[step["winner"]],
                "left": {names[int(number)]: left for number, left in step["left"].items()},
                "equals": called(step["equals"]),
                "kept_out": called(step["kept_out"]),
            }
            for step in count.steps
        ],
        "comparisons": [
            {**other, **{name: called(other[name]) for name in ("winners", "enter", "leave")}}
            for other in count.comparisons
        ],
    }
