"""A plan on paper: what people wrote is words there, and the PDF and the DOCX say the same."""

import io
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from docx import Document

from ogp_participa.core.documents import paper
from ogp_participa.core.documents.paper import Paper, Section, Table, docx_of, pdf_of
from ogp_participa.core.documents.people_text import breakable, tree_of
from tests.tags import wrong_with

TYPST = '#read("/etc/passwd") #import "@preview/x:1.0.0": * $x^2$ @ref <label> = Título #sys.inputs \\ /* não */ // fim'
RICH = (
    "Um parágrafo com **força**, *ênfase*, ~~erro~~ e `código`.\n\n1. um\n   - dentro\n2. dois\n\n> dito por alguém\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n[o portal](https://dados.example.org) e https://outro.example.org/caminho\n\n"
    "    recuado\n    mais\n\nÁÉÍÓÚÂÊÔÃÕÀÇ áéíóúâêôãõàç ñ ü ¿ ¡ º ª “aspas” – — … €"
)


def document(*sections: Section, title: str = "6º Plano de Ação", language: str = "pt-BR") -> Paper:
    """A document with these sections."""
    made_at = datetime(2026, 12, 1, tzinfo=UTC)
    labels = ("2027–2030", "São Paulo", "Plano de Ação em Governo Aberto", made_at, "Sumário", "Página")
    return Paper(language, "pt-BR", title, *labels, sections)


def milestones(rows: int, words: str = "Publicar a base") -> Section:
    """A section with a table."""
    head = ("Nº", "O que será feito", "O que entrega", "Quem responde", "Início", "Término (previsto)")
    cells = [(f"1.{n}", words, "Base (CSV) no portal", "Secretaria", "01/01/2027", "31/12/2028") for n in range(rows)]
    return Section("Marcos", table=Table("Marcos de SP-6-01", head, cells, (7, 27, 24, 16, 13, 13)))


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def letters(text: str) -> str:
    """The text without spaces and without hyphens, at which lines may end."""
    return re.sub("[\\s\u00ad\u200b\u2010-]", "", text)


def said_in_docx(docx: bytes) -> list[str]:
    """Every paragraph and cell after the contents."""
    opened = Document(io.BytesIO(docx))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    body = texts[texts.index("Sumário") + 1 :]
    begins = next(place for place, paragraph in enumerate(body) if body.count(paragraph) > 1)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [*body[begins + 1 :], *cells]


@pytest.mark.parametrize("words", [TYPST, '<script>alert(1)</script> {{ 7*7 }} \\u{41} #{1+1} "aspas"', "*" * 50])
def test_what_people_wrote_is_never_markup_code_or_a_path(words: str) -> None:
    section = Section("Resumo", 1, text=words, lines=[(words, words)], items=[words])
    pdf = pdf_of(document(section, Section(words, 1), milestones(1, words), title=words))
    text = letters("".join(pages_of(pdf)))
    assert text.count(letters(words)[:30]) >= 5
    assert "root:" not in text
    assert wrong_with(pdf) == []


def test_the_pdf_and_the_docx_say_the_same() -> None:
    whole = document(
        Section("SP-6-01 Abrir os dados", 1, text=RICH, lines=[("Início", "1 de janeiro de 2027")], own_page=True),
        Section("Que problema enfrenta?", text=RICH),
        milestones(12),
        Section("De onde veio", items=["P-2026-0001 Quero saber onde está o ônibus"]),
    )
    pages = pages_of(pdf_of(whole))
    shown = [letters("".join(page.splitlines()[1:-1])) for page in pages[2:]]
    in_pdf, in_docx = "".join(shown), said_in_docx(docx_of(whole))
    for paragraph in in_docx:
        assert letters(paragraph) in in_pdf or "\t" in paragraph
    signs = Counter(in_pdf) - Counter(letters("".join(in_docx)))
    assert set(signs) <= set("•‣"), "only the marks of lists are drawn by the PDF and set by the word processor"


@pytest.mark.parametrize("language", ["pt-BR", "en", "es"])
def test_the_document_is_designed_alike_in_every_language(language: str) -> None:
    first = Section("SP-6-01 Abrir os dados", 1, text="Palavras. " * 300, own_page=True)
    second = Section("SP-6-02 Ouvir a cidade", 1, text="Palavras.", own_page=True)
    pages = pages_of(pdf_of(document(first, milestones(60), second, language=language)))
    assert "Página" not in pages[0]
    assert re.search(r"SP-6-02 Ouvir a cidade[ .]+\d", pages[1]), "the contents have page numbers"
    last = len(pages)
    for number, page in enumerate(pages[1:], 2):
        lines = page.splitlines()
        assert lines[0].startswith("6º Plano de Ação")
        assert lines[-1] == f"Página {number} / {last}"
    assert pages[3].splitlines()[0].endswith("SP-6-01 Abrir os dados")
    assert sum("O que será feito" in page for page in pages[2:]) >= 2, "the head of the table repeats"
    for page in pages:
        assert not re.search(r"(?m)^[()\[\]]\s*$|[(\[]\s*$", page), "no bracket alone"


def test_a_row_longer_than_a_page_goes_on_and_others_stay_whole() -> None:
    pages = pages_of(pdf_of(document(Section("Um", 1), milestones(3, "palavra " * 1500))))
    assert letters("".join(pages)).count("palavra") == 4500
    short = pages_of(pdf_of(document(Section("Um", 1), milestones(60, "Publicar a base de dados aberta ao povo"))))
    for page in short[2:]:
        assert letters(page).count("Publicarabasededadosabertaaopovo") == page.count("31/12/2028")


def test_a_sign_that_no_font_has_leaves_the_rest_readable() -> None:
    words = "Árvores 🌳🌳 e 中文, ✓ → Привет"
    pdf = pdf_of(document(Section("Sinais 🚲", 1, text=words)))
    text = letters("".join(pages_of(pdf)))
    assert "Árvores▯▯e▯▯," in text
    assert "Привет" in text
    assert wrong_with(pdf) == []


@pytest.mark.parametrize("bound", ["MEMORY = 150 * 1024**2", "SECONDS = 1"])
def test_a_document_that_is_too_much_ends_its_own_process_only(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    program = f"from ogp_participa.core.documents import pdf; pdf.{bound}; pdf.main()"
    monkeypatch.setattr(paper, "_PRINTER", (sys.executable, "-c", program))
    huge = [Section(f"Parte {number}", 1, text="palavra " * 9_000) for number in range(60)]
    with pytest.raises(RuntimeError):
        pdf_of(document(*huge))


def test_the_same_document_is_the_same_file() -> None:
    whole = document(Section("Um", 1, text=RICH))
    assert pdf_of(whole) == pdf_of(whole)


def test_what_links_lead_to_stands_on_paper_once() -> None:
    tree: Any = str(tree_of("[o portal](https://dados.example.org) e https://outro.example.org")).replace("\\u200b", "")
    assert "['a', ['o portal'], 'https://dados.example.org'], ' (https://dados.example.org)'" in tree
    assert tree.count("https://outro.example.org") == 2, "as words, and as what they lead to"


def test_a_word_longer_than_a_line_may_end_in_it_but_no_bracket_stands_alone() -> None:
    word = f"(https://dados.example.org/{'a' * 70})"
    pieces = breakable(word).split("\u200b")
    assert "".join(pieces) == word
    assert max(map(len, pieces)) <= 14
    assert len(pieces[-1]) > 1
    assert breakable("Secretaria Municipal") == "Secretaria Municipal"
