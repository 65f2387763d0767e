"""The desk: what waits for whom, oldest first."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Theme
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.case import Member
from ogp_participa.moderation.queries import queue
from ogp_participa.moderation.queries.queue import QueueFilters, Wait
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast
from tests.moderation.saying import case, end_the_stage, member, newcomer, refusal, refused, statements, waiting, words

ENOUGH = 30
"""Statements that the desk may cost, the page's furniture included, however much waits."""


def titles(cast: Cast, who: Member, chosen: QueueFilters | None = None) -> list[str]:
    """The titles of what waits."""
    page = queue.waiting(cast.plan, who, chosen or QueueFilters(), now())
    return [row.proposal.title for row in page.rows]


def sent(proposal: Proposal, days_ago: int) -> Proposal:
    """The proposal, as sent some days ago."""
    at = now() - timedelta(days=days_ago)
    db.session.execute(sa.update(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id).values(at=at))
    return proposal


def test_the_oldest_comes_first_with_its_age(cast: Cast) -> None:
    sent(waiting(cast, title="Nova"), 1)
    sent(waiting(cast, title="Velha"), 12)
    clara = member(cast.clara, cast.plan)
    assert titles(cast, clara) == ["Velha", "Nova"]
    assert [row.days for row in queue.waiting(cast.plan, clara, QueueFilters(), now()).rows] == [12, 1]


def test_what_was_sent_again_waits_since_then(cast: Cast) -> None:
    old = sent(waiting(cast, title="Reenviada"), 12)
    db.session.add(ProposalVersion(proposal_id=old.id, number=2, title="Reenviada", values=[]))
    old.version = 2
    sent(waiting(cast, title="Primeira vez"), 3)
    assert titles(cast, member(cast.clara, cast.plan)) == ["Primeira vez", "Reenviada"]


def test_everybody_sees_what_they_may_take_and_can_see_the_rest(cast: Cast) -> None:
    waiting(cast, title="De Ana")
    waiting(cast, cast.clara, title="De Clara")
    waiting(cast, title="Da organização", organisation_id=cast.clara_seat.organisation_id)
    colleague = newcomer(cast, organisation=cast.clara_seat.organisation)
    waiting(cast, colleague.person, title="De colega")
    clara = member(cast.clara, cast.plan)
    assert titles(cast, clara) == ["De Ana"]
    rest = queue.waiting(cast.plan, clara, QueueFilters(everyone=True), now()).rows
    assert [(row.proposal.title, row.mine) for row in rest if row.mine] == [("De Ana", True)]
    assert len(rest) == 4
    assert len(titles(cast, member(cast.celio, cast.plan))) == 4


def test_a_refusal_waits_for_the_other_sector_alone(cast: Cast) -> None:
    proposal = waiting(cast, title="Recusada por uma")
    refusal(cast, proposal)
    chosen = QueueFilters(wait=Wait.SECOND)
    assert titles(cast, member(cast.celio, cast.plan), chosen) == ["Recusada por uma"]
    assert titles(cast, member(cast.clara, cast.plan), chosen) == []
    assert titles(cast, newcomer(cast), chosen) == []
    assert titles(cast, member(cast.celio, cast.plan)) == []


def test_without_agreement_it_waits_for_others(cast: Cast) -> None:
    proposal = waiting(cast, title="Sem acordo")
    refusal(cast, proposal)
    actions.second(proposal, by=member(cast.celio, cast.plan), words=words(proposal), agrees=False)
    assert titles(cast, member(cast.clara, cast.plan)) == []
    assert titles(cast, newcomer(cast)) == ["Sem acordo"]


def test_an_appeal_waits_for_those_without_a_part_in_it(cast: Cast) -> None:
    proposal = refused(cast)
    actions.appeal(proposal, by=cast.ana, text="Peço que leiam de novo.")
    chosen = QueueFilters(wait=Wait.APPEAL)
    assert titles(cast, member(cast.clara, cast.plan), chosen) == []
    assert titles(cast, member(cast.celio, cast.plan), chosen) == []
    assert titles(cast, newcomer(cast), chosen) == [proposal.title]


