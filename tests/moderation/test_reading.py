"""The reading page: everything about a proposal, the form, and what becomes of wrong or old answers."""

import re

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.models import Decision, DecisionState
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast
from tests.moderation.saying import BECAUSE, fields, member, newcomer, refusal, refused, waiting, words


def reading(proposal: Proposal) -> str:
    """Where a proposal is read."""
    return f"/mesa/leitura/{proposal.reference}"


def decisions(proposal: Proposal) -> list[Decision]:
    """What is stored about the proposal."""
    db.session.expire_all()
    return queries.decisions_on(proposal)


@pytest.fixture
def clara(cast: Cast, app: Flask) -> Browser:
    """Clara at her browser."""
    return Browser(app, cast.clara)


def test_the_page_shows_the_text_and_hides_the_author(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast, problem="Não há **mapa**.")
    factories.proposal(cast.plan, cast.ana, state=State.REFUSED)
    page = clara.get(reading(proposal)).text
    assert "<strong>mapa</strong>" in page
    assert "Ana" not in page
    assert "não publicada 1." in page, "one other proposal of the same author"


def test_recorded_and_on_to_the_next(cast: Cast, clara: Browser) -> None:
    first, following = waiting(cast), waiting(cast)
    answer = clara.post(reading(first), fields(first, "publish", depois="proxima"))
    assert answer.location == reading(following)
    assert decisions(first)[0].by_id == cast.clara.id
    page = clara.get(reading(following)).text
    assert first.reference in page, "the status says what was recorded"


def test_recorded_and_stop(cast: Cast, clara: Browser) -> None:
    proposal, _other = waiting(cast), waiting(cast)
    answer = clara.post(reading(proposal), fields(proposal, "publish"))
    assert answer.location.startswith("/mesa?")


def test_after_the_last_one_the_desk(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast)
    answer = clara.post(reading(proposal), fields(proposal, "publish", depois="proxima"))
    assert answer.location.startswith("/mesa?")


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("", {}),
        ("nada", {}),
        ("return", {"reason": ""}),
        ("return", {"reason": "2.1"}),
        ("return", {"reason": "99"}),
        ("return", {"reason": "1.1", "text": "curto"}),
        ("refuse", {"reason": ""}),
        ("refuse", {"reason": "2.1", "text": ""}),
        ("merge", {"into": ""}),
        ("merge", {"into": "P-1999-9999"}),
        ("merge", {"into": "<script>"}),
        ("merge", {"into": "P-2026-0001" * 9}),
        ("return", {"reason": "1.1", "text": "Ligue para (11) 98765-4321 e pergunte."}),
        ("return", {"reason": "1.1", "text": "O CPF 123.456.789-09 aparece no texto."}),
        ("return", {"reason": "1.1", "text": "Escreva para fulana@example.org, por favor."}),
        ("return", {"reason": "1.1", "text": "a" * 2001}),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    cast: Cast, clara: Browser, outcome: str, more: dict[str, str]
) -> None:
    proposal = waiting(cast)
    page = clara.post(reading(proposal), fields(proposal, outcome, **more), status=422).text
    assert "error-summary" in page
    assert more.get("text", BECAUSE) in page
    assert decisions(proposal) == []


def test_hostile_words_stay_words(cast: Cast, clara: Browser, visitor: Browser) -> None:
    proposal = waiting(cast)
    text = "<script>alert(1)</script> [x](javascript:alert(1)) \u202egnol"
    clara.post(reading(proposal), fields(proposal, "return", reason="1.1", text=text))
    page = visitor.get(f"/planos/{cast.plan.slug}/decisoes").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page


def test_the_preview_shows_what_the_author_will_read_and_saves_nothing(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast)
    data = fields(proposal, "return", reason="1.1", text="Conte com *um exemplo*.", previa="1")
    page = clara.post(reading(proposal), data, status=200).text
    assert "<em>um exemplo</em>" in page
    assert "Motivo 1.1" in page
    assert decisions(proposal) == []


def test_who_comes_late_sees_what_was_decided_and_keeps_their_words(cast: Cast, app: Flask) -> None:
    proposal = waiting(cast)
    old = fields(proposal, "return", reason="1.1", text="Estas palavras não se perdem.")
    actions.publish(proposal, by=member(cast.clara, cast.plan), words=words(proposal))
    db.session.commit()
    page = Browser(app, cast.celio).post(reading(proposal), old, status=409).text
    assert "Estas palavras não se perdem." in page
    assert "Clara D." in page


def test_a_text_that_changed_meanwhile_is_read_again(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast)
    old = fields(proposal, "publish")
    proposal.version = 2
    db.session.add(ProposalVersion(proposal_id=proposal.id, number=2, title="Nova", values=[]))
    db.session.commit()
    clara.post(reading(proposal), old, status=409)
    assert decisions(proposal) == []


@pytest.mark.parametrize("field", ["version", "round"])
def test_a_forged_version_is_an_old_page(cast: Cast, clara: Browser, field: str) -> None:
    proposal = waiting(cast)
    for value in ("", "x", "-1", "9" * 30, "1.0"):
        clara.post(reading(proposal), fields(proposal, "publish", **{field: value}), status=409)


