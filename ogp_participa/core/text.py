"""People's text: made clean when it comes in, folded and stemmed for search. How it is shown: ``markdown.py``."""

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import chain

import Stemmer


class _Own(threading.local):
    """What each thread has for itself: the stemmer remembers where it is in a word."""

    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("portuguese", 0)  # It keeps no words, ``_stem`` does.


_own = _Own()

_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_DRESSED = _PICTURE + "[\ufe0f\U0001f3fb-\U0001f3ff]*"
# Letters of scripts that join, with what shapes them: Arabic and its kin, and the scripts of South and South-East Asia.
_JOINING = "[\u0620-\u074f\u0860-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17d3\ufb50-\ufdff\ufe70-\ufefc]"

# What is invisible: it hides or reorders text, makes or splits words, passes for a name, or stands in no XML file. It
# goes, but where it draws what people see: between and behind pictures (👩‍🌾, ❤️, 1️⃣, flags of regions), and between the
# letters of scripts that join.
_HIDDEN = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_ANY_HIDDEN = re.compile(f"[{_HIDDEN}]")
_KEPT_OR_HIDDEN = re.compile(
    f"(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|{_DRESSED}(?:\u200d{_DRESSED})*|[0-9#*]\ufe0f\u20e3"
    f"|(?<={_JOINING})[\u200c\u200d](?={_JOINING})|(?<=[\u0900-\u0dff])\u200d)|[{_HIDDEN}]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028]")


def tidy(text: str | None) -> str:
    """Return text as it is stored: composed letters, one kind of line end, nothing invisible, no outer space."""
    if not text:
        return ""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return visible(_LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")).strip()


def visible(text: str) -> str:
    """Return text without invisible signs, soft hyphens among them; pictures made of several stay as they are."""
    if not _ANY_HIDDEN.search(text):
        return text
    return _KEPT_OR_HIDDEN.sub(lambda piece: piece[1] or "", text)


def one_line(text: str | None) -> str:
    """Return tidy text on one line, with one space between words: a name or a title."""
    return " ".join(tidy(text).split())


def fold(text: str | None) -> str:
    """Return lower case without accents, so that "onibus" finds "Ônibus" on every database."""
    decomposed = unicodedata.normalize("NFKD", visible(text or "").lower())
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
    """Return the words of a text, in lower case, accents kept, in their order."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", visible(text or "").lower()))


def stems(text: str | None) -> str:
    """Return the Portuguese stems of a text's words without accents: "escolas municipais" → "escol municipal".

    Each word is stemmed as written and, because many people type without accents, once more folded when that
    gives another stem.
    """
    both = (dict.fromkeys((_stem(word), _stem(fold(word)))) for word in words_of(text))
    return " ".join(chain.from_iterable(both))


def slug_of(text: str | None, length: int = 60) -> str:
    """Return the text as a part of an address: "Plano de Ação 5" → "plano-de-acao-5"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:length].strip("-")
