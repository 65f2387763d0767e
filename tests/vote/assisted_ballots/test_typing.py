"""What clerks type, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.assisted_ballots import typed
from ogp_participa.vote.assisted_ballots.queries import proposals_meant
from ogp_participa.vote.assisted_ballots.typed import read_choices
from tests import factories
from tests.cast import Cast


@pytest.mark.parametrize(
    "text",
    [
        *(
            "P-2026-0123",
            "p-2026-123",
            "P 2026 0123",
            "p2026-123",
            "2026-0123",
            "2026 123",
            "P–2026–0123",
            "p.2026.123",
        ),
        *("P_2026_0123", " P - 2026 - 0123 ", "2026/123", "P-2026-000123"),
    ],
)
def test_references_are_read_however_they_are_written(text: str) -> None:
    (choice,) = read_choices(text)
    assert (choice.year, choice.number) == (2026, 123)


@pytest.mark.parametrize("text", ["123", "0123", "P-123", "p123", "nº 123", "P 0123", "N. 123"])
def test_a_number_alone_is_enough(text: str) -> None:
    (choice,) = read_choices(text)
    assert (choice.year, choice.number) == (None, 123)


def test_several_stand_on_lines_or_with_commas_or_one_after_another() -> None:
    for text in ("P-2026-1\nP-2026-2\n\n3", "P-2026-1, P-2026-2; 3", "P-2026-1 P-2026-2 \n 3", "p-2026-1\r\np2026-2,3"):
        assert [choice.number for choice in read_choices(text)] == [1, 2, 3]


@given(st.text(max_size=300))
def test_any_typing_is_read_as_something(text: str) -> None:
    for choice in read_choices(text):
        assert choice.text.strip()


def test_endless_typing_is_cut() -> None:
    assert len(read_choices("1\n" * 100_000)) == typed.MOST_TYPED
    assert read_choices("9" * 3_000)[0].number is None


@pytest.mark.parametrize("text", ["529.982.247-25", "52998224725", " 529 982 247 25 "])
def test_a_cpf_whose_digits_fit_is_one(text: str) -> None:
    assert typed.identity(text) == typed.VoterIdentity(cpf="52998224725")


@pytest.mark.parametrize(
    "text",
    ["529.982.247-24", "529.982.247-15", "111.111.111-11", "5299822472", "abc", "ana@", "@x.org", "²" * 11, "٣" * 11],
)
def test_what_cannot_be_an_identity_is_explained(text: str) -> None:
    meant = typed.identity(text)
    assert meant.wrong
    assert not (meant.cpf or meant.email)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda start: len(set(start)) > 1))
def test_of_a_hundred_endings_one_fits(start: str) -> None:
    assert sum(typed.is_cpf(f"{start}{end:02}") for end in range(100)) == 1


def test_an_address_is_kept_as_accounts_keep_it() -> None:
    assert typed.identity("Ana@EXAMPLE.com").email == "Ana@example.com"


def test_the_same_paper_has_one_number() -> None:
    same = {typed.paper_number(text) for text in ("A-0123", "a 123", "A123", " a/00123 ")}
    assert same == {"A-123"}
    assert typed.paper_number("1-23") != typed.paper_number("12-3")
    assert typed.paper_number("000") == "0"
    assert typed.paper_number(" -/ ") == ""


def meant(cast: Cast, text: str) -> list[Proposal]:
    return proposals_meant(cast.plan, read_choices(text)).proposals


def test_choices_are_found_once_and_in_their_order(cast: Cast) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    meant = proposals_meant(cast.plan, read_choices(f"{second.reference.lower()}\n{first.number}\n{second.number}"))
    assert meant.proposals == [second, first]
    assert meant.twice == [second.reference]
    assert not meant.doubts


def test_what_is_not_there_is_told_with_what_may_be_meant(cast: Cast) -> None:
    first = factories.proposal(cast.plan, title="Horário dos ônibus em tempo real")
    other = factories.proposal(factories.plan())
    gone = factories.proposal(cast.plan, state=State.WITHDRAWN)
    meant = proposals_meant(
        cast.plan, read_choices(f"P-2025-{first.number}\nhorario dos onibus\n{other.reference}\n{gone.reference}\n???")
    )
    assert not meant.proposals
    assert [choice.text for choice in meant.doubts][1:2] == ["horario dos onibus"]
    assert meant.doubts[0].likely == [first]
    assert meant.doubts[1].likely == [first]
    far = proposals_meant(cast.plan, read_choices("P-1999-999999"))
    assert not far.doubts[0].likely
    assert "retirada" in meant.doubts[3].reason
    assert len(meant.doubts) == 5


def test_a_number_of_two_years_needs_its_year(cast: Cast) -> None:
    choice = factories.proposal(cast.plan)
    two = factories.proposal(cast.plan)
    two.year, two.number = 2025, choice.number
    assert not meant(cast, str(choice.number))
    assert meant(cast, f"2025-{choice.number}") == [two]
