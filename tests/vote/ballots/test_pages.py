"""The pages of a vote, as residents, strangers and staff meet them."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Right, StageKind
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots import actions, queries
from ogp_participa.vote.ballots.forms import own_path
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.count.queries import participation
from tests import factories
from tests.cast import Browser, Cast

T = TypeVar("T")


def new(make: Callable[..., T], *values: object, **fields: object) -> T:
    """Something made and committed: a GET rolls back whatever is not."""
    row = make(*values, **fields)
    db.session.commit()
    return row


def _list(plan: Plan) -> str:
    return f"/planos/{plan.slug}/votacao/propostas"


def _chosen(cast: Cast) -> list[str]:
    return [p.reference for p in queries.chosen_proposals(queries.ballot_of(cast.ana, cast.plan))]


def test_how_voting_works_is_for_everybody_and_sets_no_cookie(cast: Cast, visitor: Browser) -> None:
    for path in (f"/planos/{cast.plan.slug}/votacao", _list(cast.plan), f"/planos/{cast.plan.slug}/resultado"):
        page = visitor.get(path)
        assert "Set-Cookie" not in page.headers
        assert "csrf_token" not in page.text
        assert page.headers["Cache-Control"].startswith("public")


def test_the_ballot_asks_a_stranger_to_sign_in(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get(f"/planos/{cast.plan.slug}/cedula", 303)
    assert "/entrar?next=" in answer.headers["Location"]


def test_a_stranger_who_wants_to_vote_comes_back_to_this_proposal(cast: Cast, visitor: Browser, app: Flask) -> None:
    proposal = new(factories.proposal, cast.plan, title="Publicar as atas")
    assert f"next=/propostas/{proposal.reference}/voto" in visitor.get(_list(cast.plan)).text
    page = Browser(app, cast.ana).get(f"/propostas/{proposal.reference}/voto").text
    assert "Publicar as atas" in page
    assert f'action="/propostas/{proposal.reference}/voto"' in page


def test_a_vote_goes_back_to_the_same_list_at_the_same_card(cast: Cast, app: Flask) -> None:
    proposal, ana = new(factories.proposal, cast.plan), Browser(app, cast.ana)
    back = f"{_list(cast.plan)}?tema=transparencia&pagina=1"
    answer = ana.post(f"/propostas/{proposal.reference}/voto", {"volta": back})
    assert answer.headers["Location"] == f"{back}#{proposal.reference}"
    page = ana.get(back).text
    assert re.search(rf'<li id="{proposal.reference}"><article class="card chosen"', page)
    assert 'data-fragment="ballot-bar"' in page
    assert _chosen(cast) == [proposal.reference]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "/a\\b",
        "/\nSet-Cookie: a",
        "x" * 9,
        "/" + "a" * 3000,
    ],
)
def test_a_vote_never_leads_to_another_site(elsewhere: str) -> None:
    assert own_path(elsewhere) == ""


def test_a_choice_is_removed_with_one_press(cast: Cast, app: Flask) -> None:
    proposal, ana = new(factories.proposal, cast.plan), Browser(app, cast.ana)
    ana.post(f"/propostas/{proposal.reference}/voto")
    ana.post(f"/propostas/{proposal.reference}/voto/remocao")
    ana.post(f"/propostas/{proposal.reference}/voto/remocao")
    assert _chosen(cast) == []


def test_the_same_request_sent_again_changes_nothing(cast: Cast, app: Flask) -> None:
    proposal, ana = new(factories.proposal, cast.plan), Browser(app, cast.ana)
    for _ in range(3):
        ana.post(f"/propostas/{proposal.reference}/voto")
    assert _chosen(cast) == [proposal.reference]


def test_one_vote_too_many_offers_to_swap(cast: Cast, app: Flask) -> None:
    ana, wanted = Browser(app, cast.ana), new(factories.proposal, cast.plan, title="Uma ideia melhor")
    chosen = [new(factories.proposal, cast.plan) for _ in range(5)]
    for proposal in chosen:
        ana.post(f"/propostas/{proposal.reference}/voto")
    swap = ana.post(f"/propostas/{wanted.reference}/voto").headers["Location"]
    assert swap == f"/planos/{cast.plan.slug}/cedula/troca?por={wanted.reference}"
    page = ana.get(swap).text
    assert page.count('type="radio"') == 5
    assert "Uma ideia melhor" in page
    ana.post(swap, {"por": wanted.reference}, status=422)
    ana.post(swap, {"por": wanted.reference, "out": "P-1999-0001"}, status=422)
    ana.post(swap, {"por": wanted.reference, "out": chosen[1].reference})
    assert set(_chosen(cast)) == {p.reference for p in chosen if p is not chosen[1]} | {wanted.reference}


def test_a_swap_for_a_proposal_of_another_plan_is_not_there(cast: Cast, app: Flask) -> None:
    other = new(factories.proposal, new(factories.plan))
    Browser(app, cast.ana).get(f"/planos/{cast.plan.slug}/cedula/troca?por={other.reference}", 404)
    Browser(app, cast.ana).get(f"/planos/{cast.plan.slug}/cedula/troca?por=P-9999-9999", 404)


def test_a_proposal_of_another_plan_goes_on_that_plans_own_ballot(cast: Cast, app: Flask) -> None:
    other = new(factories.plan)
    proposal = new(factories.proposal, other)
    Browser(app, cast.ana).post(f"/propostas/{proposal.reference}/voto")
    assert _chosen(cast) == []
    ballot = queries.ballot_of(cast.ana, other)
    assert ballot
    assert ballot.chosen == {proposal.id}


def test_the_ballot_says_what_is_left_and_can_be_confirmed(cast: Cast, app: Flask) -> None:
    ana, proposal = Browser(app, cast.ana), new(factories.proposal, cast.plan, title="Publicar as atas")
    path = f"/planos/{cast.plan.slug}/cedula"
    assert "confirmacao" not in ana.get(path).text
    assert ana.client.get(f"{path}/confirmacao").headers["Location"] == path
    ana.post(f"/propostas/{proposal.reference}/voto")
    page = ana.get(path).text
    assert "Publicar as atas" in page
    assert "Escolher mais 4" in page
    assert ana.post(f"{path}/confirmacao").headers["Location"] == f"{path}/confirmacao"
    assert "Publicar as atas" in ana.get(f"{path}/confirmacao").text
    assert participation.filled_and_confirmed(cast.plan) == (1, 1)


def test_a_chosen_proposal_that_was_joined_is_explained_and_replaced(cast: Cast, app: Flask) -> None:
    ana, host, merged = (
        Browser(app, cast.ana),
        new(factories.proposal, cast.plan),
        new(factories.proposal, cast.plan),
    )
    ana.post(f"/propostas/{merged.reference}/voto")
    merged.enter(State.MERGED)
    merged.merged_into_id = host.id
    db.session.commit()
    page = ana.get(f"/planos/{cast.plan.slug}/cedula").text
    assert "Não conta mais." in page
    assert host.reference in page
    ana.post(f"/planos/{cast.plan.slug}/cedula/troca", {"por": host.reference, "out": merged.reference})
    assert _chosen(cast) == [host.reference]


def test_a_chosen_proposal_that_was_withdrawn_is_explained(cast: Cast, app: Flask) -> None:
    ana, withdrawn = Browser(app, cast.ana), new(factories.proposal, cast.plan)
    ana.post(f"/propostas/{withdrawn.reference}/voto")
    withdrawn.enter(State.WITHDRAWN)
    db.session.commit()
    assert "Não conta mais." in ana.get(f"/planos/{cast.plan.slug}/cedula").text


def test_a_forged_request_changes_nothing(cast: Cast, app: Flask) -> None:
    proposal, ana = new(factories.proposal, cast.plan), Browser(app, cast.ana)
    answer = ana.client.post(f"/propostas/{proposal.reference}/voto", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert _chosen(cast) == []


def test_staff_and_unconfirmed_people_are_told_why_they_cannot_vote(cast: Cast, app: Flask) -> None:
    proposal, stranger = new(factories.proposal, cast.plan), new(factories.person, confirmed=False)
    for person in (cast.dario, cast.eva, stranger):
        browser = Browser(app, person)
        assert f'action="/propostas/{proposal.reference}/voto"' not in browser.get(_list(cast.plan)).text
        browser.post(f"/propostas/{proposal.reference}/voto", status=403)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0


def test_who_pressed_the_button_when_voting_had_just_closed_is_told(cast: Cast, app: Flask) -> None:
    proposal, ana, closing = (
        new(factories.proposal, cast.plan),
        Browser(app, cast.ana),
        cast.plan.stages[0].closes_at,
    )
    ana.post(f"/propostas/{proposal.reference}/voto")
    with time_machine.travel(closing, tick=False):
        refused = ana.post(f"/propostas/{proposal.reference}/voto/remocao", status=403)
        assert "A votação está fechada." in refused.text
        page = ana.get(f"/planos/{cast.plan.slug}/cedula").text
        assert proposal.title in page
        assert "voto/remocao" not in page
        assert 'action="/propostas' not in ana.get(_list(cast.plan)).text


def test_a_text_that_is_not_public_is_not_shown_to_voters(cast: Cast, app: Flask) -> None:
    waiting = new(factories.proposal, cast.plan, state=State.IN_REVIEW)
    Browser(app, cast.ana).get(f"/propostas/{waiting.reference}/voto", 404)
    Browser(app, cast.ana).get("/propostas/P-2026-999999/voto", 404)
    Browser(app, cast.ana).get("/propostas/nada/voto", 404)


def test_a_plan_without_a_vote_has_no_voting_pages(cast: Cast, visitor: Browser) -> None:
    plan = new(factories.plan, rights=(Right.PROPOSE,))
    visitor.get(f"/planos/{plan.slug}/votacao", 404)
    visitor.get(f"/planos/{plan.slug}/resultado", 404)


def test_a_plan_that_is_not_shown_yet_has_no_voting_pages_for_residents(cast: Cast, app: Flask) -> None:
    plan = new(factories.plan, listed=False)
    Browser(app, cast.ana).get(f"/planos/{plan.slug}/votacao", 404)
    Browser(app, cast.dario).get(f"/planos/{plan.slug}/votacao")


def test_before_voting_opens_the_pages_say_when(cast: Cast, visitor: Browser) -> None:
    plan = new(factories.plan, rights=())
    new(factories.stage, plan, StageKind.VOTING, opens=3, closes=9)
    proposal = new(factories.proposal, plan)
    assert "A votação abre em" in visitor.get(f"/planos/{plan.slug}/votacao").text
    assert f"{proposal.reference}/voto" not in visitor.get(_list(plan)).text


def test_the_list_has_pages_filters_and_a_search_that_forgives_anything(cast: Cast, app: Flask) -> None:
    ana = Browser(app, cast.ana)
    for _ in range(25):
        new(factories.proposal, cast.plan)
    place = new(factories.proposal, cast.plan, territory="SE", title="Sinalizar a praça")
    first, second = ana.get(_list(cast.plan)).text, ana.get(f"{_list(cast.plan)}?pagina=2").text
    cards = [set(re.findall(r'<li id="(P-[\d-]+)"', page)) for page in (first, second)]
    assert (len(cards[0]), len(cards[1]), len(cards[0] & cards[1])) == (20, 6, 0)
    page_of_place = ana.get(f"{_list(cast.plan)}?sub=SE").text
    assert re.findall(r'<li id="(P-[\d-]+)"', page_of_place) == [place.reference]
    ana.get(f"{_list(cast.plan)}?pagina=3", 404)
    ana.get(f"{_list(cast.plan)}?pagina=-1&sub=XX&tema=nada&q=%3Cscript%3E'%22%25&situacao=in_review")


def test_people_see_the_proposals_in_different_orders(cast: Cast, app: Flask) -> None:
    for _ in range(15):
        new(factories.proposal, cast.plan).published_at = now() - timedelta(days=2)
    db.session.commit()
    orders = [
        tuple(re.findall(r'<li id="(P-[\d-]+)"', Browser(app, person).get(_list(cast.plan)).text))
        for person in (cast.ana, cast.bruno, cast.ana)
    ]
    assert orders[0] == orders[2]
    assert orders[0] != orders[1]
    assert set(orders[0]) == set(orders[1])


def test_only_proposals_that_receive_votes_are_on_the_list(cast: Cast, visitor: Browser) -> None:
    for state in State:
        new(factories.proposal, cast.plan, state=state, title=f"Estado {state}")
    assert set(re.findall(r"Estado (\w+)<", visitor.get(_list(cast.plan)).text)) == {"published"}


def test_open_counts_are_shown_when_the_stage_says_so(cast: Cast, visitor: Browser) -> None:
    proposal = new(factories.proposal, cast.plan)
    for _ in range(7):
        actions.cast(factories.person(), proposal)
    db.session.commit()
    assert "7 votos" not in visitor.get(_list(cast.plan)).text
    cast.plan.stages[0].counts_hidden = False
    db.session.commit()
    assert "7 votos até agora" in visitor.get(_list(cast.plan)).text


@pytest.mark.parametrize("rows", [5, 50])
def test_casting_takes_at_most_six_statements(cast: Cast, app: Flask, rows: int) -> None:
    proposals = [new(factories.proposal, cast.plan).reference for _ in range(rows)]
    actions.freeze(cast.plan)
    ana = Browser(app, cast.ana)
    token, taken = ana.token(), []
    for reference in [*proposals[:5], proposals[0]]:
        with statements() as seen:
            assert ana.client.post(f"/propostas/{reference}/voto", data={"csrf_token": token}).status_code == 303
        taken.append(len(seen))
    assert max(taken) <= 6, taken


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is sent meanwhile (savepoints, which only tests have, are not counted)."""
    db.session.expire_all()
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not re.match(r"\s*(SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK)", statement, re.IGNORECASE):
            seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_the_list_page_takes_the_same_statements_whatever_its_length(cast: Cast, app: Flask) -> None:
    ana, taken = Browser(app, cast.ana), []
    for _ in range(2):
        for _ in range(9):
            new(factories.proposal, cast.plan)
        with statements() as seen:
            ana.get(_list(cast.plan))
        taken.append(len(seen))
    assert taken[0] == taken[1]


