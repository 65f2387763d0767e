"""People's text: made clean when it comes in, made safe HTML when it goes out. The one place for both.

Markdown → HTML (raw HTML escaped) → bleach → nh3. bleach gets no more security releases, so nh3 is the last wall.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import chain

import bleach
import nh3
import Stemmer
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    *("p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}


class _Own(threading.local):
    """What each thread has for itself: all three remember where they are in a text, and would mix one with another."""

    def __init__(self) -> None:
        self.markdown = MarkdownIt("commonmark", {"html": False, "linkify": True})
        self.markdown.enable(["linkify", "table", "strikethrough"])
        self.cleaner = bleach.Cleaner(tags=TAGS, attributes={"a": ["href"]}, protocols=SCHEMES, strip=True)
        self.stemmer = Stemmer.Stemmer("portuguese", 0)  # It keeps no words, ``_stem`` does.


_own = _Own()

# Invisible characters that hide or reorder text or pass for a name, and those that no XML file may hold; the zero-width
# joiner stays because emoji need it.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]"
)
_HEADING = re.compile(r"(</?h)[1-6]>")


def tidy(text: str | None) -> str:
    """Text as it is stored: composed letters, one kind of line end, nothing hidden or reordering, no outer space."""
    if not text:
        return ""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str | None) -> str:
    """Tidy text on one line, with one space between words: a name or a title."""
    return " ".join(tidy(text).split())


# Text without any mark: each line begins with a letter (or what may stand before one, but not the number of a list)
# and holds letters, digits, spaces and marks that mean nothing in Markdown. A full stop, a colon or a slash may not
# join two words, or they could be an address; no line ends in a space.
_UNMARKED = re.compile(
    r"(?!.*\d\.\d+\.\d)"
    r"(?:(?!\d+[.)])[A-Za-zÀ-ÖØ-öø-ÿ0-9(\"“«‘]"
    r"(?:[A-Za-zÀ-ÖØ-öø-ÿ0-9ªº°´,;()?!%$\"'“”‘’«»–—…•-]|[.:](?=[ ),;.\"”»]|\n|\Z)|(?<=\d)[.:](?=\d)|/(?!/)"
    r"| +(?=[^ \n]))*(?:\n+(?=\S)|\Z))+",
    re.DOTALL,
)
_BETWEEN = re.compile(r"\n\n+")


def to_html(text: str | None) -> Markup:
    """Markdown that somebody wrote, as HTML that is safe to show. Headings start below the page's own.

    Most of what people write has no marks at all: its paragraphs are all there is to find.
    """
    if text and is_unmarked(text):
        return Markup("<p>" + _BETWEEN.sub("</p>\n<p>", text) + "</p>\n")
    return marked_to_html(text)


def is_unmarked(text: str) -> bool:
    """Whether nothing in the text is Markdown, an address, or a character that HTML writes otherwise."""
    return _UNMARKED.fullmatch(text) is not None


def marked_to_html(text: str | None) -> Markup:
    """The same for any text, the whole way through."""
    html = _HEADING.sub(r"\g<1>3>", _own.markdown.render(text or ""))
    html = _own.cleaner.clean(html)
    html = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="nofollow ugc noopener")
    return Markup(html)


def plain(text: str | None, length: int = 200) -> str:
    """The text without markup, cut at a word near ``length`` characters; for cards, mails and descriptions."""
    words = re.sub(r"\s+", " ", nh3.clean(str(to_html(text)), tags=set())).strip()
    bare = str(Markup(words).unescape())
    if len(bare) <= length:
        return bare
    return bare[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def fold(text: str | None) -> str:
    """Lower case without accents, so that "onibus" finds "Ônibus" on every database."""
    decomposed = unicodedata.normalize("NFKD", (text or "").lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# Plurals that the stemmer leaves apart from their singular: reais, jardins, opções, pães, faróis, papéis.
_PLURALS = ((("ais",), "al"), (("ões", "oes", "ães", "aes"), "ão"), (("ns",), "m"), (("óis",), "ol"), (("éis",), "el"))


@lru_cache(maxsize=5_000)
def _stem(word: str) -> str:
    for endings, singular in _PLURALS:
        if len(word) > 4 and word.endswith(endings):
            word = word[: -len(endings[0])] + singular
            break
    return fold(str(_own.stemmer.stemWord(word)))


def words_of(text: str | None) -> list[str]:
    """The words of a text, in lower case, accents kept, in their order."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", (text or "").lower()))


def stems(text: str | None) -> str:
    """The Portuguese stems of a text's words without accents: "escolas municipais" → "escol municipal".

    Each word is stemmed as written and, because many people type without accents, once more folded when that
    gives another stem.
    """
    both = (dict.fromkeys((_stem(word), _stem(fold(word)))) for word in words_of(text))
    return " ".join(chain.from_iterable(both))


def slug_of(text: str | None, length: int = 60) -> str:
    """The text as a part of an address: "Plano de Ação 5" → "plano-de-acao-5"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:length].strip("-")
