"""The public page of a result: who won and why, for how many, who took part, and how to check it."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Dimension, Plan, Rule
from ogp_participa.edition.plans.queries import themes_of
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Channel
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.charts import apart
from ogp_participa.vote.count.models import Count
from ogp_participa.vote.count.queries import results
from ogp_participa.vote.verifier.tally import lot
from tests import factories
from tests.cast import Browser, Cast
from tests.vote.count.elections import SEED, SHARED, ballot, held

WHY = "A Secretaria de Obras examinou o terreno: ele é de área de risco e não pode receber obra."


def counted(by: Person, ballots: list[set[int]], proposals: int = 5, **settings: object) -> tuple[Plan, list[Proposal]]:
    """A closed count of these ballots."""
    plan, created = held(ballots, proposals, **settings)
    actions.close_count(by, plan, SEED)
    db.session.commit()
    return plan, created


def page_of(browser: Browser, plan: Plan, rest: str = "", prefix: str = "") -> str:
    """The page's words, without the spaces between them that no reader sees."""
    return browser.get(f"{prefix}/planos/{plan.slug}/resultado{rest}").text


def words(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def section(html: str, name: str) -> str:
    """What one section of the page says."""
    match = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', html, re.DOTALL)
    return words(match[0]) if match else ""


def test_it_begins_with_what_was_decided_and_for_how_many(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, SHARED)
    page = page_of(visitor, plan)
    text = words(page)
    assert "Os moradores escolheram 2 de 5 propostas para o plano." in text
    # 12 chose the first and 6 the third; the second's only own voter, the fourth's and the empty ballot have none.
    assert "90%" in text
    assert "18 de 20." in text
    assert "Com a regra “Mais votos” seriam 65%." in text
    assert "Phragmén sequencial" in text


def test_winners_stand_in_the_order_of_their_seats_with_their_votes_and_why(cast: Cast, visitor: Browser) -> None:
    plan, (first, second, third, _, _) = counted(cast.dario, SHARED)
    page = page_of(visitor, plan)
    winners = page[page.index('class="winners"') : page.index("</ol>", page.index('class="winners"'))]
    assert re.findall(r'<h3><a href="/propostas/(P-\d+-\d+)', winners) == [first.reference, third.reference]
    assert "12 pessoas a escolheram." in winners
    assert "6 pessoas a escolheram." in winners
    assert winners.count("<table") == 2  # the step of each
    assert second.title in section(page, "quase")
    assert "já têm outra escolha no plano" in section(page, "quase")


def test_pictures_have_a_name_a_description_and_their_numbers_in_a_table(cast: Cast, visitor: Browser) -> None:
    plan, (first, *_) = counted(cast.dario, SHARED)
    page = page_of(visitor, plan)
    pictures = re.findall(r'<svg class="chart" role="img" aria-labelledby="(\S+) (\S+)"', page)
    assert len(pictures) == 2
    for name, text in pictures:
        for tag, number in (("title", name), ("desc", text)):
            assert len(re.findall(rf'<{tag} id="{number}">[^<]{{5,}}</{tag}>', page)) == 1
    assert f"votos em “{first.title}”: 12; deles, de quem ainda não tinha nenhuma vencedora: 12." in words(page)
    assert "Depois da vaga 1: 60%. Depois da vaga 2: 90%." in words(page)
    shown = section(page, "imagens")
    assert "12 12 12 " in shown
    assert "18 (90%)" in shown


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("prefix", ["", "/en", "/es"])
def test_every_rule_has_its_page_in_every_language(cast: Cast, visitor: Browser, rule: Rule, prefix: str) -> None:
    plan, _ = counted(cast.dario, SHARED, rule=rule, seats=3)
    page = page_of(visitor, plan, prefix=prefix)
    assert page.count('class="seat"') == 3
    assert section(page, "outras").count("%") == 4  # a row for each rule


def test_a_tie_is_told_with_its_lots_and_the_sum(cast: Cast, visitor: Browser) -> None:
    plan, proposals = counted(cast.dario, [{0}, {1}, {2}], 3)
    page = page_of(visitor, plan)
    assert "Houve empate na linha." in page
    for candidate in proposals:
        assert lot(SEED, candidate.reference)[:12] in page
    assert (
        f"printf '%s\\n%s' '{SEED}' '{min(proposals, key=lambda candidate: lot(SEED, candidate.reference)).reference}'"
        in page
    )
    assert "não decidiu nada" not in page
    clear, _ = counted(cast.dario, SHARED)
    assert "não decidiu nada" in page_of(visitor, clear)


def test_a_winner_that_was_taken_out_is_told_with_the_reason_and_who_came(cast: Cast, visitor: Browser) -> None:
    plan, (first, second, *_) = counted(cast.dario, SHARED)
    actions.remove_winner(cast.dario, plan, first, WHY)
    db.session.commit()
    page = page_of(visitor, plan)
    part = section(page, "retiradas")
    assert first.title in part
    assert WHY in part
    assert f"Ficou com vaga por isso: {second.title}" in part
    assert "Entrou em" in page
    assert "Retirada do resultado" in section(page, "todas")


def test_other_rules_are_compared_with_who_would_enter_and_leave(cast: Cast, visitor: Browser) -> None:
    plan, (_, second, third, *_) = counted(cast.dario, SHARED)
    part = section(page_of(visitor, plan), "outras")
    assert f"Mais votos Entraria: {second.title} Sairia: {third.title}" in part
    assert "As mesmas propostas." in part


def test_the_page_of_everybody_shows_nobodys_choices_and_may_be_kept(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, SHARED)
    answer = visitor.get(f"/planos/{plan.slug}/resultado")
    assert "Suas escolhas" not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


def test_your_own_choices_are_told_to_you_alone(cast: Cast, app: Flask) -> None:
    plan, created = held(SHARED, 5)
    withdrawn = factories.proposal(plan, cast.bruno)
    ballot(plan, [created[0], created[1], withdrawn], voter_id=cast.ana.id)
    db.session.flush()
    withdrawn.state = State.WITHDRAWN
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    answer = Browser(app, cast.ana).get(f"/planos/{plan.slug}/resultado")
    part = section(answer.text, "suas")
    assert "1 das 3 que você escolheu está no plano." in part
    assert f"Sem vaga {created[1].title}" in part
    assert "Quem a propôs a retirou antes da contagem" in part
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Suas escolhas" not in Browser(app, cast.bruno).get(f"/planos/{plan.slug}/resultado").text


def test_few_ballots_of_one_kind_are_never_shown_apart() -> None:
    assert apart({"online": 90, "paper": 6}, 5) == ({"online": 90, "paper": 6}, 0)
    assert apart({"online": 90, "paper": 3, "assisted": 4}, 5) == ({"online": 90}, 7)
    assert apart({"online": 90, "assisted": 20, "paper": 3}, 5) == ({"online": 90}, 23)
    assert apart({"online": 90, "paper": 3}, 5) == ({}, 93)
    assert apart({"online": 4}, 5) == ({}, 4)
    assert apart({}, 5) == ({}, 0)


def test_ways_and_levels_are_shown_where_they_hide_nobody(cast: Cast, visitor: Browser) -> None:
    plan, created = held([{0}] * 12, 2)
    for _ in range(6):
        ballot(plan, created[:1], channel=Channel.PAPER, level=Level.CHECKED)
    for _ in range(2):
        ballot(plan, created[:1], channel=Channel.ASSISTED)
    db.session.commit()
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    part = section(page_of(visitor, plan), "quem")
    assert "Pela própria pessoa, na internet 12" in part
    assert "Outras, somadas 8" in part
    assert "Com a ajuda de alguém" not in part
    assert "Documento visto pessoalmente 6" in part


def test_places_with_few_ballots_are_joined(cast: Cast, visitor: Browser) -> None:
    plan, created = held([], 1)
    for code, number in (("CT", 5), ("PA", 4)):
        for _ in range(number):
            ballot(plan, created, voter_id=factories.person(territory=code).id)
    db.session.commit()
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    part = section(page_of(visitor, plan), "quem")
    assert "Cidade Tiradentes : 5 cédulas" in part.replace("Tiradentes:", "Tiradentes :")
    assert "Parelheiros: menos de 5 cédulas" in part
    assert "PA &lt;5 , Parelheiros" in part, "a zero would be told where it may be four"
    assert "4 cédulas de lugares não informados ou com poucas cédulas." in part


def test_the_ranking_has_pages_and_the_story_stands_on_the_first(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, SHARED, 60)
    first, second = page_of(visitor, plan), page_of(visitor, plan, "?pagina=2")
    assert "Os moradores escolheram" in section(first, "todas") + words(first)
    assert 'class="winners"' in first
    assert 'class="winners"' not in second
    assert second.count('<td class="numbers">0') == 10
    visitor.get(f"/planos/{plan.slug}/resultado?pagina=3", 404)


def test_it_leads_to_the_data_the_rules_the_log_and_the_check(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, SHARED)
    page = page_of(visitor, plan)
    base = f"/planos/{plan.slug}"
    assert f'<link rel="alternate" type="application/json" href="{base}/resultado.json">' in page
    for path in ("votacao/regras", "votacao/diario", "votacao/confira", "votacao/recibo", "resultado.json"):
        assert f'href="{base}/{path}"' in page
        visitor.get(f"{base}/{path}")


def test_before_the_count_it_leads_to_the_rules_and_the_log(cast: Cast, visitor: Browser) -> None:
    plan, _ = held(SHARED, 5)
    page = page_of(visitor, plan)
    for path in ("votacao/regras", "votacao/diario"):
        assert f'href="/planos/{plan.slug}/{path}"' in page


def test_a_count_from_before_steps_were_kept_still_has_its_page(cast: Cast, visitor: Browser) -> None:
    plan, _ = counted(cast.dario, SHARED, rule=Rule.APPROVALS)
    count = results.count_of(plan)
    assert isinstance(count, Count)
    count.steps, count.comparisons, count.channels, count.levels = [], [], {}, {}
    db.session.commit()
    page = page_of(visitor, plan)
    assert "Os moradores escolheram 2 de 5 propostas para o plano." in page
    assert "Aqui terminam as 2 vagas." in page


def test_hostile_titles_stay_words(cast: Cast, visitor: Browser) -> None:
    plan, created = held(SHARED, 5)
    created[0].title = '"><script>alert(1)</script>' + "x" * 60
    actions.close_count(cast.dario, plan, "<b>48'\"</b>")
    db.session.commit()
    page = page_of(visitor, plan)
    assert "<script>alert" not in page
    assert "<b>48" not in page


def test_days_of_a_long_vote_are_cut_to_the_last(cast: Cast, visitor: Browser) -> None:
    plan, created = held([], 1)
    for ago in range(70):
        ballot(plan, created, voter_id=None).opened_at = now() - timedelta(days=ago + 2)
    db.session.commit()
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    page = page_of(visitor, plan)
    picture = page[page.index('id="days-name"') : page.index("</svg>", page.index('id="days-name"'))]
    assert picture.count("<rect") == 60


def test_a_quota_is_told_where_it_kept_somebody_out(cast: Cast, visitor: Browser) -> None:
    plan, created = held(
        [{0, 1}] * 6 + [{1}] * 2 + [{2}] * 3, 3, rule=Rule.APPROVALS, quota_by=Dimension.THEME, quota_most=1
    )
    for candidate, theme in zip(created, ("transparencia", "transparencia", "educacao"), strict=True):
        candidate.theme = next(known for known in themes_of(plan) if known.key == theme)
    db.session.commit()
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    page = page_of(visitor, plan)
    assert "Outras com mais votos não podiam ocupar esta vaga por causa da cota." in page
    assert created[0].title in section(page, "quase")
    assert "a cota não deixou vaga para o grupo dela" in section(page, "quase")