def test_what_changed_since_the_last_reading_stands_first(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast, problem="Hoje ninguém sabe onde estão os dados.")
    proposal.version = 2
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=2,
            title=proposal.title,
            summary=proposal.summary,
            problem="Hoje ninguém sabe quando chegam os dados.",
            change=proposal.change,
            values=[],
        )
    )
    db.session.commit()
    page = clara.get(reading(proposal)).text
    changes = " ".join(page[page.index('id="changes"') : page.index("proposal-text")].split())
    assert re.search(r"<del>.*onde estão.*</del>.*<ins>.*quando chegam.*</ins>", changes)
    assert "Hoje ninguém sabe" in changes


def test_a_refusal_of_the_other_sector_opens_the_second_reading(cast: Cast, app: Flask) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    db.session.commit()
    celio = Browser(app, cast.celio)
    path = f"/mesa/segunda-leitura/{proposal.reference}"
    assert celio.client.get(reading(proposal)).location == path
    page = celio.get(path).text
    assert BECAUSE in page
    assert "Clara" not in page, "the first reader's name is hidden"
    celio.post(path, {"version": "1", "round": "1", "agrees": "", "text": ""}, status=422)
    celio.post(path, {"version": "1", "round": "1", "agrees": "no", "text": "não"}, status=422)
    celio.post(path, {"version": "1", "round": "1", "agrees": "yes", "text": ""})
    assert decisions(proposal)[0].standing is DecisionState.IN_FORCE
    celio.post(path, {"version": "1", "round": "1", "agrees": "yes", "text": ""}, status=409)


def test_who_may_not_decide_reads_why_and_finds_no_form(cast: Cast, clara: Browser) -> None:
    own = waiting(cast, cast.clara)
    page = clara.get(reading(own)).text
    assert 'id="decide"' not in page
    assert "Você escreveu esta proposta." in page
    clara.post(reading(own), fields(own, "publish"), status=403)


def test_proposals_are_compared_and_joined(cast: Cast, clara: Browser) -> None:
    host = factories.proposal(cast.plan, cast.bruno, title="Outra")
    elsewhere = factories.proposal(factories.plan())
    proposal = waiting(cast, title="Uma")
    page = clara.get(f"/mesa/comparacao/{proposal.reference}/{host.reference}").text
    assert f"unir={host.reference}" in page
    form = clara.get(reading(proposal) + f"?unir={host.reference}").text
    assert f'value="{host.reference}"' in form
    clara.post(reading(proposal), fields(proposal, "merge", into=host.reference.lower(), text="As duas são iguais."))
    db.session.expire_all()
    assert proposal.merged_into_id == host.id
    clara.get(f"/mesa/comparacao/{proposal.reference}/{elsewhere.reference}", status=404)


def test_joining_with_what_cannot_host_says_why(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast)
    data = fields(proposal, "merge", into=proposal.reference)
    assert "si mesma" in clara.post(reading(proposal), data, status=403).text


def test_a_published_proposal_can_only_be_joined(cast: Cast, clara: Browser) -> None:
    proposal, host = factories.proposal(cast.plan, cast.ana), factories.proposal(cast.plan, cast.bruno)
    db.session.commit()
    page = clara.get(reading(proposal)).text
    assert 'value="merge"' in page
    assert 'value="publish"' not in page
    clara.post(reading(proposal), fields(proposal, "return", reason="1.1"), status=422)
    clara.post(reading(proposal), fields(proposal, "merge", into=host.reference))


def test_shortcuts_are_for_who_asked_for_them(cast: Cast, clara: Browser) -> None:
    proposal = waiting(cast)
    assert 'data-enhance="shortcuts"' not in clara.get(reading(proposal)).text
    cast.clara.shortcuts = True
    db.session.commit()
    page = clara.get(reading(proposal)).text
    assert 'data-enhance="shortcuts"' in page
    assert 'data-key="1"' in page


def test_an_appeal_is_answered_at_the_desk(cast: Cast, app: Flask) -> None:
    proposal = refused(cast)
    actions.appeal(proposal, by=cast.ana, text="A lei municipal trata disso.")
    nina = newcomer(cast, Sector.GOVERNMENT)
    db.session.commit()
    browser, path = Browser(app, nina.person), f"/mesa/recursos/{proposal.reference}"
    assert "A lei municipal trata disso." in browser.get(path).text
    browser.post(path, {"upheld": "yes", "text": "curto"}, status=422)
    browser.post(path, {"upheld": "", "text": BECAUSE}, status=422)
    browser.post(path, {"upheld": "yes", "text": BECAUSE})
    db.session.expire_all()
    assert proposal.state is State.PUBLISHED
    browser.post(path, {"upheld": "no", "text": BECAUSE}, status=409)


def test_nothing_is_read_without_a_seat(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = refused(cast)
    paths = [reading(proposal), f"/mesa/segunda-leitura/{proposal.reference}", f"/mesa/recursos/{proposal.reference}"]
    paths.append(f"/mesa/comparacao/{proposal.reference}/{proposal.reference}")
    for path in paths:
        for person in (cast.ana, cast.dario, cast.eva):
            Browser(app, person).get(path, status=403)
        assert "/entrar" in visitor.get(path, status=303).location
    for path in ("/mesa/leitura/P-1999-0001", "/mesa/leitura/x", "/mesa/recursos/P-2026-99999999999"):
        Browser(app, cast.clara).get(path, status=404)
