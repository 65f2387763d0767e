"""Draws DOCX files in a process of its own: ``python -m ogp_participa.typesetting`` reads a paper and writes the file.

The library that draws would take a fifth of a worker's memory. People's text goes through ``text.py`` first, so what is
hostile there is words here.
"""

import io
import pickle
import sys
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from ogp_participa.documents import Paper, Section, Table
from ogp_participa.text import tidy, to_html

LANGUAGE = "pt-BR"


def main() -> None:
    """The paper on the standard input, which our own process wrote, as DOCX on the standard output."""
    sys.stdout.buffer.write(draw(pickle.load(sys.stdin.buffer)))


def draw(paper: Paper) -> bytes:
    """The document as DOCX: real headings, a table of contents, heads of tables that repeat, page numbers."""
    made = Document()
    _describe(made, paper)
    made.add_paragraph(tidy(paper.title), style="Title")
    made.add_paragraph(tidy(paper.subtitle), style="Subtitle")
    _contents(made, paper)
    for section in paper.sections:
        _section(made, section)
    _page_numbers(made, paper.page)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _describe(made: DocumentType, paper: Paper) -> None:
    facts = made.core_properties
    facts.title, facts.subject, facts.author = (tidy(one)[:255] for one in (paper.title, paper.subject, paper.author))
    facts.language, facts.comments, facts.last_modified_by = LANGUAGE, "", ""
    facts.created = facts.modified = paper.made_at.replace(tzinfo=None)
    normal: Any = made.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    spoken = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        spoken.set(qn(name), LANGUAGE)
    for known in made.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}"):
        known.getparent().remove(known)
    normal.element.get_or_add_rPr().append(spoken)
    sheet = made.sections[0]
    sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2.5)


def _contents(made: DocumentType, paper: Paper) -> None:
    """A field that the word processor fills with page numbers; until then it shows the titles."""
    made.add_paragraph(tidy(paper.contents), style="TOC Heading" if "TOC Heading" in made.styles else "Heading 1")
    titles = [section.title for section in paper.sections if section.level == 1]
    paragraphs = [made.add_paragraph(tidy(title)) for title in titles] or [made.add_paragraph("")]
    start = _field_parts('TOC \\o "1-2" \\h \\z \\u')
    for place, part in enumerate(start):
        paragraphs[0]._p.insert(place + (1 if paragraphs[0]._p.pPr is not None else 0), part)
    paragraphs[-1]._p.append(_mark("end"))
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _field_parts(instruction: str) -> list[Any]:
    said = OxmlElement("w:r")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    said.append(text)
    return [_mark("begin"), said, _mark("separate")]


def _mark(kind: str) -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _page_numbers(made: DocumentType, word: str) -> None:
    foot = made.sections[0].footer.paragraphs[0]
    foot.add_run(f"{word} ")
    for place, instruction in enumerate(("PAGE", "NUMPAGES")):
        if place:
            foot.add_run(" / ")
        for part in _field_parts(instruction):
            foot._p.append(part)
        foot.add_run("1")
        foot._p.append(_mark("end"))


def _section(made: DocumentType, section: Section) -> None:
    made.add_heading(tidy(section.title), level=section.level)
    for label, value in section.lines:
        line = made.add_paragraph()
        line.add_run(f"{tidy(label)}: ").bold = True
        line.add_run(tidy(value))
    if section.text:
        _Writer(made).write(section.text)
    for item in section.items:
        made.add_paragraph(tidy(item), style="List Bullet")
    if section.table:
        _table(made, section.table)


def _table(made: DocumentType, table: Table) -> None:
    made.add_paragraph(tidy(table.caption), style="Caption")
    drawn = made.add_table(rows=1, cols=len(table.head))
    drawn.style = "Table Grid"
    for cell, word in zip(drawn.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(tidy(word)).bold = True
    _repeats(drawn.rows[0])
    for row in table.rows:
        for cell, word in zip(drawn.add_row().cells, row, strict=True):
            cell.text = tidy(word)
    made.add_paragraph()


def _repeats(row: Any) -> None:
    """The row is the head of its table, on every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


_LISTS = {"ul": "List Bullet", "ol": "List Paragraph"}  # "List Number" would count on from the list before
_EMPHASIS = {"strong": "bold", "em": "italic", "s": "strike"}
_BLOCKS = {"p", "li", "h3", "h4", "pre", "tr"}


class _Writer(HTMLParser):
    """Writes safe HTML as paragraphs. Addresses of links follow their words, so that paper has them, too."""

    def __init__(self, made: DocumentType) -> None:
        super().__init__(convert_charrefs=True)
        self.made, self.open = made, set[str]()
        self.lists, self.counts, self.mark = list[str](), list[int](), ""
        self.paragraph: Paragraph | None = None
        self.href = ""

    def write(self, text: str) -> None:
        """Markdown that somebody wrote."""
        self.feed(str(to_html(tidy(text))))
        self.close()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.open.add(tag)
        if tag in _LISTS:
            self.lists.append(_LISTS[tag])
            self.counts.append(0)
        elif tag in _BLOCKS:
            self.paragraph = None
            if tag == "li" and self.counts:
                self.counts[-1] += 1
                self.mark = f"{self.counts[-1]}. " if self.lists[-1] == _LISTS["ol"] else ""
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self.open.discard(tag)
        if tag in _LISTS and self.lists:
            self.lists.pop()
            self.counts.pop()
        elif tag in _BLOCKS:
            self.paragraph = None
        elif tag == "a" and self.href and self.paragraph is not None:
            if not self.paragraph.text.endswith(self.href.removeprefix("mailto:")):
                self.paragraph.add_run(f" ({self.href})")
            self.href = ""
        elif tag in ("td", "th") and self.paragraph is not None:
            self.paragraph.add_run("\t")

    def handle_data(self, data: str) -> None:
        if not data.strip() and self.paragraph is None:
            return
        if self.paragraph is None:
            style = self.lists[-1] if self.lists else "Quote" if "blockquote" in self.open else None
            self.paragraph, self.mark = self.made.add_paragraph(self.mark, style=style), ""
        run = self.paragraph.add_run(data.replace("\n", " ") if "pre" not in self.open else data)
        for tag, name in _EMPHASIS.items():
            if tag in self.open:
                setattr(run.font, name, True)
        if self.open & {"h3", "h4"}:
            run.bold = True


if __name__ == "__main__":
    main()
