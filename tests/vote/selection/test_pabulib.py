"""Reading Pabulib files."""

import csv
import io

import pytest

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.audit_bundle.pabulib import UnreadableElection, read
from ogp_participa.vote.verifier.methods import select

FILE = """\
META
key;value
description;A small election
num_projects;3
num_votes;4
budget;1000
vote_type;approval
PROJECTS
project_id;cost;votes;name;category
12;500;3;"Trees; and benches";nature
7;900;2;Library;culture
30;100;1;;sport
VOTES
voter_id;vote;age;sex
1;12,7;33;F
2;12;44;M
3;7,12;20;F
4;30;70;
"""


def _lines(old: str = "", new: str = "") -> list[str]:
    assert old in FILE
    return FILE.replace(old, new).splitlines(keepends=True)


def test_projects_names_and_ballots_are_read() -> None:
    election = read(_lines())
    assert election.names == {"12": "Trees; and benches", "7": "Library", "30": "30"}
    assert election.profile.references == ("12", "7", "30")
    assert (election.profile.voters, list(election.profile.approvals)) == (4, [3, 2, 1])
    assert election.remarks == ()


def test_costs_do_not_count() -> None:
    assert select(read(_lines()).profile, Rule.APPROVALS, 2, "1").winners == (0, 1)


def test_other_line_ends_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    lines = ["\ufeffMETA\r\n", *(line.replace("\n", "\r\n") for line in _lines()[1:]), "\r\n"]
    assert read(lines) == read(_lines())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("META\n", "", "Line 1: the file must begin with a line META."),
        ("vote_type;approval", "vote_type;ordinal", "type “ordinal”"),
        ("vote_type;approval", "rule;greedy", "does not say vote_type"),
        ("project_id;cost", "id;cost", "Line 9: PROJECTS has no column project_id."),
        ("voter_id;vote;", "voter_id;points;", "Line 14: VOTES has no column vote."),
        ("7;900", "12;900", "Line 11: the project 12 is there twice."),
        ("7;900", ";900", "Line 11: the project has no project_id."),
        ("2;12;44", "2;13;44", "Line 16: there is no project 13."),
        ("2;12;44;M", "2", "Line 16: the ballot has 1 columns"),
        ("VOTES\nvoter_id;vote;age;sex\n1;12,7;33;F\n2;12;44;M\n3;7,12;20;F\n4;30;70;\n", "", "VOTES is missing"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(UnreadableElection, match=message.replace("(", r"\(")):
        read(_lines(old, new))


def test_every_wrong_line_is_named_not_only_the_first() -> None:
    with pytest.raises(UnreadableElection) as unreadable:
        read(_lines("12;44;M\n3;7,12", "13;44;M\n3;7,14"))
    assert unreadable.value.errors == ["Line 16: there is no project 13.", "Line 17: there is no project 14."]


@pytest.mark.parametrize(
    ("old", "new", "remark", "approvals"),
    [
        ("2;12;44", "2;12,12;44", "Line 16: a project is chosen twice; it counts once.", [3, 2, 1]),
        ("2;12;44", "2;;44", "Line 16: the ballot is empty; it counts as a voter.", [2, 2, 1]),
        ("2;12;44", "1;12;44", "Line 16: the voter_id 1 is already in line 15; both count.", [3, 2, 1]),
        ("num_votes;4", "num_votes;5", "num_votes says 5, but there are 4.", [3, 2, 1]),
    ],
)
def test_doubts_are_remarked_and_the_file_is_read(old: str, new: str, remark: str, approvals: list[int]) -> None:
    election = read(_lines(old, new))
    assert election.remarks == (remark,)
    assert (election.profile.voters, list(election.profile.approvals)) == (4, approvals)


WIDEST = max(line.count(";") for line in FILE.splitlines())


def _saved(delimiter: str, *, padded: bool) -> list[str]:
    """The file as a spreadsheet saves it: every row as wide as the widest, another sign between the cells."""
    rows = list(csv.reader(FILE.splitlines(), delimiter=";"))
    cells = [[*row, *[""] * (WIDEST + 1 - len(row))] if padded else row for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(cells)
    return text.getvalue().splitlines(keepends=True)


@pytest.mark.parametrize("padded", [True, False], ids=["padded", "not padded"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_file_that_a_spreadsheet_saved_is_the_same_election(delimiter: str, *, padded: bool) -> None:
    assert read(_saved(delimiter, padded=padded)) == read(_lines())
    assert read([f"sep={delimiter}\r\n", *_saved(delimiter, padded=padded)]) == read(_lines())


def test_a_spreadsheet_that_splits_at_commas_pads_with_them() -> None:
    lines = [line.rstrip("\n") + ",,\r\n" for line in _lines()]
    assert read(lines) == read(_lines())


def test_no_choice_is_lost_because_a_ballot_has_more_cells_than_its_header() -> None:
    lines = [line.replace('"', "") for line in _saved(",", padded=False)]
    with pytest.raises(UnreadableElection, match=r"Line 15: the ballot has 5 columns; VOTES names 4\."):
        read(line.replace("Trees; and benches", "Trees") for line in lines)


def test_a_file_without_projects_is_refused() -> None:
    empty = "META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n"
    with pytest.raises(UnreadableElection, match="There are no projects"):
        read(empty.splitlines(keepends=True))
