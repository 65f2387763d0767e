"""A real election from a Pabulib file becomes a closed demonstration edition on which everything works."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.commands import main
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.edition.plans.queries import current_plan, plan_by_slug
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.audit_bundle import imported_edition
from ogp_participa.vote.ballots.models import Ballot, Channel, Leaf
from ogp_participa.vote.count.queries.results import count_of, standings
from ogp_participa.vote.verifier.check import check
from tests import factories
from tests.cast import Browser
from tests.vote.audit_bundle.votes import bundled

FILE = '''META
key;value
description;Invented
country;Poland
unit;Łódź
subunit;Śródmieście
instance;2022
num_projects;4
num_votes;6
budget;1000
vote_type;approval
rule;greedy
date_begin;07.10.2022
date_end;31.10.2022
max_length;3
language;pl
PROJECTS
project_id;cost;votes;name;selected
L1;900;4;Zielony skwer;1
L2;20;3;"Cyfrowa; ""biblioteka""";0
L3;30;1;Ławki i drzewa na ulicach osiedla od rynku po stary most nad rzeką dla wszystkich mieszkańców dzielnicy;0
L4;30;0;Nikt nie wybrał;0
VOTES
voter_id;vote;age;sex;voting_method
900000001;L1,L2;53;F;internet
900000002;L1,L2;35;F;internet
900000003;L1;77;M;paper
900000004;L1,L2;36;F;internet
900000005;L3;18;M;internet
900000006;;44;M;paper
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file."""
    path = tmp_path / "lodz.pb"
    path.write_text(FILE, encoding="utf-8")
    return path


def imported(app: Flask, file: Path, *options: str) -> Result:
    """What the command says."""
    result = app.test_cli_runner().invoke(main, ["elections", "import", str(file), *options])
    db.session.rollback()
    return result


def plan_of(slug: str) -> Plan:
    """The plan at an address."""
    plan = plan_by_slug(slug)
    assert plan
    return plan


def test_the_election_is_there_counted_and_its_bundle_matches(fresh_app: Flask, file: Path, tmp_path: Path) -> None:
    result = imported(fresh_app, file, "--seats", "2")
    assert result.exit_code == 0, result.output
    assert result.output.rstrip().endswith("lodz-srodmiescie-2022\n/planos/lodz-srodmiescie-2022/resultado")
    plan = plan_of("lodz-srodmiescie-2022")
    count = count_of(plan)
    assert count
    assert (count.ballots, count.seats, count.rule, count.seed) == (6, 2, Rule.PHRAGMEN, "pabulib")
    assert (plan.demonstration, plan.outside_names, plan.blank_count, plan.choices) == (True, True, True, 3)
    places = {one.proposal.outside_reference: (one.votes, one.elected) for one in standings(plan)}
    assert places == {"L1": (4, True), "L2": (3, True), "L3": (1, False), "L4": (0, False)}
    folder = bundled(plan, tmp_path / "b")
    assert check(folder, say=lambda _said: None) == []
    assert '"L1,L2"' in (folder / "ballots.csv").read_text(encoding="utf-8")
    kinds = list(db.session.scalars(sa.select(Event.kind).where(Event.plan_id == plan.id)))
    assert {Kind.PLAN_CREATED, Kind.RULES_FROZEN, Kind.LOG_SEALED, Kind.COUNT_CLOSED} < set(kinds)
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.ELECTION_IMPORTED)).one()
    assert event.details == {"ballots": 6, "source": "lodz.pb"}


def test_of_the_voters_only_the_choices_are_kept(fresh_app: Flask, file: Path, tmp_path: Path) -> None:
    imported(fresh_app, file)
    ballots = db.session.scalars(sa.select(Ballot)).all()
    assert len(ballots) == 6
    assert {(one.channel, one.voter_id, one.mark, one.paper_number) for one in ballots} == {
        (Channel.IMPORTED, None, None, None)
    }
    assert len({one.opened_at for one in ballots}) == 1
    assert db.session.scalar(sa.select(sa.func.count(Leaf.id)).where(Leaf.position.is_not(None))) == 6
    text = b"".join(
        path.read_bytes() for path in bundled(plan_of("lodz-srodmiescie-2022"), tmp_path / "b").rglob("*.*")
    )
    assert b"90000000" not in text


def test_projects_become_proposals_with_their_own_references(fresh_app: Flask, file: Path) -> None:
    other = factories.proposal(factories.plan())
    db.session.commit()
    imported(fresh_app, file)
    query = sa.select(Proposal).where(Proposal.outside_reference.is_not(None)).order_by(Proposal.id)
    made = list(db.session.scalars(query))
    assert [one.outside_reference for one in made] == ["L1", "L2", "L3", "L4"]
    assert made[1].title == 'Cyfrowa; "biblioteka"'
    assert made[2].title.endswith("…") and len(made[2].title) <= 100 and made[2].summary.endswith("dzielnicy")
    assert {one.language for one in made} == {"pl"}
    assert len({(one.year, one.number) for one in [*made, other]}) == 5


def test_it_is_never_the_edition_that_the_first_page_speaks_of(fresh_app: Flask, file: Path) -> None:
    own = factories.plan()
    db.session.commit()
    imported(fresh_app, file)
    found = current_plan()
    assert found and found.id == own.id


def test_the_same_file_again_is_another_edition(fresh_app: Flask, file: Path) -> None:
    imported(fresh_app, file)
    assert "/planos/lodz-srodmiescie-2022-2/" in imported(fresh_app, file, "--rule", "approvals", "--seed", "7").output
    count = count_of(plan_of("lodz-srodmiescie-2022-2"))
    assert count and (count.rule, count.seed) == (Rule.APPROVALS, "7")
    taken = imported(fresh_app, file, "--slug", "lodz-srodmiescie-2022")
    assert (taken.exit_code, "is taken" in taken.output) == (1, True)
    assert imported(fresh_app, file, "--slug", "outra").exit_code == 0
    assert imported(fresh_app, file, "--slug", "Com Espaço").exit_code == 1


@pytest.mark.parametrize(
    ("changed", "into", "said"),
    [
        ("L1;900", "L2;900", "Line 20: the project L2 is there twice."),
        ("900000005;L3", "900000005;L9", "Line 29: there is no project L9."),
        ("vote_type;approval", "vote_type;ordinal", "only approval votes"),
        ("VOTES\n", "", "VOTES is missing"),
        ("L1;900", '"L,1";900', "Line 19: the project_id L,1 has a comma"),
        ("vote_type;approval", "language;pl", "META does not say vote_type"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left(
    fresh_app: Flask, file: Path, changed: str, into: str, said: str
) -> None:
    file.write_text(FILE.replace(changed, into, 1), encoding="utf-8")
    result = imported(fresh_app, file)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
    assert said in result.output
    assert db.session.scalar(sa.select(sa.func.count(Plan.id))) == 0


def test_signs_that_nobody_sees_are_left_out_of_names(fresh_app: Flask, file: Path) -> None:
    file.write_text(
        FILE.replace("Zielony skwer", "Zielony\x00 \u202eskwer").replace("Łódź", "\x00Łódź"), encoding="utf-8"
    )
    assert imported(fresh_app, file).exit_code == 0
    titles = list(db.session.scalars(sa.select(Proposal.title).order_by(Proposal.id)))
    assert titles[0] == "Zielony skwer"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"META\n", b"\x89PNG\r\n\x1a\n", b"{}"])
def test_other_files_are_refused_in_a_sentence(fresh_app: Flask, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    result = imported(fresh_app, file)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)


@pytest.mark.parametrize("options", [["--seats", "0"], ["--rule", "greedy"], ["--seed", " "], ["--seed", "x" * 201]])
def test_impossible_options_are_refused(fresh_app: Flask, file: Path, options: list[str]) -> None:
    assert imported(fresh_app, file, *options).exit_code in (1, 2)
    assert db.session.scalar(sa.select(sa.func.count(Plan.id))) == 0


def test_everybody_reads_the_result_and_how_to_check_it(fresh_app: Flask, file: Path) -> None:
    imported(fresh_app, file, "--seats", "2")
    visitor = Browser(fresh_app)
    for page in ("", "/resultado", "/votacao", "/votacao/regras", "/votacao/diario", "/votacao/confira", "/propostas"):
        visitor.get(f"/planos/lodz-srodmiescie-2022{page}")
    assert "Zielony skwer" in visitor.get("/planos/lodz-srodmiescie-2022/resultado").text


@pytest.mark.parametrize(
    ("meta", "title"),
    [
        ({"unit": "Warszawa", "subunit": "Ursynów", "instance": "2024"}, "Warszawa, Ursynów, 2024"),
        ({"unit": "Warszawa", "district": "Ursynów", "subunit": "Ursynów"}, "Warszawa, Ursynów"),
        ({}, "file"),
    ],
)
def test_the_title_is_place_and_year(meta: dict[str, str], title: str) -> None:
    assert imported_edition.title_of(meta, "file") == title


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07.10.2022", (2022, 10, 7)),
        ("2022-10-07", (2022, 10, 7)),
        ("2021", (2021, 1, 1)),
        ("31.02.2022", None),
        ("", None),
        ("ontem", None),
    ],
)
def test_days_are_read_as_files_write_them(text: str, day: Any) -> None:
    found = imported_edition.day_of(text)
    assert (found and (found.year, found.month, found.day)) == day


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1250"])
def test_a_file_in_another_encoding_is_read_and_said(fresh_app: Flask, file: Path, encoding: str) -> None:
    file.write_bytes(FILE.replace("\n", ";\r\n").encode(encoding))
    imported(fresh_app, file)
    assert db.session.scalar(sa.select(sa.func.count(Ballot.id))) == 6