def test_sixty_four_requests_of_one_person_at_once_make_one_ballot(fresh_app: Flask) -> None:
    plan, ana = new(factories.plan), factories.person()
    paths = [f"/propostas/{new(factories.proposal, plan).reference}/voto" for _ in range(8)]
    db.session.commit()
    browser = Browser(fresh_app, ana)
    token, name = browser.token(), fresh_app.config["SESSION_COOKIE_NAME"]
    cookie = browser.client.get_cookie(name)
    assert cookie
    db.session.rollback()  # whoever read last still holds the write lock of SQLite
    statuses: list[int] = []

    def vote(path: str) -> None:
        client = fresh_app.test_client()
        client.set_cookie(name, cookie.value)
        statuses.append(client.post(path, data={"csrf_token": token}).status_code)

    threads = [threading.Thread(target=vote, args=(paths[i % 8],)) for i in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 64
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    assert sorted(db.session.scalars(sa.select(Choice.slot))) == [1, 2, 3, 4, 5]


def test_no_page_of_an_open_vote_tells_a_count_or_an_order_by_votes(cast: Cast, app: Flask) -> None:
    """Every public page is read before and after a proposal gets 37 votes: nothing on it may change."""
    proposals = [new(factories.proposal, cast.plan) for _ in range(6)]
    actions.freeze(cast.plan)
    db.session.commit()
    paths = _public_pages(app, cast.plan, proposals[3])
    moment = now() + timedelta(minutes=1)
    with time_machine.travel(moment, tick=False):
        before = {path: _read(app, path) for path in paths}
        for _ in range(37):
            actions.cast(factories.person(), proposals[3])
        db.session.commit()
        after = {path: _read(app, path) for path in paths}
    assert [path for path in paths if before[path] != after[path]] == []
    assert sum(before[path][0] == 200 for path in paths) >= 8


def _read(app: Flask, path: str) -> tuple[int, str]:
    answer = Browser(app).client.get(path)
    if answer.status_code != 200:
        return answer.status_code, ""
    chance = r'name="csrf_token"[^>]*|"csrf_token": "[^"]*"|/propor/[\w-]{20,}|value="[\w-]{20,}"'
    return 200, re.sub(chance, "", answer.text)


def _public_pages(app: Flask, plan: Plan, proposal: Proposal) -> list[str]:
    """The address of every page that answers to GET and is made of a plan, a proposal or nothing."""
    values = {"slug": plan.slug, "reference": proposal.reference, "address": proposal.address}
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
        urls = app.url_map.bind("localhost")
        paths = [urls.build(rule.endpoint, values) for rule in rules if rule.arguments <= values.keys()]
    orders = [f"/planos/{plan.slug}/propostas?ordem={order}" for order in ("recentes", "comentadas", "votos")]
    return sorted({path.partition("?")[0] for path in paths} - {"/token-for-tests"}) + orders
