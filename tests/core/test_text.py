"""People's texts: two at the same moment never mix, and the short way to HTML leads where the long one does."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.core import markdown as text
from ogp_participa.core.markdown import marked_to_html
from ogp_participa.core.text import stems

LETTERS = st.text(alphabet="abzAZçÉ09 .,:;/-()!?%$+*_#\"'`\n\t\\&<>=”“–«°´@|[]~", max_size=40)
PIECES = st.sampled_from(
    (
        *(
            "www.",
            "http:",
            "https://a.br",
            "mailto:",
            "a.br",
            "com.br/x",
            "127.0.0.1",
            "3.500",
            "10:30",
            "xn--",
            "ftp:",
        ),
        *("1.", "1)", "-", "--", "---", "===", "# ", "    ", "  ", " ", "\n", "\n\n", "\n\n\n", "\t", "\u00a0"),
        *(
            "a",
            "Ação",
            "São Paulo",
            "É",
            "x: ",
            "(c)",
            "...",
            "T.",
            "%20",
            "i.e.)",
            "“x”",
            '"y"',
            "'",
            "/",
            "//",
            "a/b",
        ),
    )
)


@given(st.one_of(LETTERS, st.lists(PIECES, max_size=14).map("".join)))
def test_the_short_way_leads_to_the_same_html(written: str) -> None:
    assert text.to_html(written) == text.marked_to_html(written)


def test_what_most_people_write_takes_the_short_way() -> None:
    written = "O ônibus atrasa 15 minutos; ninguém avisa (nem no ponto).\nE às 18:30?\n\n“Sem dados”, dizem. R$ 4.400."
    assert text.is_unmarked(written)
    assert not text.is_unmarked("Veja **isto**.")


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
