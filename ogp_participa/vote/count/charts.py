"""The rows of the pictures that show who took part. Groups of few ballots are joined with others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.vote.count.wording import CHANNELS, LEVELS


@dataclass(frozen=True)
class Bar:
    """A row of a table that is its own chart."""

    label: str
    count: int


def apart(counts: Mapping[str, int], few: int) -> tuple[dict[str, int], int]:
    """Return the groups that may be shown apart, most ballots first, and the ballots of all others together.

    Small groups are joined; where even together they are few, the smallest other group hides among them, so that
    nobody finds them by subtraction.
    """
    order = sorted(((name, number) for name, number in counts.items() if number), key=_most_first)
    shown = {name: number for name, number in order if number >= few}
    rest = sum(number for _, number in order) - sum(shown.values())
    if 0 < rest < few and shown:
        rest += shown.popitem()[1]
    return shown, rest


def ways(channels: Mapping[str, int], levels: Mapping[str, int], few: int) -> list[tuple[str, str, list[Bar]]]:
    """Return how the ballots came and how well their voters are known: (caption, head of the first column, rows).

    Where everybody is in one group there is nothing to compare.
    """
    every = [
        (str(_("How the ballots came")), str(_("Way")), _bars(channels, CHANNELS, few)),
        (str(_("How well the voters are known")), str(_("Check")), _bars(levels, LEVELS, few)),
    ]
    return [(caption, head, rows) for caption, head, rows in every if len(rows) > 1]


def _most_first(group: tuple[str, int]) -> tuple[int, str]:
    name, ballots = group
    return -ballots, name


def by_ballots(counts: Mapping[str, int]) -> list[Bar]:
    """Return rows with most ballots first."""
    return [Bar(name, ballots) for name, ballots in sorted(counts.items(), key=_most_first)]


def _bars(counts: Mapping[str, int], names: Mapping[str, Any], few: int) -> list[Bar]:
    shown, rest = apart(counts, few)
    bars = [Bar(str(names.get(name, name)), ballots) for name, ballots in shown.items()]
    return [*bars, Bar(str(_("Others together")), rest)] if rest else bars


def tiles(places: Mapping[str, int], few: int) -> list[dict[str, Any]]:
    """Return the city's tiles with the ballots of each place; where they are fewer than ``few``, only that."""
    hidden = str(_("fewer than %(few)s ballots", few=few))

    def label(code: str) -> str:
        return str(ngettext("%(num)s ballot", "%(num)s ballots", places[code])) if code in places else hidden

    return [
        {
            "code": code,
            "name": place.name,
            "count": places.get(code, 0),
            "shown": places.get(code, f"<{few}"),
            "label": label(code),
        }
        for code, place in TERRITORIES.items()
    ]