@pytest.mark.parametrize("ended", [False, True])
def test_the_condition_of_the_queue_says_what_the_rules_say(cast: Cast, ended: bool) -> None:
    waiting(cast)
    waiting(cast, cast.clara)
    waiting(cast, organisation_id=cast.celio_seat.organisation_id)
    refusal(cast, waiting(cast))
    disputed = waiting(cast)
    refusal(cast, disputed)
    actions.second(disputed, by=member(cast.celio, cast.plan), words=words(disputed), agrees=False)
    actions.appeal(refused(cast), by=cast.ana, text="Peço que leiam de novo.")
    if ended:
        end_the_stage(cast)
    rule = {
        Wait.FIRST: rules.can_decide,
        Wait.SECOND: rules.can_second,
        Wait.APPEAL: rules.can_answer_appeal,
    }
    everybody = [member(p, cast.plan) for p in (cast.clara, cast.celio)]
    everybody += [newcomer(cast), newcomer(cast, Sector.GOVERNMENT)]
    compared = 0
    for who in everybody:
        for wait, allows in rule.items():
            for row in queue.waiting(cast.plan, who, QueueFilters(wait=wait, everyone=True), now()).rows:
                assert row.mine == bool(allows(who, case(row.proposal))), (who.person.name, wait, row.proposal.id)
                compared += 1
    assert compared == 4 * 6


def test_filters_by_theme_place_and_words(cast: Cast) -> None:
    clara = member(cast.clara, cast.plan)
    themes = db.session.scalars(sa.select(Theme).where(Theme.plan_id == cast.plan.id).order_by(Theme.id)).all()
    waiting(cast, title="Ônibus no horário", territory="CT", theme_id=themes[0].id)
    waiting(cast, title="Escolas abertas", territory=None, theme_id=themes[1].id)
    assert titles(cast, clara, QueueFilters(theme=themes[1].id)) == ["Escolas abertas"]
    assert titles(cast, clara, QueueFilters(territory="CT")) == ["Ônibus no horário"]
    assert titles(cast, clara, QueueFilters(territory="00")) == ["Escolas abertas"]
    for text in ("ônibus", "ONIBUS", "onibus horario", "Ônibus"):
        assert titles(cast, clara, QueueFilters(text=text)) == ["Ônibus no horário"]
    assert titles(cast, clara, QueueFilters(text="100%")) == []
    assert titles(cast, clara, QueueFilters(text="a_b")) == []


def test_a_number_finds_its_proposal(cast: Cast) -> None:
    proposal, other = waiting(cast), waiting(cast)
    clara = member(cast.clara, cast.plan)
    for text in (proposal.reference, str(proposal.number), proposal.reference.lower()):
        assert titles(cast, clara, QueueFilters(text=text)) == [proposal.title]
    assert other.title not in titles(cast, clara, QueueFilters(text=f"P-1999-{other.number:04d}"))


def test_pages_of_twenty_five(cast: Cast) -> None:
    for _ in range(26):
        waiting(cast)
    clara = member(cast.clara, cast.plan)
    pages = [queue.waiting(cast.plan, clara, QueueFilters(), now(), page) for page in (1, 2, 99, 0)]
    assert [len(page.rows) for page in pages] == [25, 1, 1, 25]
    assert (pages[0].pages, pages[0].total) == (2, 26)


def test_counts_of_what_waits(cast: Cast) -> None:
    waiting(cast)
    waiting(cast, cast.clara)
    refusal(cast, waiting(cast))
    counts = queue.counts(cast.plan, member(cast.clara, cast.plan), now())
    assert (counts.first, counts.second, counts.appeals, counts.others_second, counts.others) == (1, 0, 0, 1, 2)


