"""The list of a plan's proposals: orders, filters, pages, search, caching."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ogp_participa.core.clock import as_of, now
from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.edition.plans.models import Right
from ogp_participa.proposals.browsing.filters import Draw, Order, ProposalFilters, draw_for
from ogp_participa.proposals.browsing.queries import lists
from ogp_participa.proposals.browsing.queries.lists import listing
from ogp_participa.proposals.browsing.shuffle import shuffled
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast


def references(page: str) -> list[str]:
    """The references of the cards on a page, in their order."""
    return re.findall(r'<p class="ref">(P-\d+-\d+)</p>', page)


def see(browser: Browser, address: str, status: int = 200, **options: Any) -> TestResponse:
    """Open a page after what the test made has been committed: a GET undoes what is not."""
    db.session.commit()
    return browser.get(address, status, **options)


def path(cast: Cast, query: str = "") -> str:
    return f"/planos/{cast.plan.slug}/propostas" + (f"?{query}" if query else "")


def many(cast: Cast, count: int) -> None:
    """Proposals that were published two days ago."""
    for _ in range(count):
        factories.proposal(cast.plan, cast.ana, published_at=now() - timedelta(days=2))


def test_every_proposal_is_on_one_page_of_a_shuffled_list(cast: Cast, visitor: Browser) -> None:
    many(cast, 45)
    shown = [references(see(visitor, path(cast, f"pagina={n}")).text) for n in (1, 2, 3)]
    assert [len(page) for page in shown] == [20, 20, 5]
    assert len({ref for page in shown for ref in page}) == 45
    assert references(see(visitor, path(cast)).text) == shown[0], "the same page again"
    see(visitor, path(cast, "pagina=4"), status=404)


def test_the_order_differs_from_person_to_person_and_day_to_day(cast: Cast) -> None:
    many(cast, 30)
    moment = now()

    def order(person: int | None, later: timedelta = timedelta()) -> list[int]:
        order = listing(cast.plan, ProposalFilters(), Order.SHUFFLED, draw_for(person, moment + later))
        return [order[place] for place in range(len(order))]

    draws = [order(1), order(2), order(None), order(1, timedelta(days=1)), order(None, timedelta(hours=1))]
    assert len({tuple(draw) for draw in draws}) == 5
    assert all(sorted(draw) == sorted(draws[0]) for draw in draws)
    assert order(1) == draws[0]


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("list_path", ["propostas", "votacao/propostas"])
def test_who_reads_on_across_the_hour_or_midnight_meets_each_proposal_once(
    cast: Cast, app: Flask, signed_in: bool, list_path: str
) -> None:
    browser = Browser(app, cast.ana if signed_in else None)
    many(cast, 65)
    midnight = now().replace(hour=3, minute=0, second=0)  # in São Paulo
    address, shown = f"/planos/{cast.plan.slug}/{list_path}", []
    for hour in (-1, 0, 1, 2):
        with as_of(midnight + timedelta(hours=hour)):
            text = see(browser, address).text
        shown += references(text)
        following = re.search(r'href="([^"]+)" rel="next"', text)
        address = unescape(following[1]) if following else ""
    assert len(shown) == len(set(shown)) == 65
    assert not address


@pytest.mark.parametrize("name", ["209901010000", "190001010000", "202413010000", "x", "1" * 12, "²" * 12, ""])
def test_a_draw_that_is_not_of_the_last_day_is_the_present_one(cast: Cast, visitor: Browser, name: str) -> None:
    many(cast, 30)
    assert references(see(visitor, path(cast, f"sorteio={name}")).text) == references(see(visitor, path(cast)).text)


def test_what_is_published_after_the_draw_comes_last(cast: Cast) -> None:
    many(cast, 25)
    draw = Draw("seed", now() - timedelta(hours=1))
    before = list(listing(cast.plan, ProposalFilters(), Order.SHUFFLED, draw).page(1))
    new = factories.proposal(cast.plan, cast.ana)
    after = listing(cast.plan, ProposalFilters(), Order.SHUFFLED, draw)
    assert after.page(1) == before
    assert after[len(after) - 1] == new.id


def test_the_shuffle_is_fair() -> None:
    first = [shuffled(0, 10, f"seed {n}") for n in range(4000)]
    counts = [first.count(thing) for thing in range(10)]
    assert min(counts) > 320 and max(counts) < 480, counts


@pytest.mark.parametrize("size", [1, 2, 3, 19, 20, 21, 1000])
def test_a_shuffle_leaves_nothing_out_and_repeats_nothing(size: int) -> None:
    assert sorted(shuffled(place, size, "seed") for place in range(size)) == list(range(size))


def test_filters_narrow_the_list_and_can_be_taken_away(cast: Cast, visitor: Browser) -> None:
    here = factories.proposal(cast.plan, cast.ana, territory="CT", values=["civic_participation"])
    factories.proposal(cast.plan, cast.ana, territory="SE")
    city = factories.proposal(cast.plan, cast.ana)
    assert references(see(visitor, path(cast, "sub=CT")).text) == [here.reference]
    assert references(see(visitor, path(cast, "sub=cidade")).text) == [city.reference]
    assert references(see(visitor, path(cast, "valor=civic_participation")).text) == [here.reference]
    page = see(visitor, path(cast, "sub=CT&valor=civic_participation&tema=educacao")).text
    assert references(page) == []
    assert f'href="{path(cast, "valor=civic_participation&amp;sub=CT")}"' in page, "a link without the theme"


def test_the_list_shows_each_public_idea_once(cast: Cast, visitor: Browser) -> None:
    shown = [factories.proposal(cast.plan, cast.ana, state=s).reference for s in (State.PUBLISHED, State.PROMOTED)]
    merged = factories.proposal(cast.plan, cast.ana, state=State.MERGED)
    for state in (State.IN_REVIEW, State.NEEDS_CHANGE, State.WITHDRAWN, State.REFUSED):
        factories.proposal(cast.plan, cast.ana, state=state)
    assert sorted(references(see(visitor, path(cast)).text)) == sorted(shown)
    assert references(see(visitor, path(cast, "situacao=merged")).text) == [merged.reference]
    assert sorted(references(see(visitor, path(cast, "situacao=in_review")).text)) == sorted(shown), "not offered"


def test_orders(cast: Cast, visitor: Browser) -> None:
    a = factories.proposal(cast.plan, title="Água limpa", comment_count=1, published_at=now() - timedelta(days=3))
    b = factories.proposal(cast.plan, title="Zelo nas praças", comment_count=9, published_at=now() - timedelta(days=2))
    c = factories.proposal(cast.plan, title="Bibliotecas", published_at=now() - timedelta(days=1))
    for order, expected in (("recentes", [c, b, a]), ("comentadas", [b, a, c]), ("alfabetica", [a, c, b])):
        assert references(see(visitor, path(cast, f"ordem={order}")).text) == [p.reference for p in expected], order


def test_the_alphabet_is_the_same_in_however_many_batches_the_titles_are_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = [
        "Água",
        "agora",
        "Zelo",
        "ABC",
        "Ônibus já",
        "Onibus",
        "Agora",
        "Escola",
        "Escolas",
        "Escola nova",
        "“Zás”",
    ]
    proposals = [factories.proposal(cast.plan, title=title) for title in titles]
    expected = [p.id for p in sorted(proposals, key=lambda p: (fold(p.title), p.id))]
    for batch in (2, 2_000):
        monkeypatch.setattr(lists, "BATCH", batch)
        order = listing(cast.plan, ProposalFilters(), Order.ALPHABETICAL, Draw("", now()))
        assert order.page(1) == expected


def test_search_forgives_and_says_so(cast: Cast, visitor: Browser) -> None:
    wanted = factories.proposal(cast.plan, cast.ana, title="Bibliotecas abertas à noite")
    index_for_search(wanted)
    page = see(visitor, path(cast, "q=biblotecas")).text
    assert references(page) == [wanted.reference]
    assert "Mostrando resultados para “bibliotecas”" in page
    assert references(see(visitor, path(cast, "q=biblotecas&exato=1")).text) == []
    assert references(see(visitor, path(cast, "q=biblioteca+noite")).text) == [wanted.reference]


def test_a_reference_in_the_search_box_opens_the_proposal(cast: Cast, visitor: Browser) -> None:
    wanted = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    answer = visitor.client.get(path(cast, f"q={wanted.reference.lower()}"))
    assert answer.status_code == 302
    assert answer.location == f"/propostas/{wanted.address}"
    hidden = factories.proposal(cast.plan, cast.ana, state=State.IN_REVIEW)
    see(visitor, path(cast, f"q={hidden.reference}"))


@pytest.mark.parametrize(
    "query",
    [
        'q="*',
        "q=" + "a" * 10000,
        "q=%27+OR+1%3D1+--",
        "pagina=-1",
        "pagina=x",
        "pagina=1e9",
        "ordem=x",
        "sub=XX",
        "valor=x&valor=y",
        "tema=" + "&tema=".join(map(str, range(500))),
        "situacao=%F0%9F%9A%8C",
    ],
)
def test_strange_addresses_still_open_a_list(cast: Cast, visitor: Browser, query: str) -> None:
    factories.proposal(cast.plan, cast.ana)
    see(visitor, path(cast, query))


def test_an_empty_list_says_what_to_do(cast: Cast, visitor: Browser) -> None:
    assert "Nenhuma proposta ainda. A sua pode ser a primeira." in see(visitor, path(cast)).text
    factories.proposal(cast.plan, cast.ana)
    assert "Ainda não há propostas de Cidade Tiradentes." in see(visitor, path(cast, "sub=CT")).text
    assert "Nada encontrado para “xyzzyplugh”." in see(visitor, path(cast, "q=xyzzyplugh")).text
    see(visitor, "/planos/nenhum/propostas", status=404)


def test_a_plan_that_receives_nothing_does_not_ask_for_proposals(visitor: Browser) -> None:
    plan = factories.plan(rights=(Right.VOTE,))
    assert "A sua pode ser a primeira" not in see(visitor, f"/planos/{plan.slug}/propostas").text


def test_anonymous_pages_can_be_kept_by_caches_and_others_not(cast: Cast, visitor: Browser, app: Flask) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    for address in (path(cast), f"/propostas/{proposal.address}", path(cast) + "/mapa"):
        answer = see(visitor, address)
        assert "Set-Cookie" not in answer.headers
        assert "s-maxage" in answer.headers["Cache-Control"]
        again = see(visitor, address, status=304, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.text == ""
        signed_in = see(Browser(app, cast.ana), address)
        assert signed_in.headers["Cache-Control"].startswith("private")


def test_the_map_counts_every_place(cast: Cast, visitor: Browser) -> None:
    factories.proposal(cast.plan, cast.ana, territory="CT")
    factories.proposal(cast.plan, cast.ana)
    page = see(visitor, path(cast) + "/mapa").text
    assert re.search(r"Cidade Tiradentes.{0,80}1 proposta", page, re.DOTALL)
    assert "2 propostas até agora" in page


@pytest.mark.parametrize("prefix", ["/en", "/es"])
def test_the_list_speaks_three_languages(cast: Cast, visitor: Browser, prefix: str) -> None:
    factories.proposal(cast.plan, cast.ana)
    page = see(visitor, prefix + path(cast)).text
    assert "Baixar esta lista" not in page and f'href="{prefix}/propostas/P-' in page
