"""A published plan as a DOCX file and as a tagged PDF, drawn from plain data that never changes.

The database is not known here, and neither are the libraries that draw: each draws in a process of its own, which ends
with its file, so that a worker stays small.
"""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache


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
    """A document: what it is called, who made it when, what stands on its first page, and its sections."""

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
"""Seconds that a file may take; a plan of fifteen commitments takes less than ten."""


@cache
def prints() -> bool:
    """Whether this machine makes PDF files: the library is installed and finds pango. It is asked once."""
    return subprocess.run([*_PRINTER, "--check"], check=False, capture_output=True, timeout=DRAWING).returncode == 0


def pdf_of(html: str) -> bytes:
    """A whole page of HTML with its styles inside as a tagged PDF (PDF/UA-1)."""
    return _drawn(_PRINTER, html.encode())


def docx_of(paper: Paper) -> bytes:
    """The document as DOCX: real headings, a table of contents, heads of tables that repeat, page numbers."""
    return _drawn(_TYPESETTER, pickle.dumps(paper))


def _drawn(command: Sequence[str], given: bytes) -> bytes:
    drawn = subprocess.run(command, check=False, input=given, capture_output=True, timeout=DRAWING)
    if drawn.returncode:
        raise RuntimeError("The file could not be drawn: " + drawn.stderr.decode(errors="replace")[-500:])
    return drawn.stdout
