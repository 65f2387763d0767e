"""How a row of a file from elsewhere becomes what a proposal says; what cannot be taken as it is, is named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ogp_participa.core.documents.csv_files import plain_cell
from ogp_participa.core.documents.html_text import is_html, to_line, to_markdown
from ogp_participa.core.documents.sheets import cut, read_table
from ogp_participa.core.text import fold, one_line, tidy
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.edition.plans.models import Value
from ogp_participa.readers.opendata.imported_columns import guess, is_head, is_our_own, language_of
from ogp_participa.readers.opendata.imported_dates import is_past, moment_of, month_first

MOST_TEXT = 20_000
TITLE, SUMMARY, LINK, REFERENCE, SIGNATURE, THEME = 100, 200, 500, 200, 160, 80
LANGUAGES = ("pt", "en", "es")
TEXTS = ("problem", "change")
WHOLE_CITY = {"", "cidade", "a cidade toda", "cidade toda", "toda a cidade", "cidade inteira", "municipio", "sao paulo"}

_PLACE = re.compile(r"^(subprefeitura|sub|subpref\.?|prefeitura regional)\s+(d[aeo]s?\s+)?")


@dataclass
class Sheet:
    """A file of proposals: what its columns hold, its rows with the line they end on, and what was guessed of it."""

    headers: list[str]
    columns: dict[str, list[int]]
    language: str
    rows: list[tuple[int, list[str]]]
    guesses: list[str] = field(default_factory=list)
    ours: bool = False
    month_leads: bool = False

    def left_out(self) -> Iterator[str]:
        """Yield, for each column that is not imported, how many of its cells hold something and on which lines."""
        taken = {place for places in self.columns.values() for place in places}
        for place in range(max((len(cells) for _line, cells in self.rows), default=0)):
            lines = [line for line, cells in self.rows if place < len(cells) and cells[place].strip()]
            if place not in taken and lines:
                name = self.headers[place] if place < len(self.headers) else ""
                yield f"column {place + 1} ({name or 'without a header'}) is not imported: {_cells(lines)}"


@dataclass
class ImportedTexts:
    """A row as what a proposal says, with what had to be done about it."""

    values: dict[str, str]
    territory: str | None = None
    ogp_values: list[str] = field(default_factory=list)
    language: str = "pt"
    submitted: datetime | None = None
    notes: list[str] = field(default_factory=list)


def read_sheet(path: Path, named: dict[str, str]) -> Sheet:
    """Read a file of proposals. ``named`` says which header holds what, and wins over what is guessed."""
    table = read_table(path, lambda cells: is_head(cells, named))
    columns = guess(table.headers, named)
    sheet = Sheet(table.headers, columns, language_of(table.headers), table.rows, table.guesses)
    sheet.ours = is_our_own(table.headers)
    dates = [
        cells[place] for place in columns.get("submitted", []) for _line, cells in table.rows if place < len(cells)
    ]
    sheet.month_leads = month_first(date.strip() for date in dates)
    if sheet.month_leads:
        sheet.guesses.append("dates: month/day/year")
    if not sheet.ours and any(is_html(cell) for _line, cells in table.rows for cell in cells):
        sheet.guesses.append("HTML in cells becomes Markdown")
    return sheet


def texts_of(cells: Sequence[str], sheet: Sheet, now: datetime) -> ImportedTexts | None:
    """Return what a row says, made to fit; None when it has neither a title nor a text."""
    row = ImportedTexts({}, language=sheet.language)
    for what, places in sheet.columns.items():
        row.values[what] = _cell(what, [cells[place] for place in places if place < len(cells)], sheet, row.notes)
    if not _has_title(row):
        return None
    _fit(row)
    _place(row)
    _name_values(row)
    _date(row, sheet, now)
    return row


def _cell(what: str, cells: list[str], sheet: Sheet, notes: list[str]) -> str:
    """Return what the columns of one meaning say in a row; texts stand below each other, of names the first counts."""
    many = what in TEXTS
    read = (_read(cell, many, sheet.ours) for cell in cells)
    parts = list(dict.fromkeys(cell for cell in read if cell))
    if len(parts) < 2:
        return "".join(parts)
    if many:
        notes.append(f"{len(parts)} columns hold {what}: they stand below each other")
        return "\n\n".join(parts)
    notes.append(f"{len(parts)} columns hold {what}: the first was taken, not {'; '.join(parts[1:])}")
    return parts[0]


def _read(cell: str, many_lines: bool, ours: bool) -> str:
    """Return a cell as text: without the sign that keeps spreadsheets from computing it, HTML as Markdown."""
    text = plain_cell(cell, ours=ours)
    if not ours and is_html(text):
        text = to_markdown(text) if many_lines else to_line(text)
    return tidy(text)


def _has_title(row: ImportedTexts) -> bool:
    """Give the row a title that fits; False when there is nothing to make it from."""
    value = row.values
    title, body = one_line(value.get("title")), value.get("change") or value.get("problem") or ""
    if not title and not body:
        return False
    if not title:
        title = cut(" ".join(body.split()), TITLE)
        row.notes.append("the title is empty: it was taken from the text")
    elif len(title) > TITLE:
        value["change"] = f"**{title}**\n\n{value.get('change', '')}".strip()
        title = cut(title, TITLE)
        row.notes.append("the title is too long: it was cut, and stands whole in the text")
    value["title"] = title
    return True


def _fit(row: ImportedTexts) -> None:
    """Cut what is too long. What was cut stands whole in the text where that has room; else it is named."""
    value, notes = row.values, row.notes
    summary = one_line(value.get("summary"))
    if len(summary) > SUMMARY:
        value["change"] = f"{summary}\n\n{value.get('change', '')}".strip()
        notes.append("the summary is too long: it was cut, and stands whole in the text")
    value["summary"] = cut(summary, SUMMARY)
    link = value.get("link", "")
    if len(link) > LINK:
        value["link"], value["change"] = "", f"{value.get('change', '')}\n\n{link}".strip()
        notes.append("the link is too long: it stands in the text")
    for what, most in (("signature", SIGNATURE), ("theme", THEME)):
        name = one_line(value.get(what))
        value[what] = cut(name, most)
        if len(name) > most:
            notes.append(f"the {what} is too long: it was cut: {name}")
    for what in TEXTS:
        if len(value.get(what, "")) > MOST_TEXT:
            value[what] = cut(value[what], MOST_TEXT)
            notes.append(f"the text was cut to {MOST_TEXT} letters")


def _place(row: ImportedTexts) -> None:
    """Find the subprefeitura by its code or name; none means the whole city."""
    name = row.values.get("territory", "")
    place = _PLACE.sub("", fold(name)).strip()
    if place in WHOLE_CITY:
        return
    row.territory = next((code for code, t in TERRITORIES.items() if place in (code.lower(), fold(t.name))), None)
    if row.territory is None:
        row.notes.append(f"the place is not a subprefecture, and was left out: {name}")


def _name_values(row: ImportedTexts) -> None:
    """Find OGP's values and the language, which files of this platform name by their keys."""
    names = re.split(r"[\s,;]+", row.values.get("values", ""))
    known = {value.value for value in Value}
    row.ogp_values = [name for name in dict.fromkeys(names) if name in known]
    unknown = [name for name in names if name and name not in known]
    if unknown:
        row.notes.append(f"not among OGP's values, and left out: {' '.join(unknown)}")
    language = row.values.get("language", "")
    if language[:2].lower() in LANGUAGES:
        row.language = language[:2].lower()
    elif language:
        row.notes.append(f"the language is not known, and was left out: {language}")


def _date(row: ImportedTexts, sheet: Sheet, now: datetime) -> None:
    """Read when it was sent. What is not understood, or still to come, is named: it never becomes the present."""
    text = row.values.get("submitted", "")
    if not text:
        return
    moment = moment_of(text, month_leads=sheet.month_leads)
    if moment is not None and is_past(moment, now):
        row.submitted = moment
    else:
        why = "is still to come" if moment else "is not understood"
        row.notes.append(f"the date {why}, and was left out: {text}")


def _cells(lines: list[int]) -> str:
    """Return how many cells, and on which lines: "3 cells, lines 2-3, 7"."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    named = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    return f"{len(lines)} {'cell' if len(lines) == 1 else 'cells'}, {'line' if len(lines) == 1 else 'lines'} {named}"
