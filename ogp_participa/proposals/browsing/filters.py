"""What a reader asks a list for, read from its address, and in which order proposals stand."""

import enum
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from ogp_participa.core.text import tidy
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.edition.plans.models import Value
from ogp_participa.proposals.proposals.models import COUNTED, State

WHOLE_CITY = "cidade"
LISTED = COUNTED
"""What a list shows when no state is asked for: each idea once, so not those that live on in another."""
BROWSABLE = (*LISTED, State.MERGED, State.REFUSED)
"""States that a reader can ask for."""
PER_PAGE = 20
DRAW = "sorteio"
"""The name of a draw in addresses."""
DRAWN = "%Y%m%d%H%M"
READ_FOR = timedelta(hours=24)
"""How long the pages of a list can be read in the order of its first."""
MOST_PER_FILTER = 30


class Order(enum.StrEnum):
    """The orders of a list, as they stand in its address."""

    SHUFFLED = "sorteada"
    NEWEST = "recentes"
    COMMENTED = "comentadas"
    ALPHABETICAL = "alfabetica"
    RELEVANCE = "relevancia"


@dataclass(frozen=True, slots=True)
class ProposalFilters:
    """What a list is narrowed to; nothing chosen means everything that is listed."""

    q: str = ""
    themes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    territory: str = ""
    states: tuple[str, ...] = ()

    @classmethod
    def read(cls, arguments: MultiDict[str, str]) -> "ProposalFilters":
        """Return the filters in an address. What is not offered is passed over: an old link still opens a list."""
        territory = str(arguments.get("sub", "")).upper()
        return cls(
            q=tidy(str(arguments.get("q", ""))[:200]),
            themes=_known(arguments.getlist("tema"), None),
            values=_known(arguments.getlist("valor"), set(Value)),
            territory=territory if territory in TERRITORIES else WHOLE_CITY if territory == WHOLE_CITY.upper() else "",
            states=_known(arguments.getlist("situacao"), set(BROWSABLE)),
        )

    def address(self) -> dict[str, Any]:
        """Return the filters as the query part of an address."""
        parts = {"q": self.q, "tema": self.themes, "valor": self.values, "sub": self.territory, "situacao": self.states}
        return {name: list(part) if isinstance(part, tuple) else part for name, part in parts.items() if part}

    def without(self, name: str, value: str = "") -> "ProposalFilters":
        """Return these filters with one choice taken away."""
        chosen = getattr(self, name)
        rest: dict[str, Any] = {
            name: tuple(other for other in chosen if other != value) if isinstance(chosen, tuple) else ""
        }
        return replace(self, **rest)

    def saying(self, q: str) -> "ProposalFilters":
        """Return these filters, searching for something else."""
        return replace(self, q=q)

    @property
    def chosen(self) -> int:
        """How many choices there are, without what is searched for."""
        return len(self.themes) + len(self.values) + len(self.states) + bool(self.territory)


def _known(asked: list[str], offered: "set[Any] | None") -> tuple[str, ...]:
    """Return the asked values that are offered, each once and sorted: one choice is one tuple, whatever the link."""
    return tuple(
        sorted({value[:40] for value in asked[:MOST_PER_FILTER] if value and (offered is None or value in offered)})
    )


def order_in(arguments: MultiDict[str, str], q: str) -> Order:
    """Return the order an address asks for; without one, by relevance in a search and shuffled elsewhere."""
    usual = Order.RELEVANCE if q else Order.SHUFFLED
    asked = arguments.get("ordem", usual)
    order = Order(asked) if asked in set(Order) else usual
    return Order.SHUFFLED if order is Order.RELEVANCE and not q else order


@dataclass(frozen=True, slots=True)
class Draw:
    """A shuffled order: its seed, and when it began. What is published later comes last, so pages stay as they are."""

    seed: str
    since: datetime
    personal: bool = False

    @property
    def name(self) -> str:
        """How addresses name it: when it began, in UTC. The links between the pages of a list carry it."""
        return self.since.astimezone(UTC).strftime(DRAWN)


def draw_for(person_id: int | None, local: datetime) -> Draw:
    """Return the draw of this reader at this (local) moment.

    People with an account get another one each day; everybody else shares one each hour, so that pages can be kept."""
    if person_id is None:
        hour = local.replace(minute=0, second=0, microsecond=0)
        return Draw(f"hour {hour:%Y-%m-%d %H %z}", hour)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Draw(f"person {person_id} {day:%Y-%m-%d}", day, personal=True)


def draw_in(arguments: MultiDict[str, str], person_id: int | None, local: datetime) -> Draw:
    """Return the draw that an address names, as long as its pages are read; the one of this (local) moment, else.

    So whoever goes on to page 2 after the hour goes on in the order of page 1, and meets each proposal once.
    """
    current = draw_for(person_id, local)
    name = arguments.get(DRAW, "")
    if len(name) != len(current.name) or not name.isdecimal():
        return current
    try:
        began = datetime.strptime(name, DRAWN).replace(tzinfo=UTC).astimezone(local.tzinfo)
    except (ValueError, OverflowError):
        return current
    earlier = draw_for(person_id, began)
    return earlier if current.since - READ_FOR <= earlier.since <= current.since and earlier.name == name else current
