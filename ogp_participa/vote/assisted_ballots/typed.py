"""What clerks type of a ballot, read as people write it: who votes, a paper's number, the chosen proposals."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

LONGEST_NUMBER = 40

LONGEST_TYPING = 4_000

MOST_TYPED = 200
"""Hostile typing is not read to its end."""


@dataclass(frozen=True)
class VoterIdentity:
    """Who votes, as it was typed: an e-mail address or a CPF; ``wrong`` says kindly what is not right with it."""

    email: str = ""
    cpf: str = ""
    wrong: str | LazyString = ""


def identity(typed: str) -> VoterIdentity:
    """Return what was typed as an e-mail address, or as a CPF whose two check digits fit."""
    if "@" in typed:
        try:
            return VoterIdentity(email=validate_email(typed, check_deliverability=False).normalized)
        except EmailNotValidError:
            return VoterIdentity(wrong=_l("This e-mail address is not complete. It looks like nome@exemplo.com.br."))
    digits = re.sub(r"[\s.\-/]", "", typed)
    if not re.fullmatch(r"[0-9]+", digits):
        return VoterIdentity(wrong=_l("Write an e-mail address, or the 11 digits of a CPF."))
    if len(digits) != 11:
        return VoterIdentity(
            wrong=_l("A CPF has 11 digits. Count them on the document, zeros at the beginning included.")
        )
    if not is_cpf(digits):
        return VoterIdentity(wrong=_l("The last two digits do not fit the others: compare each one with the document."))
    return VoterIdentity(cpf=digits)


def is_cpf(digits: str) -> bool:
    """Tell whether the two check digits of eleven fit; eleven equal ones fit too, and belong to nobody."""
    numbers = [int(digit) for digit in digits]
    for place in (9, 10):
        weighed = sum(number * (place + 1 - at) for at, number in enumerate(numbers[:place]))
        if weighed * 10 % 11 % 10 != numbers[place]:
            return False
    return len(set(numbers)) > 1


def paper_number(typed: str) -> str:
    """Return the number of a paper as it is stored: capitals, and no zeros in front."""
    parts = re.findall(r"[A-Z]+|[0-9]+", typed.upper())
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


@dataclass(frozen=True)
class TypedChoice:
    """A choice as it was typed, and the number it means; the year only where it was written."""

    text: str
    number: int | None = None
    year: int | None = None


_FULL = re.compile(r"P?[\W_]*((?:19|20)[0-9]{2})[\W_]*?[\W_]0*([0-9]{1,9})", re.IGNORECASE)


_SHORT = re.compile(r"(?:P|N[º°.]*)?[\W_]*0*([0-9]{1,9})", re.IGNORECASE)


_BETWEEN = re.compile(r"[\n,;]+|\s+(?=P[\W_]*[0-9])", re.IGNORECASE)


def read_choices(text: str) -> list[TypedChoice]:
    """Read references as clerks type them: "P-2026-0123", "p 2026 123", "123"; a line each, or commas between."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text[:LONGEST_TYPING])]
    return [_read(piece) for piece in pieces if piece][:MOST_TYPED]


def _read(piece: str) -> TypedChoice:
    if full := _FULL.fullmatch(piece):
        return TypedChoice(piece, int(full[2]), int(full[1]))
    if short := _SHORT.fullmatch(piece):
        return TypedChoice(piece, int(short[1]))
    return TypedChoice(piece)
