"""What an election that was held elsewhere becomes here: its title, calendar and texts."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from ogp_participa.core.documents.sheets import cut
from ogp_participa.core.text import slug_of
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Stage, StageKind
from ogp_participa.vote.verifier.formats import one_line

SUMMARY = (
    "Demonstração: uma eleição real, feita em outro lugar, lida do arquivo {source}. Cada projeto vale uma vaga, "
    "qualquer que fosse o seu custo. Das pessoas que votaram só ficaram as escolhas."
)
TIE_SOURCE = "o texto dado a quem importou a eleição (opção --seed)"
TITLE, NAME = 100, 200
STROKES = str.maketrans("ŁłØøĐđ", "LlOoDd")
MOST_CHOICES = 50_000
DRAFTING = timedelta(days=365)


def title_of(meta: Mapping[str, str], source: str) -> str:
    """Return what the edition is called: place and year, or the file's name."""
    parts = [meta.get(key, "") for key in ("unit", "district", "subunit", "instance")]
    places = [part for part in dict.fromkeys(map(one_line, parts)) if part]
    return ", ".join(places) or source


def address_of(title: str) -> str:
    """Return the address of an edition with this title. Letters that carry their stroke inside lose it, too."""
    return slug_of(title.translate(STROKES), 50) or "eleicao"


def most_choices(meta: Mapping[str, str]) -> int:
    """Return how many projects a ballot could hold; 0 where the file does not say it."""
    most = meta.get("max_length", "")
    return min(int(most), MOST_CHOICES) if re.fullmatch(r"[0-9]{1,9}", most) else 0


def language_of(meta: Mapping[str, str]) -> str:
    """Return the language of the projects' names."""
    code = meta.get("language", "").strip().lower()[:2]
    return code if re.fullmatch(r"[a-z]{2}", code) else "pt"


def texts_of(name: str) -> dict[str, str]:
    """Return a project's name as a title; a long one is cut, and stands whole below it."""
    name = one_line(name)
    title = cut(name, TITLE)
    return {"title": title, "summary": "" if title == name else cut(name, NAME), "problem": "", "change": ""}


def day_of(text: str) -> date | None:
    """Return a day as the files write it: 07.10.2022 or 2022-10-07; a year alone is its first day."""
    for pattern, order in ((r"(\d{1,2})\.(\d{1,2})\.(\d{4})", (3, 2, 1)), (r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3))):
        parts = re.fullmatch(pattern, text.strip(), re.ASCII)
        if parts:
            try:
                return date(*(int(parts[place]) for place in order))
            except ValueError:
                return None
    year = re.fullmatch(r"(\d{4})", text.strip(), re.ASCII)
    return date(int(year[1]), 1, 1) if year and int(year[1]) > 1900 else None


def calendar(meta: Mapping[str, str], now: datetime) -> list[Stage]:
    """Return a vote in the past, when the file says it or last month, and drafting since now."""
    first, last = day_of(meta.get("date_begin", "")), day_of(meta.get("date_end", ""))
    opens, closes = now - timedelta(days=30), now - timedelta(days=1)
    if first and last and date(1900, 1, 1) <= first <= last < now.date() - timedelta(days=2):
        opens = datetime.combine(first, time(12), UTC)
        closes = datetime.combine(last, time(12), UTC) + timedelta(hours=12)
    began = now - timedelta(minutes=1)
    return [
        _stage(StageKind.VOTING, "Votação", 1, opens, closes),
        _stage(StageKind.DRAFTING, "Redação dos compromissos", 2, began, began + DRAFTING),
    ]


def _stage(kind: StageKind, title: str, position: int, opens: datetime, closes: datetime) -> Stage:
    rights = [right.value for right in DEFAULT_RIGHTS[kind]]
    return Stage(kind=kind, title=title, position=position, opens_at=opens, closes_at=closes, rights=rights)
