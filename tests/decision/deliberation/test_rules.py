"""Whether a motion carries, condition by condition."""

import itertools

import pytest

from ogp_participa.decision.deliberation import needs, rules, tally
from ogp_participa.decision.deliberation.models import Majority, Stance
from ogp_participa.decision.deliberation.roll import RollLine
from ogp_participa.edition.institutions.models import Sector
from tests.decision.deliberation import terms

SIGNS = {"f": Stance.FOR, "a": Stance.AGAINST, "-": Stance.ABSTAINED, "c": Stance.CONFLICT, ".": Stance.ABSENT}


def room(civil: str, government: str) -> list[RollLine]:
    """Seats by sector: f for, a against, - abstained, c conflict, . absent."""
    numbers = itertools.count(1)
    return [
        RollLine(next(numbers), sector, SIGNS[sign])
        for sector, signs in ((Sector.CIVIL_SOCIETY, civil), (Sector.GOVERNMENT, government))
        for sign in signs
    ]


@pytest.mark.parametrize(
    ("civil", "government", "carried"),
    [
        ("fff", "fff", True),
        ("ff.", "ff.", True),
        ("ffa", "ffa", True),
        ("faa", "fff", False),  # civil society is against, whatever the others say
        ("fff", "faa", False),
        ("fa.", "fff", False),  # as many for as against
        ("---", "fff", False),  # who abstains approves nothing
        ("f..", "f..", False),  # no quorum
        ("fcc", "fff", True),  # who declared a conflict is in neither seats nor quorum
        ("ccc", "fff", False),  # nobody of a side could vote
        ("...", "...", False),
    ],
)
def test_a_motion_needs_quorum_and_a_majority_in_each_sector(civil: str, government: str, *, carried: bool) -> None:
    assert tally.carries(terms(quorum=3), room(civil, government)) is carried


@pytest.mark.parametrize(
    ("civil", "government", "carried"), [("aaa", "ffff", True), ("aaa", "fff", False), ("...", "fff", True)]
)
def test_without_sectors_all_seats_are_counted_together(civil: str, government: str, *, carried: bool) -> None:
    assert tally.carries(terms(each_sector=False), room(civil, government)) is carried


@pytest.mark.parametrize(
    ("rule", "civil", "carried"),
    [
        (Majority.MORE_FOR, "f----", True),
        (Majority.HALF_OF_SEATS, "ff-.", False),
        (Majority.HALF_OF_SEATS, "fff-", True),
        (Majority.HALF_OF_SEATS, "ffc.", True),
        (Majority.TWO_THIRDS, "ffa", True),
        (Majority.TWO_THIRDS, "ffaa", False),
        (Majority.TWO_THIRDS, "f---", True),
        (Majority.TWO_THIRDS, "----", False),
    ],
)
def test_each_majority(rule: Majority, civil: str, *, carried: bool) -> None:
    assert tally.carries(terms(majority=rule, quorum=1), room(civil, "ffff")) is carried


@pytest.mark.parametrize(("share", "seats", "least"), [(50, 16, 8), (50, 15, 8), (51, 16, 9), (100, 3, 3), (0, 9, 0)])
def test_a_share_of_seats_is_rounded_up(share: int, seats: int, least: int) -> None:
    assert tally.needed(terms(quorum=share, quorum_share=True), seats) == least


def test_a_quorum_of_nobody_still_needs_somebody() -> None:
    assert not tally.carries(terms(quorum=0), room("...", "..."))


def test_every_condition_tells_its_numbers() -> None:
    conditions = tally.conditions(terms(quorum=5), room("ffa", "f.."))
    assert [row.met for row in conditions] == [False, True, True]
    assert "4 of 6" in conditions[0].why and "5 are needed" in conditions[0].why
    assert "2 for, 1 against, 0 abstained, of 3" in conditions[1].why


def test_terms_that_nobody_can_meet_are_refused() -> None:
    none = {"forum": False, "homologation": False, "endorsement": False}
    for wrong in (none, {"quorum": 101, "quorum_share": True}, {"quorum": 5000}, {"source": " "}):
        assert not rules.makes_sense(terms(**wrong))


def test_kept_terms_are_the_terms() -> None:
    assert needs.kept_terms(terms().as_data()) == terms()
