"""Dates as files write them. A date or time without a zone is meant in the city's."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from ogp_participa.core.dates import city_zone
from ogp_participa.core.text import fold

_NUMBERS = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:,?\s+(?:as\s+)?(\d{1,2})[:h](\d{2})?(?::(\d{2}))?)?"
)
_WORDS = re.compile(r"(\d{1,2})[ºo]?\s+(?:de\s+)?([a-z]+)\.?,?\s+(?:de\s+|del\s+)?(\d{4})")
_ZONE = re.compile(r"\s*(UTC|GMT|Z)$", re.IGNORECASE)
_OFFSET = re.compile(r"\s+([+-]\d{2}):?(\d{2})$")
_MONTHS = {
    name: number
    for names in (
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}


def month_first(texts: Iterable[str]) -> bool:
    """Tell whether the dates of a column are written month/day/year: some could not be day/month, none month/day."""
    pairs = [(int(match[1]), int(match[2])) for match in map(_NUMBERS.match, texts) if match]
    return any(second > 12 for _first, second in pairs) and all(first <= 12 for first, _second in pairs)


def moment_of(text: str, *, month_leads: bool = False) -> datetime | None:
    """Return the moment that a text names, with its zone; None when it is not understood."""
    try:
        return _read(" ".join(text.split()), month_leads)
    except (ValueError, OverflowError, TypeError):
        return None


def _read(text: str, month_leads: bool) -> datetime | None:
    zone = city_zone()
    numbers = _NUMBERS.fullmatch(fold(text))
    if numbers:
        first, second, year = (int(part) for part in numbers.groups()[:3])
        day, month = (second, first) if month_leads else (first, second)
        hour, minute, seconds = (int(part or 0) for part in numbers.groups()[3:])
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, seconds, tzinfo=zone)
    words = _WORDS.fullmatch(fold(text))
    if words:
        return datetime(int(words[3]), _MONTHS.get(words[2], 0), int(words[1]), tzinfo=zone)
    bare = _OFFSET.sub(r"\1:\2", _ZONE.sub("+00:00", text))
    try:
        moment = datetime.fromisoformat(bare)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def is_past(moment: datetime, now: datetime) -> bool:
    """Tell whether a moment has come; a day that has begun somewhere counts."""
    return moment <= now + timedelta(days=1)
