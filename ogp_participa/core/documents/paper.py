"""A published plan as a DOCX file and as a tagged PDF, drawn from plain data that never changes.

The database is not known here, and neither are the libraries that draw: each draws in a process of its own, which ends
with its file, so that a worker stays small.
"""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ogp_participa.core.documents.people_text import breakable, tree_of
from ogp_participa.core.text import tidy


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first cell of each row names it. ``widths`` are the columns' parts of a hundred."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: Markdown that somebody wrote, lines (label, value), a table, a list.

    One with ``own_page`` begins a page.
    """

    title: str
    level: int = 2
    text: str = ""
    lines: Sequence[tuple[str, str]] = ()
    table: Table | None = None
    items: Sequence[str] = ()
    own_page: bool = False


@dataclass(frozen=True)
class Paper:
    """A document: what it is called, who made it when, what stands on its first page, and its sections.

    Words of ours speak ``language`` (a tag such as "en"), people's texts the one that they are ``written_in``.
    ``page`` is the word before the number of a page.
    """

    language: str
    written_in: str
    title: str
    subtitle: str
    author: str
    subject: str
    made_at: datetime
    contents: str
    page: str
    sections: Sequence[Section]


_PRINTER = (sys.executable, "-m", "ogp_participa.core.documents.pdf")
_TYPESETTER = (sys.executable, "-m", "ogp_participa.core.documents.docx")
DRAWING = 120
"""Seconds on the clock that a file may take, also on a busy machine; a large plan takes one or two."""
NAMES = ("subtitle", "author", "subject", "contents", "page")
LONG_ROW = 900
"""Letters of a table's row that may go on on the next page; a shorter row stays whole."""


def pdf_of(paper: Paper) -> bytes:
    """Return the document as a tagged PDF (PDF/UA-1): cover, contents, running heads, heads of tables that repeat."""
    return _drawn(_PRINTER, json.dumps(as_data(paper), ensure_ascii=False).encode())


def as_data(paper: Paper) -> dict[str, Any]:
    """Return the document as ``paper.typ`` reads it: strings, and people's texts as trees of them."""
    title = tidy(paper.title)
    return {
        "language": _tag(paper.language),
        "written_in": _tag(paper.written_in),
        "title": breakable(title),
        "running": title if len(title) <= 90 else f"{title[:88]}…",
        **{name: breakable(tidy(getattr(paper, name))) for name in NAMES},
        "made_at": int(paper.made_at.timestamp()),
        "sections": [_section(section) for section in paper.sections],
    }


def _tag(language: str) -> dict[str, str]:
    """Return a language tag in its parts, as the template spreads them: "pt-BR" → pt, BR."""
    return dict(zip(("lang", "region"), language.split("-"), strict=False))


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": breakable(tidy(section.title)),
        "level": section.level,
        "own_page": section.own_page,
        "text": tree_of(section.text),
        "lines": [[breakable(tidy(label)), breakable(tidy(value))] for label, value in section.lines],
        "items": [breakable(tidy(item)) for item in section.items],
        "table": _table(section.table) if section.table else None,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": breakable(tidy(table.caption)),
        "widths": list(table.widths),
        "head": [tidy(word) for word in table.head],
        "rows": [
            {"cells": [breakable(tidy(cell)) for cell in row], "long": sum(map(len, row)) > LONG_ROW}
            for row in table.rows
        ],
    }


def docx_of(paper: Paper) -> bytes:
    """The document as DOCX: real headings, a table of contents, heads of tables that repeat, page numbers."""
    return _drawn(_TYPESETTER, pickle.dumps(paper))


def _drawn(command: Sequence[str], given: bytes) -> bytes:
    drawn = subprocess.run(command, check=False, input=given, capture_output=True, timeout=DRAWING)
    if drawn.returncode:
        raise RuntimeError("The file could not be drawn: " + drawn.stderr.decode(errors="replace")[-500:])
    return drawn.stdout
