"""Names: made clean when they come in, and what of them stands in public."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from ogp_participa.core.text import one_line

ADDRESS = re.compile(r"\S*@\S*")
_UNSEEN = {"Cf", "Cc", "Co", "Cn", "Cs"}
_UNSEEN_SIGNS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")
"""Scripts with letters that look alike: a name is written in one of them."""


def clean_name(text: str | None) -> str:
    """Return a name without signs that nobody sees: two that look the same are the same."""
    seen = "".join(sign for sign in text or "" if unicodedata.category(sign) not in _UNSEEN or sign in "\n\t")
    return one_line(_UNSEEN_SIGNS.sub("", seen))


def looks_mixed(name: str) -> bool:
    """Return whether a word of the name mixes alphabets whose letters look alike."""
    return any(len({script for sign in word if (script := _script(sign))}) > 1 for word in name.split())


def _script(letter: str) -> str:
    head = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
    return head if head in _SCRIPTS else ""


class RealName:
    """A name that can stand in public: with a letter, in one alphabet, and no e-mail address."""

    def __call__(self, form: Any, field: Any) -> None:
        field.data = name = clean_name(field.data)
        if not name:
            return
        if ADDRESS.search(name):
            raise ValidationError(_("This name stands in public: write a name, not an e-mail address."))
        if not any(sign.isalpha() for sign in name):
            raise ValidationError(_("Write a name with letters."))
        if looks_mixed(name):
            raise ValidationError(_("This name mixes letters of different alphabets. Write it in one."))


def first_letter(word: str) -> str:
    """Return the first letter of a word, nothing when it has none."""
    return next((sign for sign in word if sign.isalpha()), "")


def shortened(name: str) -> str:
    """Return "Maria S." of "Maria Aparecida Souza": what is no letter makes no initial."""
    first, *others = name.split() or [""]
    initial = next((letter for word in reversed(others) if (letter := first_letter(word))), "")
    return f"{first} {initial.upper()}." if initial else first


def without_address(name: str) -> str:
    """Return the name without an e-mail address in it; where it is nothing else, the address's first letter."""
    rest = one_line(ADDRESS.sub(" ", name))
    letter = first_letter(name).upper()
    return rest or (f"{letter}." if letter else "")


def author_name(signed: str | None) -> str:
    """Say the name of an author as it stands under what they wrote; of an erased one, that there is none any more."""
    return signed or _("Somebody who deleted their account")
