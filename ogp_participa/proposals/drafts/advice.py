"""Advice to whoever writes: what a text seems to show, and sentences that are hard to read. It never blocks."""

import re

LONG_SENTENCE = 30

_PERSONAL = re.compile(
    r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|(?<!\d)\d{11}(?!\d)"
    r"|\(\d{2}\)\s?9?\d{4}[\s.-]?\d{4}\b|\b\d{2}\s9\d{4}[\s.-]?\d{4}\b|(?<!\d)9\d{4}-\d{4}\b|\+55\s?\d{2}"
)


def shows_personal_data(*texts: str) -> bool:
    """Tell whether a text seems to hold a CPF or a telephone number. A hint to look again, never a block."""
    return any(_PERSONAL.search(text) for text in texts)


def long_sentences(text: str, most: int = 2) -> list[tuple[int, str]]:
    """Return sentences that are hard to read: how many words, and how they begin. Advice, never a block."""
    sentences = re.split(r"(?<=[.!?…;:])\s+|\n+", text)
    long = [words for words in map(str.split, sentences) if len(words) > LONG_SENTENCE]
    return [(len(words), " ".join(words[:8]) + "…") for words in sorted(long, key=len, reverse=True)[:most]]
