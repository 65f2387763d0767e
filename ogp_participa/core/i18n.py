"""Three languages under one set of addresses: Portuguese bare, the others behind ``/en`` and ``/es``.

The prefix becomes part of SCRIPT_NAME, so every ``url_for`` stays in the language of the page by itself.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, has_request_context, redirect, request
from flask_babel import Babel, Domain, format_decimal, format_percent, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ogp_participa.core import dates

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES: dict[str, tuple[str, str, str]] = {
    "pt_BR": ("pt-BR", "Português", ""),
    "en": ("en", "English", "/en"),
    "es": ("es", "Español", "/es"),
}
"""Locale → (HTML language, its name in itself, address prefix)."""

CATALOGUES = Path(__file__).with_name("translations")

SOURCE = "en"
"""The language the texts are written in: a text is its own translation (`translations check` holds it to that)."""

_loaded: dict[str, NullTranslations] = {}


class LanguagePrefix:
    """WSGI: moves a leading ``/en`` or ``/es`` from the path to SCRIPT_NAME and remembers the language."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.removeprefix("/").partition("/")
        if first in ("en", "es"):
            environ["ogp.locale"] = first
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + first
            environ["PATH_INFO"] = "/" + rest
        elif first == "pt-BR":
            query = environ.get("QUERY_STRING", "")
            # Quoted: browsers read a backslash as a slash and leave out control characters ("/\\evil.org" leads away).
            bare = "/" + quote(rest.lstrip("/").encode("latin-1"), safe="/-._~") + (f"?{query}" if query else "")
            environ["ogp.bare"] = bare
        return self.app(environ, start_response)


def to_bare_address() -> AnyResponse | None:
    """Portuguese has no prefix: whoever writes one is sent to the bare address."""
    bare = request.environ.get("ogp.bare")
    return redirect(bare, 308) if bare else None


def current_locale() -> str:
    """The locale of the page: the address says it, nothing guesses it."""
    if has_request_context():
        return str(request.environ.get("ogp.locale", "pt_BR"))
    return "pt_BR"


_NAMES = {"pt": "pt_BR", "en": "en", "es": "es"}


def locale_name() -> str:
    """The locale of the page or mail being made. (A Locale takes longer to spell itself than a text to translate.)"""
    locale = get_locale()
    return _NAMES[locale.language] if locale else "pt_BR"


def lang() -> str:
    """The HTML language of the page or mail being made ("pt-BR", "en", "es")."""
    return LANGUAGES[locale_name()][0]


def address_in(locale: str, endpoint: str, **values: Any) -> str:
    """A full address for a mail: in the person's language, under the public address, whatever page is being made."""
    public = urlsplit(current_app.config["OGP_PUBLIC_URL"])
    prefix = (public.path.rstrip("/") + LANGUAGES[locale][2]) or "/"
    urls = current_app.url_map.bind(public.netloc, script_name=prefix, url_scheme=public.scheme)
    return urls.build(endpoint, values, force_external=True)


def catalogue(locale: str) -> NullTranslations:
    """The loaded translations of a locale; kept, since looking them up again for every text costs a third of a page."""
    if locale not in _loaded:
        own = locale == SOURCE
        _loaded[locale] = NullTranslations() if own else Translations.load(str(CATALOGUES), [locale])
    return _loaded[locale]


class _Texts(Domain):
    """Texts of Python code come from the same kept catalogues: Flask-Babel would load each of them a second time."""

    def get_translations(self) -> NullTranslations:
        return catalogue(locale_name()) if get_locale() else NullTranslations()


class _Babel(Babel):
    domain_instance = _Texts()


def _gettext(message: str) -> str:
    return catalogue(locale_name()).ugettext(message)


@lru_cache(maxsize=8192)
def _marked(message: str, locale: str) -> Markup:
    """A text of a page that has no values in it."""
    return Markup(catalogue(locale).ugettext(message)) % {}


@pass_eval_context
def _template_text(context: EvalContext, message: str, /, **values: object) -> str:
    """``_()`` of templates: as Jinja's own new-style one, without asking the context for itself each time."""
    if not context.autoescape:
        return _gettext(message) % values
    if not values:
        return _marked(message, locale_name())
    return Markup(_gettext(message)) % values


def _ngettext(singular: str, plural: str, n: int) -> str:
    return catalogue(locale_name()).ungettext(singular, plural, n)


def language_links() -> list[tuple[str, str, str]]:
    """(language, its own name, address of this page in it) for the switcher."""
    query = request.query_string.decode("ascii", "replace")
    # One slash alone at the start: two would name another host.
    tail = "/" + quote(request.path.lstrip("/")) + (f"?{query}" if query else "")
    return [(code, name, prefix + tail) for code, name, prefix in LANGUAGES.values()]


def number(value: int) -> str:
    """A whole number with the language's separators."""
    return str(value) if 0 <= value < 1000 else str(format_decimal(value))


def percent(value: float) -> str:
    """A part of a whole as a percentage with at most one decimal: "87,3%"."""
    return str(format_percent(value, "#,##0.#%"))


def decimal(value: float) -> str:
    """A number with two decimals."""
    return str(format_decimal(value, "#,##0.00"))


def init_i18n(app: Flask) -> None:
    """Babel for dates and Python texts; for templates, gettext functions bound to kept catalogues."""
    _Babel(app, locale_selector=current_locale)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)
    app.before_request(to_bare_address)
    environment: Any = app.jinja_env
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    environment.globals["_"] = _template_text
    app.jinja_env.filters.update(
        day=dates.day,
        moment=dates.moment,
        weekday_moment=dates.weekday_moment,
        short_day=dates.short_day,
        number=number,
        percent=percent,
        decimal=decimal,
    )
