"""Draw DOCX files in a process of its own.

``python -m ogp_participa.core.documents.docx`` reads a paper and writes the file.

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
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from ogp_participa.core.documents.docx_style import LONG, dress, dress_table
from ogp_participa.core.documents.paper import Paper, Section, Table
from ogp_participa.core.markdown import from_the_right, to_html
from ogp_participa.core.text import tidy


def main() -> None:
    """The paper on the standard input, which our own process wrote, as DOCX on the standard output."""
    sys.stdout.buffer.write(draw(pickle.load(sys.stdin.buffer)))


def draw(paper: Paper) -> bytes:
    """The document as DOCX: real headings, a table of contents, heads of tables that repeat, page numbers."""
    made = Document()
    dress(made)
    _describe(made, paper)
    title = made.add_paragraph(style="Title").add_run(tidy(paper.title))
    title.font.size = Pt(20) if len(paper.title) > LONG else None
    for under in (paper.subject, paper.subtitle, paper.author):
        made.add_paragraph(tidy(under), style="Subtitle")
    _contents(made, paper)
    for section in paper.sections:
        _section(made, section)
    _foot(made, paper)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _describe(made: DocumentType, paper: Paper) -> None:
    facts = made.core_properties
    facts.title, facts.subject, facts.author = (tidy(one)[:255] for one in (paper.title, paper.subject, paper.author))
    facts.language, facts.comments, facts.last_modified_by = paper.language, "", ""
    facts.created = facts.modified = paper.made_at.replace(tzinfo=None)


def _contents(made: DocumentType, paper: Paper) -> None:
    """A field that the word processor fills with page numbers; until then its titles lead to their places."""
    _begins_a_page(made.add_heading(tidy(paper.contents), level=1))
    titles = [section.title for section in paper.sections if section.level == 1]
    paragraphs = [made.add_paragraph() for _title in titles] or [made.add_paragraph()]
    for part in _field_parts('TOC \\o "1-2" \\h \\z \\u'):
        paragraphs[0]._p.append(part)
    for number, (paragraph, title) in enumerate(zip(paragraphs, titles, strict=False)):
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"s{number}")
        link.append(paragraph.add_run(tidy(title))._r)
        paragraph._p.append(link)
    paragraphs[-1]._p.append(_mark("end"))


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


def _foot(made: DocumentType, paper: Paper) -> None:
    """What the plan is called, and the number of the page; the cover has neither."""
    foot = made.sections[0].footer.paragraphs[0]
    foot.add_run(f"{tidy(paper.title)}\t{paper.page} ")
    for place, instruction in enumerate(("PAGE", "NUMPAGES")):
        if place:
            foot.add_run(" / ")
        for part in _field_parts(instruction):
            foot._p.append(part)
        foot.add_run("1")
        foot._p.append(_mark("end"))


def _section(made: DocumentType, section: Section) -> None:
    heading = made.add_heading(tidy(section.title), level=section.level)
    if section.own_page:
        _begins_a_page(heading)
    if section.level == 1:
        _can_be_led_to(heading)
    for label, value in section.lines:
        line = made.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{tidy(label)}: ").bold = True
        line.add_run(tidy(value))
    if section.text:
        _Writer(made).write(section.text)
    for item in section.items:
        made.add_paragraph(tidy(item), style="List Bullet")
    if section.table:
        _table(made, section.table)


def _begins_a_page(heading: Paragraph) -> None:
    heading.paragraph_format.page_break_before = True


def _can_be_led_to(heading: Paragraph) -> None:
    """The list of contents leads here: its first title to ``s0``, its next to ``s1``."""
    number = str(len(heading.part.element.findall(f".//{qn('w:bookmarkStart')}")))
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(name)
        mark.set(qn("w:id"), number)
        if name == "w:bookmarkStart":
            mark.set(qn("w:name"), f"s{number}")
        heading._p.append(mark)


def _table(made: DocumentType, table: Table) -> None:
    made.add_paragraph(tidy(table.caption), style="Caption")
    drawn = made.add_table(rows=1, cols=len(table.head))
    for cell, word in zip(drawn.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(tidy(word)).bold = True
    for row in table.rows:
        for cell, word in zip(drawn.add_row().cells, row, strict=True):
            cell.text = tidy(word)
    dress_table(made, drawn, table.widths)
    made.add_paragraph()


_LISTS = {"ul": "List Bullet", "ol": "List Paragraph"}  # "List Number" would count on from the list before
_EMPHASIS = {"strong": "bold", "em": "italic", "s": "strike"}
_BLOCKS = {"p", "li", "h3", "h4", "pre", "tr"}


def _turn(paragraph: Paragraph) -> None:
    """Draw a paragraph from the right where its first letter is written so."""
    if not from_the_right(paragraph.text):
        return
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True


class _Writer(HTMLParser):
    """Writes safe HTML as paragraphs. Addresses of links follow their words, so that paper has them, too."""

    def __init__(self, made: DocumentType) -> None:
        super().__init__(convert_charrefs=True)
        self.made, self.open = made, set[str]()
        self.lists, self.counts, self.mark = list[str](), list[int](), ""
        self.paragraph: Paragraph | None = None
        self.href, self.line_begins = "", False

    def write(self, text: str) -> None:
        """Write Markdown that somebody wrote."""
        before = len(self.made.paragraphs)
        self.feed(str(to_html(tidy(text))))
        self.close()
        for paragraph in self.made.paragraphs[before:]:
            _turn(paragraph)

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a list with its number, a line or a link."""
        self.open.add(tag)
        values = {name: value or "" for name, value in attrs}
        if tag in _LISTS:
            self.lists.append(_LISTS[tag])
            self.counts.append(int(values.get("start", 1)) - 1)
        elif tag in _BLOCKS:
            if not (tag == "p" and self.mark):  # the first paragraph of an item stands beside its number
                self.paragraph = None
            if tag == "li" and self.counts:
                self.counts[-1] = int(values["value"]) if "value" in values else self.counts[-1] + 1
                self.mark = f"{self.counts[-1]}. " if self.lists[-1] == _LISTS["ol"] else ""
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()
            self.line_begins = True
        elif tag == "a":
            self.href = values.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        """End what a tag began; the address of a link is written behind its words."""
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
        """Write words as they stand; the end of a line in the HTML behind a break says nothing."""
        if self.line_begins:
            data, self.line_begins = data.removeprefix("\n"), False
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
