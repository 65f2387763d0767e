"""Reading files of proposals from elsewhere: which column holds what, and how a row becomes a proposal's texts."""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ogp_participa.core.text import fold, tidy

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "title",
        "titulo",
        "titulo proposta",
        "titulo da proposta",
        "nombre",
        "nome",
        "name",
        "asunto",
        "assunto",
    ),
    "change": (
        "change",
        "description",
        "descricao",
        "descricao proposta",
        "descripcion",
        "text",
        "texto",
        "body",
        "ideia",
        "idea",
        "proposta",
        "propuesta",
        "proposal",
        "solution",
        "solucao",
        "solucion",
        "conteudo",
    ),
    "problem": ("problem", "problema", "justificativa", "justificacion", "diagnostico"),
    "summary": ("summary", "resumo", "resumen"),
    "theme": (
        "theme",
        "tema",
        "category",
        "categoria",
        "clasification",
        "classification",
        "classificacao",
        "eixo",
        "plano",
        "plan",
    ),
    "reference": ("reference", "referencia", "id", "codigo", "code", "link", "url", "slug"),
    "link": ("link", "url", "enlace"),
    "territory": ("territory", "territorio", "subprefeitura", "regiao", "distrito"),
    "submitted": ("submitted_at", "created", "created_at", "criado em", "data", "date", "fecha"),
    "signature": (),
}
"""Headers in Portuguese, Spanish and English by what they hold. Names of people are never guessed: they are personal
data, and whoever imports has to say that they may be published."""

SPANISH = {"titulo", "descripcion", "propuesta", "nombre", "fecha", "resumen", "solucion", "clasification"}
MOST_TEXT = 20_000
TITLE, SUMMARY, LINK, REFERENCE, SIGNATURE = (
    100,
    200,
    500,
    200,
    160,
)


class UnreadableSheet(Exception):
    """The file cannot be read as a table of proposals; says why."""


@dataclass
class Sheet:
    """A file: which header holds what, and its rows with the line they end on."""

    columns: dict[str, str]
    language: str
    rows: list[tuple[int, dict[str, str]]]


@dataclass
class ImportedTexts:
    """A row as a proposal's texts, with what had to be done about it."""

    values: dict[str, str]
    notes: list[str] = field(default_factory=list)


def read_sheet(path: Path, named: dict[str, str]) -> Sheet:
    """The rows of a CSV file, whatever its delimiter and encoding. ``named`` wins over what is guessed."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    text = text.replace("\0", "")
    if not text.strip():
        raise UnreadableSheet("The file is empty.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(10_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    headers = [header or "" for header in reader.fieldnames or []]
    rows = [(reader.line_num, {key or "": str(value or "") for key, value in row.items()}) for row in reader]
    columns = guess(headers, named)
    language = "es" if {fold(header) for header in headers} & (SPANISH - {"titulo"}) else "pt"
    return Sheet(columns, language, rows)


def guess(headers: list[str], named: dict[str, str]) -> dict[str, str]:
    """Which header holds what. Raises :class:`UnreadableSheet` when there is neither a title nor a text."""
    unknown = [f"{what}={header}" for what, header in named.items() if what not in NAMES or header not in headers]
    if unknown:
        raise UnreadableSheet(f"Not among the columns: {', '.join(unknown)}. The file has: {', '.join(headers)}.")
    folded = {fold(header).strip(): header for header in reversed(headers)}
    guessed = {what: folded[name] for what, names in NAMES.items() for name in reversed(names) if name in folded}
    columns = {**guessed, **named}
    if not columns.keys() & {"title", "change", "problem"}:
        raise UnreadableSheet(
            f"No column looks like a title or a text. Name them with --columns. There are: {headers}."
        )
    return columns


def texts_of(row: dict[str, str], columns: dict[str, str]) -> ImportedTexts | None:
    """What a row says, made to fit; None when it says nothing."""
    found = ImportedTexts({what: tidy(row.get(header)) for what, header in columns.items()})
    value, notes = found.values, found.notes
    for what in ("change", "problem"):
        if len(value.get(what, "")) > MOST_TEXT:
            value[what] = cut(value[what], MOST_TEXT)
            notes.append(f"the text was cut to {MOST_TEXT} letters")
    title = " ".join(value.get("title", "").split())
    body = value.get("change") or value.get("problem") or ""
    if not title and not body:
        return None
    if not title:
        title = " ".join(body.split())
        notes.append("the title is empty: it was taken from the text")
        title = cut(title, TITLE)
    elif len(title) > TITLE:
        value["change"] = f"**{title}**\n\n{value.get('change', '')}".strip()
        title = cut(title, TITLE)
        notes.append("the title is too long: it was cut, and stands whole in the text")
    value["title"] = title
    for what, most in (("summary", SUMMARY), ("signature", SIGNATURE)):
        value[what] = cut(" ".join(value.get(what, "").split()), most)
    if len(value.get("link", "")) > LINK:
        value["link"] = ""
        notes.append("the link is too long: it was left out")
    return found


def cut(text: str, most: int) -> str:
    """The text, ended at a word when it is too long."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    return (start.rsplit(None, 1)[0] if " " in start else start).rstrip(" ,.;:–-") + "…"


def moment_of(text: str) -> datetime | None:
    """A date as files write it; None when it is not understood."""
    for shape in ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
