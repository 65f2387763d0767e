"""What changed between two texts: readable, complete, and quick whatever people write."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.core.differences import differences


def test_changed_words_stand_beside_each_other() -> None:
    assert differences("Abrir os dados de ônibus.", "Abrir os horários de ônibus.") == [
        ("same", "Abrir os "),
        ("removed", "dados"),
        ("added", "horários"),
        ("same", " de ônibus."),
    ]


def test_a_changed_phrase_is_one_change() -> None:
    parts = differences("sabe onde estão os dados", "sabe quando chegam os dados")
    assert parts[1:3] == [("removed", "onde estão"), ("added", "quando chegam")]


def test_nothing_changed_is_one_part() -> None:
    assert differences("igual", "igual") == [("same", "igual")]
    assert differences("", "") == []


@given(st.text("ab ,\n", max_size=40), st.text("ab ,\n", max_size=40))
def test_both_texts_can_be_read_from_the_parts(old: str, new: str) -> None:
    parts = differences(old, new)
    assert "".join(text for kind, text in parts if kind != "added") == old
    assert "".join(text for kind, text in parts if kind != "removed") == new


def test_a_long_shuffled_text_takes_no_time() -> None:
    draw = random.Random(1)
    words = [draw.choice(["casa", "rua", "bairro", "escola", "ônibus"]) for _ in range(3000)]
    shuffled = draw.sample(words, len(words))
    start = time.perf_counter()
    differences(" ".join(words), " ".join(shuffled))
    assert time.perf_counter() - start < 2
