"""Ballots on paper and with help: who may enter them and until when, and what was typed, read as people write it."""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.verdicts import YES, Refused, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.ballots.models import Channel

PAPER_DAYS = 3
"""For so many days after voting has closed, paper ballots that were handed in before are still entered."""

LONGEST_NUMBER = 40
LONGEST_TYPING = 4_000
MOST_TYPED = 200
"""Hostile typing is not read to its end."""

Said: TypeAlias = str | LazyString


class PaperReason(enum.StrEnum):
    """Why what was typed from a paper is written again. Few and fixed: the public record names no circumstances."""

    MISTYPED = "mistyped"
    READ_AGAIN = "read_again"


class BallotTaken(Refused):
    """The person, or the paper, has a ballot already; ``field`` is where the form says so."""

    def __init__(self, field: str, reason: Said) -> None:
        super().__init__(reason)
        self.field = field


def can_enter(staff: Person | None, plan: Plan, channel: Channel, *, counted: bool, now: datetime) -> Verdict:
    """Staff enter ballots while voting is open. What is on paper may travel to a desk a few days more, if the count
    is not closed: it was handed in before."""
    return first_no(can_manage(staff), _is_time(plan, channel, counted, now))


def _is_time(plan: Plan, channel: Channel, counted: bool, now: datetime) -> Verdict:
    if counted:
        return no(_l("The count is closed: no ballot is entered any more."))
    if plan.stage_open(now, Right.VOTE):
        return YES
    closed = [stage.closes_at for stage in plan.stages_with(Right.VOTE) if stage.closes_at <= now]
    if not closed:
        return no(_l("Voting has not opened yet."))
    if channel is not Channel.PAPER:
        return no(_l("Voting is closed. Only paper ballots that were handed in before are still entered."))
    if now >= max(closed) + timedelta(days=PAPER_DAYS):
        return no(_l("Voting is closed, and the days for entering paper ballots are over."))
    return YES


def paper_until(plan: Plan, now: datetime) -> datetime | None:
    """Until when paper ballots are entered, once a vote has opened; None before."""
    ends = [stage.closes_at for stage in plan.stages_with(Right.VOTE) if stage.opens_at <= now]
    return max(ends) + timedelta(days=PAPER_DAYS) if ends else None


def is_voter(person: Person | None) -> Verdict:
    """Whoever runs the vote does not take part in it, on paper neither."""
    if person is not None and person.is_staff:
        return no(_l("This is the address of somebody who works here. Staff run the vote, so they do not vote in it."))
    return YES


def already(channel: Channel | None) -> LazyString:
    """Why a person gets no second ballot."""
    if channel is Channel.ONLINE:
        return _l("This person has voted online already. They can change that ballot there until voting closes.")
    return _l("This person has voted in person already: a ballot on paper or with help is in the box.")


@dataclass(frozen=True)
class VoterIdentity:
    """Who votes, as it was typed: an e-mail address or a CPF; ``wrong`` says kindly what is not right with it."""

    email: str = ""
    cpf: str = ""
    wrong: Said = ""


def identity(typed: str) -> VoterIdentity:
    """An e-mail address, or a CPF whose two check digits fit."""
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
    """Whether the two check digits of eleven fit; eleven equal ones fit too, and belong to nobody."""
    numbers = [int(digit) for digit in digits]
    for place in (9, 10):
        weighed = sum(number * (place + 1 - at) for at, number in enumerate(numbers[:place]))
        if weighed * 10 % 11 % 10 != numbers[place]:
            return False
    return len(set(numbers)) > 1


def paper_number(typed: str) -> str:
    """The number of a paper as it is kept: capitals, without the zeros that one clerk writes and another does not."""
    parts = re.findall(r"[A-Z]+|[0-9]+", typed.upper())
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


@dataclass(frozen=True)
class TypedChoice:
    """One choice as it was typed, and the number it means; the year only where it was written."""

    text: str
    number: int | None = None
    year: int | None = None


_FULL = re.compile(r"P?[\W_]*((?:19|20)[0-9]{2})[\W_]*?[\W_]0*([0-9]{1,9})", re.IGNORECASE)
_SHORT = re.compile(r"(?:P|N[º°.]*)?[\W_]*0*([0-9]{1,9})", re.IGNORECASE)
_BETWEEN = re.compile(r"[\n,;]+|\s+(?=P[\W_]*[0-9])", re.IGNORECASE)


def read_choices(text: str) -> list[TypedChoice]:
    """References as clerks type them: "P-2026-0123", "p 2026 123", "123"; one a line, or with commas between."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text[:LONGEST_TYPING])]
    return [_read(piece) for piece in pieces if piece][:MOST_TYPED]


def _read(piece: str) -> TypedChoice:
    if full := _FULL.fullmatch(piece):
        return TypedChoice(piece, int(full[2]), int(full[1]))
    if short := _SHORT.fullmatch(piece):
        return TypedChoice(piece, int(short[1]))
    return TypedChoice(piece)


def fits(chosen: Sequence[object], plan: Plan) -> Verdict:
    """Whether so many choices make a ballot of this plan."""
    if len(chosen) > plan.choices:
        return no(
            _l(
                "A ballot has at most %(most)s choices, and here are %(here)s. A paper with more marks is returned "
                "to the person, or entered without the choices that nobody can tell.",
                most=plan.choices,
                here=len(chosen),
            )
        )
    if not chosen and not plan.blank_count:
        return no(_l("Write at least one proposal. In this vote an empty ballot does not count."))
    return YES
