"""What people type is what people read: on the page, in the preview before sending, in DOCX and in PDF."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pypdf
import pytest
import sqlalchemy as sa
from docx import Document
from docx.oxml.ns import qn

from ogp_participa.core.database import db
from ogp_participa.core.markdown import to_html
from ogp_participa.core.text import one_line, stems, tidy
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.opendata.actions import import_proposals
from ogp_participa.readers.opendata.imported_rows import read_sheet
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.publication import published
from tests.proposals.drafts.test_write import begin


class Typed(NamedTuple):
    """A text as it was typed, its HTML on every page, and its lines on paper."""

    typed: str
    html: str
    lines: Sequence[str]


def link(address: str, words: str) -> str:
    """Return a link as every page writes it."""
    return f'<a href="{address}" rel="nofollow ugc noopener">{words}</a>'


TEXTS = (
    Typed(
        "Segunda: limpeza\nTerça: poda",
        "<p>Segunda: limpeza<br>\nTerça: poda</p>",
        ("Segunda: limpeza", "Terça: poda"),
    ),
    Typed(
        "Proponho:\n• limpar a praça\n• podar as árvores",
        "<p>Proponho:<br>\n• limpar a praça<br>\n• podar as árvores</p>",
        ("Proponho:", "• limpar a praça", "• podar as árvores"),
    ),
    Typed(
        "3. Abrir os dados\n4. Publicar a fila",
        '<ol start="3">\n<li>Abrir os dados</li>\n<li>Publicar a fila</li>\n</ol>',
        ("3. Abrir os dados", "4. Publicar a fila"),
    ),
    Typed("Depois.\n\n1. um\n7. sete\n8. oito", '<li value="7">sete</li>\n<li>oito</li>', ("7. sete", "8. oito")),
    Typed("Agente:\n\n007. Sigilo", "<p>007. Sigilo</p>", ("007. Sigilo",)),
    Typed("Antes.\n\n\tUm parágrafo com recuo", "<p>Um parágrafo com recuo</p>", ("Um parágrafo com recuo",)),
    Typed("Eu:\n\n        Oito espaços", "<p>Oito espaços</p>", ("Oito espaços",)),
    Typed(
        "A praça está escura.No entanto é linda",
        "<p>A praça está escura.No entanto é linda</p>",
        ("A praça está escura.No entanto é linda",),
    ),
    Typed(
        "Em prefeitura.sp.gov.br/dados está",
        f"Em {link('http://prefeitura.sp.gov.br/dados', 'prefeitura.sp.gov.br/dados')} está",
        ("Em prefeitura.sp.gov.br/dados",),
    ),
    Typed("Ou www.exemplo.org hoje", link("http://www.exemplo.org", "www.exemplo.org"), ("Ou www.exemplo.org",)),
    Typed("Ou https://a.example.org/x", link("https://a.example.org/x", "https://a.example.org/x"), ()),
    Typed("Ou ana@example.org já", link("mailto:ana@example.org", "ana@example.org"), ("Ou ana@example.org",)),
    Typed("שלום עולם", '<p dir="auto">שלום עולם</p>', ()),
    Typed("مرحبا بالعالم", '<p dir="auto">مرحبا بالعالم</p>', ()),
    Typed("[1]: relatório de 2025", "<p>[1]: relatório de 2025</p>", ("[1]: relatório de 2025",)),
    Typed("Escreva &copy; assim", "<p>Escreva &amp;copy; assim</p>", ("Escreva &copy; assim",)),
    Typed("Itens:\n-\nfim", "<p>Itens:<br>\n-<br>\nfim</p>", ("Itens:", "-", "fim")),
    Typed("Linha um\u2028Linha dois", "<p>Linha um<br>\nLinha dois</p>", ("Linha um", "Linha dois")),
    Typed(
        "| a | b |\n|---|---|\n| 1 | 2 | três |",
        "<p>| a | b |<br>\n|---|---|<br>\n| 1 | 2 | três |</p>",
        ("| 1 | 2 | três |",),
    ),
)
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
ALL = "\n\n".join(text.typed for text in TEXTS)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.typed[:20])
def test_a_text_has_its_right_form(text: Typed) -> None:
    assert text.html in to_html(tidy(text.typed if not text.typed.startswith("\t") else "x\n\n" + text.typed))


def test_pages_and_the_preview_show_what_was_typed(cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, problem=tidy(ALL))
    db.session.commit()
    draft = begin(visitor, ALL)
    pages = visitor.get(f"/propostas/{proposal.address}"), visitor.get(f"/propor/{draft.token}/conferencia")
    for page in pages:
        for text in TEXTS:
            if not text.typed.startswith(("שלום", "مرحبا")):
                html = re.sub(r' dir="auto"', "", page.text)
                assert text.html in html, text.typed
        assert '<p dir="auto">שלום עולם</p>' in page.text


def test_paper_says_what_was_typed(cast: Cast, visitor: Browser) -> None:
    edition, _promise = published(cast, problem=ALL)
    address = f"/planos/{edition.plan.slug}/plano/1"
    document = Document(io.BytesIO(visitor.get(f"{address}.docx").data))
    lines = [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]
    for text in TEXTS:
        for words in text.lines:
            assert any(line.startswith(words) for line in lines), words
    turned = [p.text for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:bidi")) is not None]
    assert turned == ["שלום עולם", "مرحبا بالعالم"]
    pdf = pypdf.PdfReader(io.BytesIO(visitor.get(f"{address}.pdf").data))
    drawn = [" ".join(line.split()) for page in pdf.pages for line in page.extract_text().split("\n")]
    for text in TEXTS:
        for words in text.lines:
            assert any(words in line for line in drawn), words


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Partici\u00adpa\u00adção nas esco\u00adlas", "Participação nas escolas"),
        ("a\u200cb a\u200db a\u034fb a\ufe0fb a\U000e0061b a\u180eb a\u2060b", "ab ab ab ab ab ab ab"),
        ("👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3 👍🏽", "👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3 👍🏽"),
        (ENGLAND, ENGLAND),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Ana\u200d\u200c\u200b Lima\ufeff", "Ana Lima"),
    ],
)
def test_invisible_signs_make_no_word_and_split_none(typed: str, stored: str) -> None:
    assert tidy(typed) == one_line(typed) == stored


def test_search_finds_words_that_were_stored_with_soft_hyphens() -> None:
    assert stems("Partici\u00adpa\u00adção nas esco\u00adlas") == stems("Participação nas escolas")


def test_soft_hyphens_of_a_file_are_stored_nowhere(cast: Cast, visitor: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hifens.csv"
    file.write_text(
        'titulo,descricao\n"Partici\u00adpa\u00adção nas esco\u00adlas","Com hifeniza\u00adção esco\u00adlar."\n'
    )
    list(import_proposals(cast.plan, read_sheet(file, {}), file.name))
    db.session.commit()
    proposal = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
    assert proposal.title == "Participação nas escolas"
    assert "\u00ad" not in proposal.change
    for words in ("participação", "escolas", "partici\u00adpação"):
        assert "Participação nas escolas" in visitor.get(f"/planos/{cast.plan.slug}/propostas?q={words}").text
