"""Read Pabulib's format (``.pb``): participatory budgeting elections that cities have published.

Costs are not read: every project counts as one seat. Of a voter nothing is read but the choices. Files that a
spreadsheet has saved again are read, too: padded with empty cells, or with another sign between the cells. Standard
library only.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ogp_participa.vote.verifier.tally import MOST_CANDIDATES, Profile

SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL = ("approval", "choose-1")
MOST_ERRORS = 20

Rows = list[tuple[int, list[str]]]
"""The rows of a section with the numbers of their lines."""


class UnreadableElection(Exception):
    """The file is not an approval election in Pabulib's format; ``errors`` says why, line by line."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Election:
    """An election as its file tells it. ``remarks`` are doubts about the file that do not stand in the way."""

    meta: Mapping[str, str]
    names: Mapping[str, str]
    profile: Profile
    remarks: Sequence[str] = field(default_factory=tuple)


def read(lines: Iterable[str]) -> Election:
    """Read an election from the lines of a ``.pb`` file; raises :class:`UnreadableElection`."""
    sections = _sections(lines)
    meta = {row[0].strip(): row[1].strip() for _, row in sections["META"][1:] if len(row) > 1}
    vote_type = meta.get("vote_type", "")
    if not vote_type:
        raise UnreadableElection(
            ["META does not say vote_type; only approval votes can be counted (approval or choose-1)."]
        )
    if vote_type not in APPROVAL:
        raise UnreadableElection([f"The votes are of the type “{vote_type}”; only approval votes can be counted."])
    names = _projects(sections["PROJECTS"])
    ballots, remarks = _ballots(sections["VOTES"], {project: place for place, project in enumerate(names)})
    for what, there in (("num_projects", len(names)), ("num_votes", len(ballots))):
        if meta.get(what, str(there)) != str(there):
            remarks.append(f"{what} says {meta[what]}, but there are {there}.")
    return Election(meta, names, Profile.of(list(names), ballots), tuple(remarks))


def _sections(lines: Iterable[str]) -> dict[str, Rows]:
    """Return the rows of each section; each begins with the names of its columns."""
    sections: dict[str, Rows] = {}
    rows: Rows | None = None
    for number, row in _rows(lines):
        title = row[0].strip().upper()
        if title in SECTIONS and title not in sections and not any(cell.strip() for cell in row[1:]):
            rows = sections[title] = []
        elif rows is None:
            raise UnreadableElection([f"Line {number}: the file must begin with a line META."])
        else:
            rows.append((number, row))
    missing = [f"The section {title} is missing or empty." for title in SECTIONS if not sections.get(title)]
    if missing:
        raise UnreadableElection(missing)
    return sections


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with their lines."""
    whole = [line.removeprefix("\ufeff") for line in lines]
    delimiter = _delimiter(whole)
    if delimiter == ";":  # a spreadsheet that splits at commas pads with them
        whole = [re.sub(r",+(?=[\r\n]*$)", "", line) for line in whole]
    reader = csv.reader(whole, delimiter=delimiter)
    try:
        for row in reader:
            announced = reader.line_num == 1 and row[:1] and row[0].lower().startswith("sep=")
            if any(cell.strip() for cell in row) and not announced:
                yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableElection([f"Line {reader.line_num}: {error}."]) from error


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign between the cells: the one in the names of the first section's columns, ``key;value``."""
    for line in lines[:20]:
        names = re.match(r"""\s*"?key"?([;,\t|])""", line, re.IGNORECASE)
        if names:
            return names[1]
    return ";"


def _column(rows: Rows, section: str, *titles: str) -> int:
    """Return where the first column with one of these titles stands."""
    number, header = rows[0]
    there = [title.strip().lower() for title in header]
    place = next((there.index(title) for title in titles if title in there), None)
    if place is None:
        raise UnreadableElection([f"Line {number}: {section} has no column {titles[0]}."])
    return place


def _projects(rows: Rows) -> dict[str, str]:
    """Return the projects and their names, in the file's order."""
    identity = _column(rows, "PROJECTS", "project_id")
    title = _column(rows, "PROJECTS", "name", "project_id")
    names: dict[str, str] = {}
    errors = []
    for number, row in rows[1:]:
        project = row[identity].strip() if len(row) > identity else ""
        if not project:
            errors.append(f"Line {number}: the project has no project_id.")
        elif "," in project:
            errors.append(f"Line {number}: the project_id {project} has a comma, which separates choices on ballots.")
        elif project in names:
            errors.append(f"Line {number}: the project {project} is there twice.")
        else:
            names[project] = (row[title].strip() if len(row) > title else "") or project
    if not names and not errors:
        errors.append("There are no projects: nothing could be chosen.")
    if len(names) > MOST_CANDIDATES:
        errors.append(f"There are {len(names)} projects; at most {MOST_CANDIDATES} can be counted.")
    if errors:
        raise UnreadableElection(errors[:MOST_ERRORS])
    return names


def _ballots(rows: Rows, places: Mapping[str, int]) -> tuple[list[list[int]], list[str]]:
    """Return the ballots as numbers of projects, and remarks about them."""
    voter, vote, columns = _column(rows, "VOTES", "voter_id"), _column(rows, "VOTES", "vote"), len(rows[0][1])
    ballots: list[list[int]] = []
    errors: list[str] = []
    remarks: list[str] = []
    voters: dict[str, int] = {}
    for number, row in rows[1:]:
        if any(cell.strip() for cell in row[columns:]):
            errors.append(f"Line {number}: the ballot has {len(row)} columns; VOTES names {columns}.")
            continue
        if len(row) <= max(voter, vote):
            errors.append(f"Line {number}: the ballot has {len(row)} columns; voter_id and vote must be there.")
            continue
        chosen = [project.strip() for project in row[vote].split(",") if project.strip()]
        errors += [f"Line {number}: there is no project {project}." for project in chosen if project not in places]
        first = voters.setdefault(row[voter], number)
        if first != number:
            remarks.append(f"Line {number}: the voter_id {row[voter]} is already in line {first}; both count.")
        if len(set(chosen)) < len(chosen):
            remarks.append(f"Line {number}: a project is chosen twice; it counts once.")
        if not chosen:
            remarks.append(f"Line {number}: the ballot is empty; it counts as a voter.")
        if len(errors) >= MOST_ERRORS:
            break
        ballots.append([places[project] for project in chosen if project in places])
    if errors:
        raise UnreadableElection(errors[:MOST_ERRORS])
    return ballots, remarks
