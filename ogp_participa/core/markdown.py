"""People's Markdown as HTML that is safe to show: what people type is what people read, and no text takes long.

Markdown → HTML (raw HTML escaped) → bleach → nh3. bleach gets no more security releases, so nh3 is the last wall.
A text whose HTML would be many times its length is shown as it was typed.
"""

import re
import threading
import unicodedata
from hashlib import blake2b
from html import escape

import bleach
import nh3
from cachetools import LRUCache
from markdown_it.token import Token
from markupsafe import Markup

from ogp_participa.core.markdown_reader import DEEPEST, reader_of

TAGS = {
    *("p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}
BLOCKS = {"p", "li", "h3", "h4", "blockquote", "th", "td", "ul", "ol"}
ATTRIBUTES: dict[str, set[str]] = {
    **{tag: {"dir"} for tag in BLOCKS},
    "ol": {"dir", "start"},
    "li": {"dir", "value"},
    "a": {"href"},
}

LONGEST = 60_000
"""Letters of a text that is read as Markdown; longer ones only come from files."""
MOST_ELEMENTS = 1_500
"""Elements that a text becomes at most, but as many as its length by :data:`LETTERS_AN_ELEMENT`."""
LETTERS_AN_ELEMENT = 12
GROWTH, SMALL = 8, 1_000
"""How many times its length the HTML of a text is at most, and what any text may grow by."""
REL = "nofollow ugc noopener"
ADDED_TO_A_LINK = len(f' rel="{REL}"')
MOST_LINKS = 200
"""Addresses that a text begins at most, for links to be looked for in it."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_HEADING = re.compile(r"(</?h)[1-6](?=[ >])")


class _Own(threading.local):
    """What each thread has for itself: both remember where they are in a text, and would mix one with another."""

    def __init__(self) -> None:
        self.markdown, self.without_links = reader_of(links=True), reader_of(links=False)
        attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
        self.cleaner = bleach.Cleaner(tags=TAGS, attributes=attributes, protocols=SCHEMES, strip=True)


_own = _Own()

# Text without any mark: each line begins with a letter (or what may stand before one, but not the number of a list)
# and holds letters, digits, spaces and marks that mean nothing in Markdown. A full stop, a colon or a slash may not
# join two words, or they could be an address; no line ends in a space.
_UNMARKED = re.compile(
    r"(?!.*\d\.\d+\.\d)"
    r"(?:(?!\d+[.)])[A-Za-zÀ-ÖØ-öø-ÿ0-9(\"“«‘•]"
    r"(?:[A-Za-zÀ-ÖØ-öø-ÿ0-9ªº°´,;()?!%$\"'“”‘’«»–—…•-]|[.:](?=[ ),;.\"”»]|\n|\Z)|(?<=\d)[.:](?=\d)|/(?!/)"
    r"| +(?=[^ \n]))*(?:\n+(?=\S)|\Z))+",
    re.DOTALL,
)
_BETWEEN = re.compile(r"\n\n+")
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")


def to_html(text: str | None) -> Markup:
    """Return Markdown that somebody wrote as HTML that is safe to show. Headings start below the page's own.

    Most of what people write has no marks at all: its paragraphs and lines are all there is to find.
    """
    if text and is_unmarked(text):
        return Markup(_paragraphs(text))
    return marked_to_html(text)


def is_unmarked(text: str) -> bool:
    """Tell whether nothing in the text is Markdown, an address, or a character that HTML writes otherwise."""
    return _UNMARKED.fullmatch(text) is not None


def _paragraphs(text: str, attributes: str = "") -> str:
    """Return the paragraphs and lines of a text that has no marks."""
    lines = _LINE_END.sub("<br>\n", text)
    return f"<p{attributes}>" + _BETWEEN.sub(f"</p>\n<p{attributes}>", lines) + "</p>\n"


def as_typed(text: str) -> Markup:
    """Return a text as it was typed: its letters, lines and paragraphs, and none of its marks read."""
    letters = escape("\n".join(line.strip() for line in text.strip().split("\n")), quote=False)
    return Markup(_paragraphs(letters, ' dir="auto"' if _RIGHT_TO_LEFT.search(text) else ""))


_kept: LRUCache[bytes, Markup] = LRUCache(maxsize=1_500_000, getsizeof=len)
_lock = threading.Lock()


def marked_to_html(text: str | None) -> Markup:
    """Return any text as safe HTML, the whole way through; what was made once is kept by its digest."""
    text = text or ""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    with _lock:
        html = _kept.get(digest)
    if html is None:
        html = _made_safe(text)
        with _lock:
            if len(html) < _kept.maxsize:
                _kept[digest] = html
    return html


def _made_safe(text: str) -> Markup:
    tokens = read(text)
    if tokens is None:
        return as_typed(text)
    html = _HEADING.sub(r"\g<1>3", _own.markdown.renderer.render(tokens, _own.markdown.options, {}))
    elements, size = html.count("<"), len(html) + ADDED_TO_A_LINK * html.count("<a ")
    most = max(MOST_ELEMENTS, len(text) // LETTERS_AN_ELEMENT)
    if elements > 2 * most or size > GROWTH * len(text) + SMALL:
        return as_typed(text)
    html = _own.cleaner.clean(html)
    return Markup(
        nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow ugc noopener")
    )


def read(text: str) -> list[Token] | None:
    """Return a text as the tokens of its Markdown; None when it is to be shown as it was typed.

    Numbers of lists are those that were written, and what is written from the right sets its own direction.
    """
    if len(text) > LONGEST:
        return None
    many = sum(map(text.count, ("//", "@", "www."))) > MOST_LINKS
    tokens = (_own.without_links if many else _own.markdown).parse(text, {})
    if any(token.level >= DEEPEST - 1 for token in tokens):
        return None
    _keep_numbers(tokens)
    if _RIGHT_TO_LEFT.search(text):
        for token in tokens:
            if token.nesting == 1 and (token.tag in BLOCKS or token.type == "heading_open"):
                token.attrSet("dir", "auto")
    return tokens


def from_the_right(text: str) -> bool:
    """Tell whether the first letter of a text is of a script that is written from the right."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _keep_numbers(tokens: list[Token]) -> None:
    """Give an item of a list its own number where it does not follow the one before."""
    following: list[int] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            following.append(int(token.attrGet("start") or 1))
        elif token.type == "ordered_list_close":
            following.pop()
        elif token.type == "list_item_open" and token.info:
            number = int(token.info)
            if number != following[-1]:
                token.attrSet("value", str(number))
            following[-1] = number + 1


def plain(text: str | None, length: int = 200) -> str:
    """Return the text without markup, cut at a word near ``length`` letters; for cards, mails and descriptions."""
    words = re.sub(r"\s+", " ", nh3.clean(str(to_html(text)), tags=set())).strip()
    bare = str(Markup(words).unescape())
    if len(bare) <= length:
        return bare
    return bare[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
