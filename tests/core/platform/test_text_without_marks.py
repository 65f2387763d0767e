"""Text without any mark takes a short way to HTML; it must lead to the same as the long one."""

from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.core import text

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
