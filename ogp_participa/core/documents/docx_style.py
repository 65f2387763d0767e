"""How a DOCX of ours looks: its sheet, its letters, its colours and its tables. What it says is ``typesetting``'s."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table

LANGUAGE = "pt-BR"
LETTERS = "Calibri"
PURPLE, PALE, GREY = RGBColor(0x2E, 0x1A, 0x40), "EFEAF3", RGBColor(0x55, 0x55, 0x55)
HEADINGS = {"Title": 28, "Heading 1": 18, "Heading 2": 13, "Heading 3": 11}
"""Points of each."""

COVER, LONG = Cm(7), 80
"""What is free above the title on the cover; a title of more letters is written smaller."""


def dress(made: Document) -> None:
    """The sheet and the styles of a new document."""
    sheet = made.sections[0]
    sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2.2)
    sheet.different_first_page_header_footer = True
    normal: Any = made.styles["Normal"]
    normal.font.name, normal.font.size = LETTERS, Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.widow_control = Pt(6), True
    _speak(made, normal)
    for name, points in HEADINGS.items():
        _head(made.styles[name], points)
    _cover(made)
    for name in ("Caption", "Subtitle", "Footer"):
        _letters(made.styles[name], GREY if name != "Caption" else PURPLE)
    made.styles["Caption"].font.size = made.styles["Footer"].font.size = Pt(9)
    made.styles["Caption"].paragraph_format.keep_with_next = True
    made.styles["Footer"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    stops = made.styles["Footer"].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(width_of(made), WD_TAB_ALIGNMENT.RIGHT)


def width_of(made: Document) -> Emu:
    """What is written on, from margin to margin."""
    sheet = made.sections[0]
    return Emu((sheet.page_width or 0) - (sheet.left_margin or 0) - (sheet.right_margin or 0))


def dress_table(made: Document, table: Table, widths: Sequence[int]) -> None:
    """Columns of these parts of a hundred; a head that repeats; rows that stay on one page; smaller letters."""
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, part in zip(table.columns, widths, strict=True):
        column.width = Emu(width_of(made) * part // 100)
    for number, row in enumerate(table.rows):
        about = row._tr.get_or_add_trPr()
        about.append(_said("w:cantSplit"))
        if number == 0:
            about.append(_said("w:tblHeader"))
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = Emu(width_of(made) * part // 100)
            [paragraph] = cell.paragraphs
            paragraph.paragraph_format.space_after = Pt(2)
            for run in paragraph.runs:
                run.font.size = Pt(9)
            if number == 0:
                cell._tc.get_or_add_tcPr().append(_said("w:shd", val="clear", color="auto", fill=PALE))


def _speak(made: Document, normal: Any) -> None:
    """The language, for voices and spelling."""
    for known in made.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}"):
        known.getparent().remove(known)
    normal.element.get_or_add_rPr().append(_said("w:lang", val=LANGUAGE, eastAsia=LANGUAGE))


def _head(style: Any, points: int) -> None:
    _letters(style, PURPLE)
    style.font.size, style.font.bold = Pt(points), True
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(4)
    style.paragraph_format.keep_with_next = True


def _cover(made: Document) -> None:
    title: Any = made.styles["Title"]
    title.paragraph_format.space_before, title.paragraph_format.space_after = COVER, Pt(12)
    for line in title.element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)
    under: Any = made.styles["Subtitle"]
    under.font.size, under.font.bold, under.font.italic = Pt(13), False, False


def _letters(style: Any, colour: RGBColor) -> None:
    """Our letters and colour, whatever the theme of the template says."""
    about = style.element.get_or_add_rPr()
    for known in [*about.findall(qn("w:rFonts")), *about.findall(qn("w:spacing")), *about.findall(qn("w:color"))]:
        about.remove(known)
    style.font.name, style.font.color.rgb = LETTERS, colour


def _said(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in (attributes or {"val": "true"}).items():
        element.set(qn(f"w:{key}"), value)
    return element