def test_the_desk_shows_the_queue(cast: Cast, app: Flask) -> None:
    proposal = waiting(cast, title="Ônibus <b>no</b> horário")
    page = Browser(app, cast.clara).get("/mesa").text
    assert proposal.reference in page
    assert "Ônibus &lt;b&gt;no&lt;/b&gt; horário" in page
    assert f'href="/mesa/leitura/{proposal.reference}"' in page


def test_an_empty_queue_says_so_and_thanks(cast: Cast, app: Flask) -> None:
    refusal(cast, waiting(cast))
    page = Browser(app, cast.clara).get("/mesa").text
    assert "Nada para ler agora. Obrigado." in page
    assert "1 espera a segunda leitura de outra pessoa." in page


@pytest.mark.parametrize(
    "query",
    [
        "?pagina=0",
        "?pagina=-1",
        "?pagina=9999999999999",
        "?pagina=x",
        "?tema=99999999",
        "?tema=99999999999999999999",
        "?tema=x",
        "?territorio=XX",
        "?territorio=00",
        "?q=%25_%5C",
        "?q=" + "a" * 5000,
        "?q=P-2026-999999999999",
        "?espera=nada",
        "?todas=1&slug=x&_external=1",
    ],
)
def test_mistyped_filters_are_no_error(cast: Cast, app: Flask, query: str) -> None:
    waiting(cast)
    for path in ("/mesa", "/mesa/recursos"):
        Browser(app, cast.clara).get(path + query)


def test_who_sits_in_several_forums_changes_between_them(cast: Cast, app: Flask) -> None:
    other = factories.plan(title="Outro plano")
    factories.seat(other, holder=cast.clara)
    factories.proposal(other, cast.ana, state=State.IN_REVIEW, title="Do outro plano")
    db.session.commit()
    clara = Browser(app, cast.clara)
    assert "Do outro plano" in clara.get(f"/mesa?plano={other.slug}").text
    assert f"plano={cast.plan.slug}" in clara.get(f"/mesa?plano={other.slug}").text
    Browser(app, cast.celio).get(f"/mesa?plano={other.slug}", status=403)
    clara.get("/mesa?plano=nenhum", status=404)


def test_the_desk_is_for_members(cast: Cast, app: Flask, visitor: Browser) -> None:
    for person in (cast.ana, cast.dario, cast.eva):
        Browser(app, person).get("/mesa", status=403)
    assert visitor.get("/mesa", status=303).location.startswith("/entrar")


def test_a_longer_queue_costs_no_more_statements(cast: Cast, app: Flask) -> None:
    clara = Browser(app, cast.clara)
    clara.get("/mesa")
    sizes = []
    for _ in range(2):
        for _ in range(10):
            waiting(cast, factories.person())
            proposal = waiting(cast)
            actions.publish(proposal, by=member(cast.clara, cast.plan), words=words(proposal))
        db.session.commit()
        with statements() as seen:
            clara.get("/mesa")
        sizes.append(len(seen))
    assert sizes[0] == sizes[1]
    assert sizes[0] <= ENOUGH


def test_a_null_byte_is_no_server_error(cast: Cast, app: Flask) -> None:
    clara = Browser(app, cast.clara)
    for path in ("/mesa?q=%00", "/mesa?plano=%00", "/mesa/leitura/%00", f"/planos/{cast.plan.slug}/decisoes?q=%00"):
        assert clara.client.get(path).status_code < 500


def test_after_the_stage_the_desk_holds_what_was_begun_and_says_so(app: Flask, cast: Cast) -> None:
    waiting(cast, title="Ainda não lida")
    refusal(cast, waiting(cast, title="Meio recusada"))
    end_the_stage(cast)
    celio = Browser(app, cast.celio)
    desk = celio.get("/mesa").text
    assert "Ainda não lida" not in desk
    assert "O que começou é lido até o fim" in desk
    second = celio.get("/mesa?espera=segunda").text
    assert "Meio recusada" in second
