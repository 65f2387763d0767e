"""The files of a published version: drawn from what is frozen, safe whatever people wrote, and really what they say."""

import csv
import io
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.documents import paper
from ogp_participa.decision.publication import papers
from ogp_participa.decision.publication.views.reading import TYPES
from tests.cast import Browser, Cast
from tests.decision.publication import published
from tests.tags import wrong_with

HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script> <img src="file:///etc/passwd"> ]]> & \\ {{ 7*7 }} \u202e'


MARKED = (
    "# Título\n\n1. um\n   - dois\n\n> dito\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[o portal](https://dados.example.org)"
)


def path(slug: str, kind: str, number: int = 1) -> str:
    return f"/planos/{slug}/plano/{number}.{kind}"


def docx_at(visitor: Browser, slug: str) -> Any:
    answer = visitor.get(path(slug, "docx"))
    assert answer.mimetype == TYPES["docx"]
    return Document(io.BytesIO(answer.data))


def test_the_docx_has_headings_tables_with_heads_metadata_and_page_numbers(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast, milestones=12, action="1. um\n2. dois\n\nDepois\n\n1. outro")
    opened = docx_at(visitor, edition.plan.slug)
    headings = [(p.style.name, p.text) for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 1", f"{commitment.reference} Abrir os dados 1") in headings
    assert ("Heading 1", "Apresentação") in headings
    assert ("Heading 2", "Que problema enfrenta?") in headings
    levels = [int(name[-1]) for name, _text in headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    [table] = opened.tables
    assert len(table.rows) == 13
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[12].cells[1].text == "Marco número 12"
    facts = opened.core_properties
    assert (facts.title, facts.language, facts.author) == (edition.title, "pt-BR", "São Paulo")
    spoken = opened.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert spoken.get(qn("w:val")) == "pt-BR"
    foot = opened.sections[0].footer._element.xml
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert "TOC" in opened.element.xml
    marks = [mark.get(qn("w:fldCharType")) for mark in opened.element.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    assert any(run.bold and run.text == "acha" for p in opened.paragraphs for run in p.runs)
    assert [p.text for p in opened.paragraphs if p.style.name == "List Paragraph"] == ["1. um", "2. dois", "1. outro"]
    bullets = [p.text for p in opened.paragraphs if p.style.name == "List Bullet"]
    assert bullets[:2] == ["papel", "gaveta"]


def test_hostile_words_stay_words_in_every_file(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast, foreword=HOSTILE, title=HOSTILE, problem=HOSTILE)
    commitment.every_milestone[0].title = HOSTILE
    slug = edition.plan.slug
    text = "\n".join(p.text for p in docx_at(visitor, slug).paragraphs)
    assert "<script>alert(1)</script>" in text
    assert "\u202e" not in text
    assert json.loads(visitor.get(path(slug, "json")).text)["commitments"][0]["problem"] == HOSTILE
    page = visitor.get(f"/planos/{slug}/plano").text
    assert "<script>alert(1)" not in page
    assert "<img src" not in page
    pdf = pypdf.PdfReader(io.BytesIO(visitor.get(path(slug, "pdf")).data))
    assert "alert(1)" in "".join(sheet.extract_text() for sheet in pdf.pages)
    assert not pdf.attachments


def test_a_spreadsheet_takes_no_milestone_for_a_formula(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    answer = visitor.get(path(edition.plan.slug, "csv"))
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["milestone"] for row in rows] == ["1.1", "1.2"]
    assert rows[0]["commitment"] == commitment.reference
    assert rows[0]["ends_on"] == "2028-01-31"
    assert rows[0]["address"].endswith(f"/compromissos/{commitment.reference}#marco-1")


def test_the_json_is_what_the_published_schema_says(cast: Cast, visitor: Browser) -> None:
    edition, _made = published(cast, milestones=3)
    schema = visitor.get("/dados/esquemas/plano.json")
    assert schema.mimetype == "application/schema+json"
    rules = json.loads(schema.text)
    jsonschema.Draft202012Validator.check_schema(rules)
    data = json.loads(visitor.get(path(edition.plan.slug, "json")).text)
    assert data["$schema"] == rules["$id"]
    checker = jsonschema.Draft202012Validator(rules, format_checker=jsonschema.FormatChecker())
    assert list(checker.iter_errors(data)) == []
    data["commitments"][0]["milestones"][0]["starts_on"] = "amanhã"
    assert len(list(checker.iter_errors(data))) == 1


@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_the_pdf_is_offered_and_tagged_in_every_language(cast: Cast, visitor: Browser, language: str) -> None:
    edition, _made = published(cast, milestones=12, problem=MARKED, title="Dados " * 25)
    slug = edition.plan.slug
    assert f'href="{language}{path(slug, "pdf")}"' in visitor.get(f"{language}/planos/{slug}/plano").text
    pdf = visitor.get(language + path(slug, "pdf")).data
    assert wrong_with(pdf) == []
    spoken = {"": "pt-BR", "/en": "en", "/es": "es"}[language]
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == spoken


def test_the_docx_speaks_the_language_of_the_page(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    document = Document(io.BytesIO(visitor.get("/en" + path(edition.plan.slug, "docx")).data))
    styled = [(paragraph.text, getattr(paragraph.style, "name", "")) for paragraph in document.paragraphs]
    headings = {text for text, style in styled if str(style).startswith("Heading")}
    assert {"Contents", "Foreword", f"{commitment.reference} {commitment.title}"} <= headings
    assert document.core_properties.language == "en"


def test_what_cannot_be_drawn_leaves_no_file(
    app: Flask, cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, _made = published(cast)
    monkeypatch.setattr(paper, "_PRINTER", (sys.executable, "-c", "import there_is_no_such_library"))
    folder = Path(app.config["OGP_VAR"]) / "published"
    before = set(folder.glob("*"))
    with pytest.raises(RuntimeError):
        visitor.get(path(edition.plan.slug, "pdf"))
    assert set(folder.glob("*")) == before


@pytest.mark.parametrize("kind", ["docx", "pdf", "csv", "json"])
def test_a_file_that_somebody_has_is_not_sent_again(cast: Cast, visitor: Browser, kind: str) -> None:
    edition, commitment = published(cast)
    address = path(edition.plan.slug, kind)
    first = visitor.get(address)
    mark = first.headers["ETag"]
    again = visitor.get(address, status=304, headers={"If-None-Match": mark})
    assert not again.data
    assert visitor.get(address).data == first.data
    commitment.ogp_id = "BRSP0012"
    db.session.commit()
    assert visitor.get(address).headers["ETag"] != mark


def test_a_host_that_is_not_ours_makes_no_other_file_of_paper(app: Flask, cast: Cast, visitor: Browser) -> None:
    edition, _made = published(cast)
    folder = Path(app.config["OGP_VAR"]) / "published"
    visitor.get(path(edition.plan.slug, "docx"))
    before = sorted(folder.iterdir())
    visitor.client.get(path(edition.plan.slug, "docx"), base_url="http://outro.example.org")
    visitor.get(path(edition.plan.slug, "docx"), base_url="http://127.0.0.2")
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("kind", ["exe", "docx.bak", "JSON"])
def test_what_is_no_file_is_not_found(cast: Cast, visitor: Browser, kind: str) -> None:
    edition, _made = published(cast)
    visitor.get(path(edition.plan.slug, kind), status=404)
    visitor.get(path(edition.plan.slug, "json", 7), status=404)


def test_columns_are_as_wide_as_what_they_hold_and_rows_stay_whole(cast: Cast, visitor: Browser) -> None:
    edition, _made = published(cast, milestones=12)
    [table] = docx_at(visitor, edition.plan.slug).tables
    widths = [cell.width for cell in table.rows[3].cells]
    assert widths[0] * 3 < widths[1]
    assert sum(papers.WIDTHS) == 100
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[1].cells[5].text == "31/01/2028"
