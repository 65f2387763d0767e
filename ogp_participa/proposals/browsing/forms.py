"""What stands around the cards of a list: the filters as a form, what is chosen as chips, the orders, the addresses.

Everything here depends on the filters and on numbers that are up to a minute old, so it is kept for that minute.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ogp_participa.core.cache import Cache
from ogp_participa.core.i18n import lang
from ogp_participa.core.vocabularies.territories import TERRITORIES, name_of
from ogp_participa.edition.plans.models import Plan, Value
from ogp_participa.proposals.browsing.filters import BROWSABLE, DRAW, WHOLE_CITY, Draw, Order, ProposalFilters
from ogp_participa.proposals.browsing.queries.counts import FilterCounts
from ogp_participa.proposals.proposals.queries.rows import ProposalRow

_around = Cache(most=300)
_where = Cache(most=500_000)  # letters of HTML
_cards = Cache(most=1_000_000)  # bytes of HTML
CARD_SECONDS = 600


@dataclass(frozen=True)
class Tile:
    """A subprefeitura with its number of proposals."""

    code: str
    name: str
    zone: str
    count: int
    href: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Around:
    """Everything on the page of a list that is not a card."""

    path: str
    query: str
    others: list[tuple[str, str]]
    chips: list[Chip]
    orders: list[tuple[str, str, bool]]
    order_sentence: str
    filter_block: Markup
    where_block: Markup
    csv_href: str
    json_href: str
    feed_href: str

    def page_href(self, number: int, draw: Draw | None = None) -> str:
        """Return the address of a page of this list, in the order of a draw."""
        parts = [self.query] if self.query else []
        if draw is not None:
            parts.append(f"{DRAW}={draw.name}")
        if number > 1:
            parts.append(f"pagina={number}")
        return f"{self.path}?{'&'.join(parts)}" if parts else self.path

    @property
    def exact_href(self) -> str:
        """The same search, word by word as typed."""
        return f"{self.path}?{self.query}&exato=1"


def around(plan: Plan, chosen: ProposalFilters, order: Order, counts: FilterCounts, personal: bool) -> Around:
    """Return what stands around the cards of a list; ``personal`` says whether the reader has an order of their own."""
    key = (plan.id, chosen, order, request.script_root, personal)
    return _around.get(key, lambda: _draw(plan, chosen, order, counts, personal))


def _draw(plan: Plan, chosen: ProposalFilters, order: Order, counts: FilterCounts, personal: bool) -> Around:
    path = url_for("browsing.index", slug=plan.slug)
    usual = Order.RELEVANCE if chosen.q else Order.SHUFFLED
    asked = {} if order is usual else {"ordem": order.value}
    here = {**chosen.address(), **asked}
    query = urlencode(here, doseq=True)

    def at(filters: ProposalFilters, other: Order = order) -> str:
        wanted = {**filters.address(), **({} if other is usual else {"ordem": other.value})}
        return f"{path}?{urlencode(wanted, doseq=True)}" if wanted else path

    names = _order_names(bool(chosen.q), personal)
    return Around(
        path=path,
        query=query,
        others=[pair for pair in _pairs(here) if pair[0] != "q"],
        chips=[Chip(label, at(rest)) for label, rest in _chips(chosen, counts)],
        orders=[(label, at(chosen, other), other is order) for other, label in names.items()],
        order_sentence=_("Order: %(order)s", order=names.get(order, "")),
        filter_block=_filter_block(path, chosen, counts, asked.get("ordem")),
        where_block=_where.get((plan.id, request.script_root), lambda: where_block(plan, counts)),
        csv_href=_file("opendata.proposals_csv", plan, query),
        json_href=_file("opendata.proposals_json", plan, query),
        feed_href=url_for("opendata.proposals_atom", slug=plan.slug),
    )


def _file(endpoint: str, plan: Plan, query: str) -> str:
    address = url_for(endpoint, slug=plan.slug)
    return f"{address}?{query}" if query else address


def _pairs(wanted: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every name and value of the query part, one by one."""
    return [(name, part) for name, value in wanted.items() for part in (value if isinstance(value, list) else [value])]


