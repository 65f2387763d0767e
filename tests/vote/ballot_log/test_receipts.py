"""Receipts in words: written, read back however they were typed, and what may have been meant."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.vote.ballot_log import receipt_words, sealing

LEAF = hashlib.sha256(b"leaf").digest()
WORDS = receipt_words.words_of(LEAF)


def test_the_list_has_a_word_for_each_number_of_eleven_bits() -> None:
    assert len(receipt_words.WORDS) == len(receipt_words.NUMBERS) == 2**receipt_words.BITS
    assert len({word[:4] for word in receipt_words.WORDS}) == 2**receipt_words.BITS
    assert all(word.isascii() and word.islower() for word in receipt_words.WORDS)
    digest = hashlib.sha256("\n".join(receipt_words.WORDS).encode()).hexdigest()
    assert digest == "882265ece9ce1178b9fe47463d571dfa399c6fc7cb17895eb2767f1930c945eb", (
        "another list gives every receipt that was handed out another meaning"
    )


def test_the_words_are_the_first_66_bits() -> None:
    assert receipt_words.words_of(bytes(32)) == " ".join([receipt_words.WORDS[0]] * 6)
    assert receipt_words.words_of(b"\xff" * 32) == " ".join([receipt_words.WORDS[-1]] * 6)
    bits = f"{int.from_bytes(LEAF, 'big'):0256b}"
    assert WORDS.split() == [receipt_words.WORDS[int(bits[at : at + 11], 2)] for at in range(0, 66, 11)]


@given(st.binary(min_size=32, max_size=32))
def test_a_receipt_means_the_leaves_that_begin_like_its_own(leaf: bytes) -> None:
    asked = receipt_words.read(receipt_words.words_of(leaf))
    assert asked.least
    assert asked.most
    assert asked.least <= leaf <= asked.most
    least, most = int.from_bytes(asked.least, "big"), int.from_bytes(asked.most, "big")
    assert most - least == 2**190 - 1
    assert least % 2**190 == 0


@pytest.mark.parametrize(
    "typed",
    [
        WORDS.upper(),
        f"  {WORDS.replace(' ', '   ')}\n",
        WORDS.replace(" ", "-"),
        WORDS.replace(" ", ", ") + ".",
        WORDS.replace("a", "á").replace("o", "õ").replace("c", "ç"),
        WORDS.title().replace(" ", "\t"),
    ],
)
def test_however_it_is_typed_it_is_the_same_receipt(typed: str) -> None:
    assert receipt_words.read(typed) == receipt_words.read(WORDS)


@pytest.mark.parametrize("typed", [LEAF.hex(), LEAF.hex().upper(), f"0x{LEAF.hex()}", f" {LEAF.hex(' ')}\n"])
def test_the_code_means_one_leaf(typed: str) -> None:
    asked = receipt_words.read(typed)
    assert (asked.least, asked.most) == (LEAF, LEAF)


def test_the_order_of_the_words_matters() -> None:
    assert receipt_words.read(" ".join(reversed(WORDS.split()))).least != receipt_words.read(WORDS).least


def test_a_wrong_letter_brings_the_word_that_was_meant() -> None:
    words = WORDS.split()
    typed = [words[0][:-1] + "x", *words[1:]]
    asked = receipt_words.read(" ".join(typed))
    assert asked.least is None
    assert asked.doubts[0][0] == typed[0]
    assert words[0] in asked.doubts[0][1]
    assert asked.meant == WORDS


def test_the_first_four_letters_tell_a_word_apart() -> None:
    words = WORDS.split()
    asked = receipt_words.read(" ".join([words[0][:4] + "mente", *words[1:]]))
    assert asked.meant == WORDS


@pytest.mark.parametrize(
    "typed", ["", "   ", "?", "12 34", WORDS.rsplit(" ", 1)[0], f"{WORDS} abacate", LEAF.hex()[:-1]]
)
def test_what_is_no_receipt_means_nothing(typed: str) -> None:
    asked = receipt_words.read(typed)
    assert (asked.least, asked.most, asked.meant) == (None, None, "")


def test_words_that_are_like_none_bring_nothing() -> None:
    asked = receipt_words.read("xqzwkj " + WORDS.split(" ", 1)[1])
    assert asked.doubts == (("xqzwkj", ()),)
    assert asked.meant == ""


@given(st.text(max_size=400))
def test_nothing_that_can_be_typed_is_an_error(typed: str) -> None:
    asked = receipt_words.read(typed)
    assert (asked.least is None) == (asked.most is None)
    assert len(asked.words) <= 2 * receipt_words.COUNT


def test_a_moment_is_said_in_utc_without_seconds() -> None:
    moment = datetime(2026, 11, 23, 15, 30, 59, 999, tzinfo=timezone(timedelta(hours=-3)))
    assert sealing.stamp(moment) == "2026-11-23T18:30Z"
    assert sealing.to_the_minute(moment) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ballots", "hours", "invented", "due"),
    [
        (0, 99, True, False),
        (1, 1, False, False),
        (19, 23, False, False),
        (20, 0, False, True),
        (1, 24, False, True),
        (1, 0, True, True),
    ],
)
def test_ballots_wait_for_one_another_but_not_for_long(ballots: int, hours: int, invented: bool, due: bool) -> None:
    assert sealing.is_due(ballots, timedelta(hours=hours), invented=invented) is due
