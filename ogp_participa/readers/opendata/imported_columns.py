"""Which column of a file from elsewhere holds what of a proposal."""

import re
from collections.abc import Mapping, Sequence

from ogp_participa.core.documents.sheets import UnreadableSheet
from ogp_participa.core.text import fold
from ogp_participa.readers.opendata.columns import COLUMNS

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        *("title", "titulo", "titulo proposta", "titulo da proposta", "nome da proposta", "nome proposta"),
        *("titulo da ideia", "titulo de la propuesta", "nombre", "nome", "name", "asunto", "assunto"),
    ),
    "change": (
        *("change", "description", "descricao", "descricao proposta", "descricao da proposta", "descripcion", "text"),
        *("texto", "body", "ideia", "idea", "proposta", "propuesta", "proposal", "solution", "solucao", "solucion"),
        *("conteudo", "contenido"),
    ),
    "problem": ("problem", "problema", "justificativa", "justificacion", "diagnostico"),
    "summary": ("summary", "resumo", "resumen"),
    "theme": (
        *("theme", "tema", "category", "category name", "categoria", "nome da categoria", "clasification"),
        *("classification", "classificacao", "eixo", "eixo tematico", "area tematica", "plano", "plan"),
    ),
    "reference": ("reference", "referencia", "id", "codigo", "code", "numero", "slug"),
    "link": ("link", "url", "enlace"),
    "territory": ("territory", "territorio", "subprefeitura", "regiao", "distrito"),
    "submitted": ("submitted at", "submitted", "created", "created at", "criado em", "data", "date", "fecha"),
    "values": ("values",),
    "language": ("language", "idioma", "locale"),
    "signature": (),
}
"""Headers in Portuguese, Spanish and English by what they hold. Names of people are never guessed: they are personal
data, and whoever imports has to say that they may be published."""

SPANISH = {"descripcion", "propuesta", "nombre", "fecha", "resumen", "solucion", "clasification", "contenido"}

_ASIDE = re.compile(r"\([^()]*\)|\[[^][]*\]")
_LANGUAGE = re.compile(r" (pt br|pt|es|en)$")


def heading(header: str) -> str:
    """Return a header as :data:`NAMES` holds it: of "Title/pt-BR" and "Título (curto) *", "title" and "titulo"."""
    words = re.sub(r"[^a-z0-9]+", " ", _ASIDE.sub(" ", fold(header))).strip()
    return _LANGUAGE.sub("", words)


def meaning_of(header: str) -> str | None:
    """Return what the column with this header holds; None when it is not known."""
    name = heading(header)
    return next((what for what, names in NAMES.items() if name in names), None)


def is_head(cells: Sequence[str], named: Mapping[str, str]) -> bool:
    """Tell whether a row holds the headers: those that are named, or one that looks like a title or a text."""
    if named:
        return set(named.values()) <= {cell.strip() for cell in cells}
    several = sum(bool(cell.strip()) for cell in cells) > 1 or len(cells) == 1
    return several and bool({meaning_of(cell) for cell in cells} & {"title", "change", "problem"})


def guess(headers: Sequence[str], named: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the places of the columns by what they hold; what is ``named`` wins over what is guessed.

    Several columns may hold the same. Raises :class:`UnreadableSheet` when there is neither a title nor a text.
    """
    unknown = [f"{what}={header}" for what, header in named.items() if what not in NAMES or header not in headers]
    if unknown:
        raise UnreadableSheet(f"Not among the columns: {', '.join(unknown)}. The file has: {', '.join(headers)}.")
    columns = {
        what: [place for place, other in enumerate(headers) if other == header] for what, header in named.items()
    }
    taken = {place for places in columns.values() for place in places}
    for place, header in enumerate(headers):
        what = meaning_of(header)
        if what and what not in named and place not in taken:
            columns.setdefault(what, []).append(place)
    if not columns.keys() & {"title", "change", "problem"}:
        raise UnreadableSheet(
            f"No column looks like a title or a text. Name them with --columns. There are: {list(headers)}."
        )
    return columns


def is_our_own(headers: Sequence[str]) -> bool:
    """Tell whether a file is one that this platform exported: its cells are then taken as they were written."""
    return set(COLUMNS) <= set(headers)


def language_of(headers: Sequence[str]) -> str:
    """Return the language in which a file's headers are written: Spanish or, else, Portuguese."""
    return "es" if {heading(header) for header in headers} & SPANISH else "pt"