def _order_names(searching: bool, personal: bool) -> dict[Order, str]:
    names = {
        Order.SHUFFLED: _("shuffled for you today") if personal else _("shuffled, another each hour"),
        Order.NEWEST: _("newest first"),
        Order.COMMENTED: _("most commented first"),
        Order.ALPHABETICAL: _("alphabetical"),
    }
    return {Order.RELEVANCE: _("nearest to what you searched for"), **names} if searching else names


def _chips(chosen: ProposalFilters, counts: FilterCounts) -> list[tuple[str, ProposalFilters]]:
    """Return each choice in words, with what is left without it."""
    themes = {theme.key: theme.name(lang()) for theme in counts.themes}
    value_name, state_word = (
        macro("core/components/value.html", "value_name"),
        macro("core/components/state.html", "state_word"),
    )
    chips = [(f"“{chosen.q}”", chosen.without("q"))] if chosen.q else []
    chips += [(themes.get(key, key), chosen.without("themes", key)) for key in chosen.themes]
    chips += [(str(value_name(key)), chosen.without("values", key)) for key in chosen.values]
    if chosen.territory:
        chips.append((name_of(chosen.territory) or _("The whole city"), chosen.without("territory")))
    return chips + [(str(state_word(key)), chosen.without("states", key)) for key in chosen.states]


def _filter_block(path: str, chosen: ProposalFilters, counts: FilterCounts, order: str | None) -> Markup:
    value_name = macro("core/components/value.html", "value_name")
    drawn: Markup = macro("proposals/browsing/_filters.html", "filter_block")(
        action=path,
        clear_href=path,
        chosen=chosen,
        counts=counts,
        themes=[(theme.key, theme.name(lang()), theme.count) for theme in counts.themes],
        values=[(value.value, value_name(value.value), counts.values.get(value.value, 0)) for value in Value],
        territories=[(code, t.name, counts.territories.get(code, 0)) for code, t in TERRITORIES.items()],
        states=[(state.value, counts.states.get(state.value, 0)) for state in BROWSABLE],
        order=order,
    )
    return drawn


def where_block(plan: Plan, counts: FilterCounts) -> Markup:
    """Return the tile map and the themes, each a way into the list."""
    path = url_for("browsing.index", slug=plan.slug)
    themes = [
        {"label": theme.name(lang()), "count": theme.count, "href": f"{path}?{urlencode({'tema': theme.key})}"}
        for theme in sorted(counts.themes, key=lambda theme: -theme.count)[:12]
    ]
    map_href = url_for("browsing.territories", slug=plan.slug)
    drawn: Markup = macro("proposals/browsing/_where.html", "where")(tiles(plan, counts), themes, map_href)
    return drawn


def tiles(plan: Plan, counts: FilterCounts) -> list[Tile]:
    """Return every subprefeitura in alphabetical order, with its proposals."""
    path = url_for("browsing.index", slug=plan.slug)
    return [
        Tile(code, t.name, t.zone, counts.territories.get(code, 0), f"{path}?sub={code}")
        for code, t in TERRITORIES.items()
        if code != WHOLE_CITY
    ]


def cards(rows: list[ProposalRow], counts: FilterCounts | None, voting: bool) -> list[Markup]:
    """Return the cards of proposals, with their themes where the counts of their plan are given.

    A card's HTML is kept under everything that it shows; as bytes, because one ✓ would make each letter take two.
    """
    language, root = lang(), request.script_root

    def drawn(row: ProposalRow) -> bytes:
        theme = counts.theme(row.theme_id) if counts else None
        card: Markup = macro("proposals/proposals/_card.html", "card")(
            row, theme.name(language) if theme else "", voting
        )
        return card.encode()

    def kept_card(row: ProposalRow) -> Markup:
        key = (row.id, row.revision, root, voting, counts is None)
        return Markup(_cards.get(key, lambda: drawn(row), seconds=CARD_SECONDS).decode())

    return [kept_card(row) for row in rows]


def macro(template: str, name: str) -> Any:
    """Return a macro to be called from here, so that what it draws can be kept."""
    return getattr(current_app.jinja_env.get_template(template).module, name)
