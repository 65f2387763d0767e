"""Search finds what people mean, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.text import _stem, stems
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.proposals.proposals.queries.alike import similar
from ogp_participa.proposals.search.queries import matching, mended
from tests import factories
from tests.cast import Cast


def titles_found(typed: str) -> list[str]:
    """The titles found, the best first."""
    match = matching(typed)
    if match is None:
        return []
    query = sa.select(Proposal.title).join(match, match.c.id == Proposal.id).order_by(match.c.rank.desc())
    return list(db.session.scalars(query))


@pytest.fixture
def three(cast: Cast) -> Cast:
    """Three proposals that search knows."""
    for title, change in (
        ("Horário real de ônibus", "Publicar as linhas das escolas municipais."),
        ("Escolas abertas no fim de semana", "Abrir quadras e bibliotecas."),
        ("Hortas comunitárias", "Plantar nas praças."),
    ):
        index_for_search(factories.proposal(cast.plan, cast.ana, title=title, change=change, problem="", summary=""))
    return cast


def test_threads_stem_at_once() -> None:
    words = [f"{stem}{ending}" for stem in ("escol", "praç", "horári", "comunit") for ending in ("as", "os", "ários")]
    texts = [" ".join(f"{word}{chr(97 + n)}{word}" for word in words) for n in range(20)]
    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(stems, texts * 10))
    _stem.cache_clear()
    assert at_once == [stems(text) for text in texts] * 10
    assert stems("Escolas municipais") == stems("escola municipal") == "escol municipal"


def test_accents_and_endings_do_not_matter(three: Cast) -> None:
    assert titles_found("onibus") == ["Horário real de ônibus"]
    assert titles_found("HORARIOS reais") == ["Horário real de ônibus"]
    assert titles_found("hortas comunitaria") == ["Hortas comunitárias"]


def test_a_word_in_the_title_weighs_more(three: Cast) -> None:
    assert titles_found("escola") == ["Escolas abertas no fim de semana", "Horário real de ônibus"]


def test_the_last_word_may_be_unfinished(three: Cast) -> None:
    assert titles_found("escolas munic") == ["Horário real de ônibus"]


def test_every_word_must_be_there(three: Cast) -> None:
    assert titles_found("hortas escolas") == []


def test_typing_errors_are_mended_with_words_of_the_plan(three: Cast) -> None:
    assert mended("hrotas comunitarias", three.plan.id) == "hortas comunitarias"
    assert mended("biblotecas", three.plan.id) == "bibliotecas"
    assert mended("hortas", three.plan.id) is None
    assert mended("xyzzyplugh", three.plan.id) is None


@pytest.mark.parametrize(
    "typed", ['"*', "' OR 1=1 --", "NEAR(a b)", "title:x", ":*&|!()", "a" * 10_000, "\x00", "%_", "🚌"]
)
def test_hostile_input_is_only_text(three: Cast, typed: str) -> None:
    assert titles_found(typed) == []


def test_what_is_no_longer_public_is_no_longer_found(three: Cast) -> None:
    proposal = db.session.scalars(sa.select(Proposal).where(Proposal.title == "Hortas comunitárias")).one()
    proposal.title = "Jardins de chuva"
    index_for_search(proposal)
    assert titles_found("hortas") == []
    assert titles_found("jardim chuva") == ["Jardins de chuva"]
    proposal.enter(State.WITHDRAWN)
    index_for_search(proposal)
    assert titles_found("jardins") == []


def test_similar_proposals_speak_of_the_same(three: Cast) -> None:
    near = similar(three.plan, "Quero saber o horário do ônibus em tempo real")
    assert [row.title for row in near] == ["Horário real de ônibus"]
    assert similar(three.plan, "   ") == []


def test_deleting_a_plan_empties_the_index(three: Cast) -> None:
    db.session.execute(sa.delete(Proposal).where(Proposal.plan_id == three.plan.id))
    assert titles_found("hortas") == []
