"""How many listed proposals there are of each kind."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.proposals.browsing.filters import LISTED, WHOLE_CITY
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue

_counts = Cache(most=100)


@dataclass(frozen=True)
class ThemeCount:
    """A theme with its names by language and the number of listed proposals."""

    key: str
    id: int
    names: dict[str, str]
    count: int

    def name(self, lang: str) -> str:
        """Return the name in a language, in Portuguese where there is none."""
        return self.names.get(lang[:2]) or self.names["pt"]


@dataclass(frozen=True)
class FilterCounts:
    """How many listed proposals there are of each kind; up to a minute old."""

    themes: list[ThemeCount]
    values: dict[str, int]
    territories: dict[str, int]
    states: dict[str, int]

    @property
    def total(self) -> int:
        """How many are listed when nothing is chosen."""
        return sum(self.states.get(state, 0) for state in LISTED)

    def theme(self, number: int | None) -> ThemeCount | None:
        """Return the theme with this number."""
        return next((theme for theme in self.themes if theme.id == number), None)


def counts_of(plan: Plan) -> FilterCounts:
    """Return the numbers beside the filters."""
    return _counts.get(plan.id, lambda: _count(plan.id))


def _count(plan_id: int) -> FilterCounts:
    """Count what stands beside the filters, in one statement."""
    number, none = sa.func.count(Proposal.id), sa.literal("")
    listed = sa.and_(Proposal.plan_id == plan_id, Proposal.state.in_(LISTED))
    text = sa.String(200)
    parts = (
        sa.select(sa.literal("theme"), Theme.key, Theme.name_pt, Theme.name_en, Theme.name_es, Theme.id, number)
        .outerjoin(Proposal, sa.and_(Proposal.theme_id == Theme.id, listed))
        .where(Theme.plan_id == plan_id)
        .group_by(Theme.id),
        sa.select(sa.literal("territory"), Proposal.territory, none, none, none, sa.literal(0), number)
        .where(listed)
        .group_by(Proposal.territory),
        sa.select(sa.literal("value"), sa.cast(ProposalValue.value, text), none, none, none, sa.literal(0), number)
        .join(Proposal, Proposal.id == ProposalValue.proposal_id)
        .where(listed)
        .group_by(ProposalValue.value),
        sa.select(sa.literal("state"), sa.cast(Proposal.state, text), none, none, none, sa.literal(0), number)
        .where(Proposal.plan_id == plan_id)
        .group_by(Proposal.state),
    )
    tallies: dict[str, dict[str, int]] = {"territory": {}, "value": {}, "state": {}}
    themes = []
    every: list[Any] = list(db.session.execute(sa.union_all(*parts)))
    for kind, key, pt, en, es, theme_id, count in every:
        if kind == "theme":
            themes.append(ThemeCount(key, theme_id, {"pt": pt, "en": en, "es": es}, count))
        else:
            tallies[kind][key or WHOLE_CITY] = count
    themes.sort(key=lambda theme: fold(theme.names["pt"]))
    return FilterCounts(themes, tallies["value"], tallies["territory"], tallies["state"])
