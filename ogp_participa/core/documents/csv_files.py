"""CSV files for spreadsheets: written part by part, with cells that no program takes for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

PART = 32_000
"""Letters that are sent at once."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With what a cell begins that some spreadsheet computes; the full-width signs are computed, too."""


def safe_cell(value: Any) -> str:
    """Write a value as a cell that no spreadsheet takes for a formula; :func:`plain_cell` reads it back."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*DANGEROUS, "'")) else text


def plain_cell(cell: str, *, ours: bool) -> str:
    """Read a cell without the apostrophe that keeps spreadsheets from computing it.

    In a file of ``ours`` an apostrophe of the text itself is doubled; elsewhere it belongs to the text.
    """
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*DANGEROUS, "'") if ours else DANGEROUS) else cell


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write the lines of a file, with a mark at its start by which spreadsheets know the letters."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row[name]) for name in columns])
        if buffer.tell() > PART:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
