"""Reading tables as spreadsheets and other platforms save them: any usual encoding, delimiter and line end."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

DELIMITERS = ",;\t|"
SAMPLE = 60
"""Rows by which the delimiter is chosen."""
HEAD = 20
"""Rows at most among which the headers are looked for."""
LONGEST_CELL = 10_000_000

_END = "\ue000end\ue000"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EXPECTED = frozenset("áàâãäéêíóôõöúüçñÁÀÂÃÄÉÊÍÓÔÕÖÚÜÇÑªº°–—…“”‘’€§¿¡·•")

Row = tuple[int, list[str]]
"""The line on which a row ends, and its cells."""


class UnreadableSheet(Exception):
    """The file cannot be read as a table of proposals; says why."""


@dataclass
class SheetTable:
    """A file as rows of cells, with what was guessed of it."""

    headers: list[str]
    rows: list[Row]
    guesses: list[str] = field(default_factory=list)


def read_table(path: Path, is_head: Callable[[list[str]], bool]) -> SheetTable:
    """Read a table, its headers being the first row that ``is_head`` recognises; the first row of all, else.

    Rows without any cell are passed over. Raises :class:`UnreadableSheet` for an empty file, and for one with a
    quote that is never closed: what follows it would be lost in one cell.
    """
    text, encoding = decode(path.read_bytes())
    delimiter, text, skipped = _announced(text)
    guesses = [f"encoding: {encoding}"]
    if not text.strip():
        raise UnreadableSheet("The file is empty.")
    delimiter = delimiter or guess_delimiter(text)
    guesses.append(f"delimiter: {'tab' if delimiter == chr(9) else delimiter}")
    rows = [(line + skipped, cells) for line, cells in _rows(text, delimiter)]
    head = next((place for place, (_line, cells) in enumerate(rows[:HEAD]) if is_head(cells)), 0)
    guesses.append(f"headers: line {rows[head][0]}")
    for line, cells in rows[:head]:
        above = " ".join(cell.strip() for cell in cells if cell.strip())
        guesses.append(f"line {line} is above the headers and not imported: {above}")
    return SheetTable([header.strip() for header in rows[head][1]], rows[head + 1 :], guesses)


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    The mark at its start decides, else UTF-8 where it fits, else whichever encoding of spreadsheets on Windows, DOS
    or a Mac gives letters that people write.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), encoding
    if raw[:1000].count(b"\0") > len(raw[:1000]) // 4:
        encoding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return raw.decode(encoding, "replace"), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = max(("cp1252", "cp850", "mac_roman"), key=lambda name: _likely(raw, name))
        return raw.decode(encoding, "replace"), encoding


def _likely(raw: bytes, encoding: str) -> int:
    """Return how many more signs are letters that people write than are not, read in an encoding."""
    signs = [sign for sign in raw.decode(encoding, "replace") if sign > "\x7f"]
    return sum(1 if sign in _EXPECTED else -2 for sign in signs)


def _announced(text: str) -> tuple[str, str, int]:
    """Return the delimiter that a first line ``sep=;`` announces, the text after it, and how many lines it took."""
    first, end, rest = text.replace("\r\n", "\n").partition("\n")
    if end and first.lower().startswith("sep=") and len(first.rstrip(";,\t ")) <= 5:
        return (first[4:5] or ","), rest, 1
    return "", text, 0


def guess_delimiter(text: str) -> str:
    """Return the delimiter that splits the rows most evenly, quotes respected; a comma when none splits them."""

    def evenness(delimiter: str) -> tuple[float, int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row, _place in zip((row for row in reader if row), range(SAMPLE), strict=False)]
        sizes = Counter(map(len, rows))
        torn = sum(cell.count('"') % 2 for row in rows for cell in row)  # a quote that was cut in two
        split = [(count, size) for size, count in sizes.items() if size > 1]
        if not split:
            return 0.0, 0, 0
        count, size = max(split)
        return count / sizes.total(), -torn, size

    csv.field_size_limit(LONGEST_CELL)
    return max(DELIMITERS, key=evenness)


def _rows(text: str, delimiter: str) -> list[Row]:
    """Return the rows that hold any cell, each with the line it ends on."""
    csv.field_size_limit(LONGEST_CELL)
    # A row of our own at the end: when it does not come back alone, it was read as part of a quoted cell.
    reader = csv.reader(io.StringIO(f"{text.replace(chr(0), '')}\n{_END}", newline=""), delimiter=delimiter)
    rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    if rows[-1][1] != [_END]:
        began = rows[-2][0] + 1 if len(rows) > 1 else 1
        raise UnreadableSheet(f"The row that begins on line {began} has a quote that is never closed.")
    return rows[:-1]


def cut(text: str, most: int) -> str:
    """Return the text, ended at a word when it is too long."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    return (start.rsplit(None, 1)[0] if " " in start else start).rstrip(" ,.;:–-") + "…"
