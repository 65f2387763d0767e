"""Days and moments of the city, and how a page or mail words them in its language."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_datetime, get_locale, get_timezone

from ogp_participa.core.clock import now

STYLES: dict[str, dict[str, str]] = {
    "day": {"pt": "long", "en": "d MMMM y", "es": "long"},
    "moment": {"pt": "d 'de' MMMM 'de' y, HH'h'mm", "en": "d MMMM y, HH:mm", "es": "d MMMM y, HH:mm"},
    "weekday": {"pt": "EEEE, d 'de' MMMM, HH'h'mm", "en": "EEEE d MMMM, HH:mm", "es": "EEEE d 'de' MMMM, HH:mm"},
    "weekday_year": {
        "pt": "EEEE, d 'de' MMMM 'de' y, HH'h'mm",
        "en": "EEEE d MMMM y, HH:mm",
        "es": "EEEE d 'de' MMMM 'de' y, HH:mm",
    },
    "month": {"pt": "MMMM 'de' y", "en": "MMMM y", "es": "MMMM 'de' y"},
    "short": {"pt": "d 'de' MMM", "en": "d MMM", "es": "d MMM"},
}
"""Style → language → pattern of Unicode's date formats."""


def city_zone() -> ZoneInfo:
    """Return the city's own time zone (``OGP_TIMEZONE``)."""
    return ZoneInfo(str(get_timezone()))


def city_day(at: datetime) -> date:
    """Return the day of a moment in the city, where it ends some hours later than in UTC."""
    return at.astimezone(city_zone()).date()


def today() -> date:
    """Return the city's day: seats, terms and forms go by it."""
    return city_day(now())


def end_of_minute(at: datetime) -> datetime:
    """Return the last moment of a minute: an end that is shown as "20h28" is over when that minute is."""
    return at.replace(second=59, microsecond=999_999)


def day(value: date | datetime) -> str:
    """Word a day: "18 de novembro de 2026"."""
    return _in_words("day", value, _language())


def moment(value: datetime) -> str:
    """Word a moment in the city's time: "18 de novembro de 2026, 20h14" (other languages: their own way)."""
    return _in_words("moment", value, _language())


def weekday_moment(value: datetime) -> str:
    """Word a moment with its weekday: "sexta-feira, 30 de outubro, 23h59"; with the year, where it is not this one."""
    style = "weekday" if city_day(value).year == today().year else "weekday_year"
    return _in_words(style, value, _language())


def short_day(value: date | datetime) -> str:
    """Word a day in short, without its year: "3 de out."."""
    return _in_words("short", value, _language())


def month_name(month: date) -> str:
    """Word a month: "março de 2027"."""
    return _in_words("month", month, _language())


def _language() -> str:
    """Return the language of the page or mail that is being made: "pt", "en" or "es"."""
    locale = get_locale()
    return str(locale.language) if locale else "pt"


@lru_cache(maxsize=4096)
def _in_words(style: str, value: date | datetime, language: str) -> str:
    """Word a date; kept, since the same few dates stand on every page and each takes longer than a translation."""
    if isinstance(value, datetime) and style != "day":
        return str(format_datetime(value, STYLES[style][language]))
    return str(format_date(value, STYLES[style][language]))
