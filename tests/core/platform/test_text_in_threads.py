"""Texts of several people at the same moment: what one wrote never gets into what another reads."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ogp_participa.core.text import marked_to_html, stems


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads take turns after every few steps, as they do on a busy server."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def written(number: int) -> str:
    """What one person wrote: a list, an address, emphasis, a table, and half a tag."""
    return (
        f"Texto **{number}** de https://exemplo{number}.org/x e <b>{number}</b>\n\n* um {number}\n* dois\n\n"
        f"| a{number} | b |\n|---|---|\n| {number} | <p> |\n\n> fim {number}"
    )


@pytest.mark.usefixtures("impatient_threads")
def test_many_people_read_at_once_and_each_reads_the_right_text() -> None:
    numbers = range(48)
    alone = [(str(marked_to_html(written(n))), stems(written(n))) for n in numbers]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            together = list(threads.map(lambda n: (str(marked_to_html(written(n))), stems(written(n))), numbers))
            assert together == alone
