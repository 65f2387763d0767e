"""The bundle of a vote from the database: it matches, and it is refused where it could not."""

import json
import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.commands import main
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Dimension, Rule
from ogp_participa.vote.audit_bundle import pabulib
from ogp_participa.vote.audit_bundle.writing import Unwritable, files_in
from ogp_participa.vote.ballot_log.receipt_words import words_of
from ogp_participa.vote.ballots.models import Ballot, Leaf
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.count.models import Count, Rank
from ogp_participa.vote.count.queries.results import standings
from ogp_participa.vote.verifier.check import check
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.receipts import find
from tests import factories
from tests.cast import Cast
from tests.vote.audit_bundle.votes import WHY, bundled, counted, voted
from tests.vote.count.elections import SHARED, held


def matches(folder: Path) -> bool:
    """Whether a bundle matches, by its own check."""
    return check(folder, say=lambda _said: None) == []


@pytest.mark.parametrize("number", range(6))
def test_what_people_voted_is_bundled_and_matches(cast: Cast, tmp_path: Path, number: int) -> None:
    luck = random.Random(number)
    quota = {"quota_by": Dimension.TERRITORY, "quota_least": 0, "quota_most": 2} if number % 2 else {}
    plan, _made = counted(cast, luck, blank_count=number % 3 == 0, **quota)
    folder = bundled(plan, tmp_path / "one")
    assert matches(folder)
    again = bundled(plan, tmp_path / "two")
    assert {name: (folder / name).read_bytes() for name in files_in(folder)} == {
        name: (again / name).read_bytes() for name in files_in(again)
    }
    published = [one.proposal.reference for one in standings(plan) if one.elected]
    assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["winners"] == published


def test_the_pabulib_file_is_the_same_vote(cast: Cast, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(5), rule=Rule.PHRAGMEN)
    folder = bundled(plan, tmp_path / "b")
    election = pabulib.read((folder / "votes.pb").read_text(encoding="utf-8").splitlines())
    said = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    result = select(election.profile, Rule.PHRAGMEN, 3, said["seed"])
    assert [election.profile.references[winner] for winner in result.winners] == said["winners"]
    assert election.profile.voters == said["voters"]
    assert election.meta["budget"] == "3"


def test_a_winner_that_was_taken_out_is_named_with_its_reason(cast: Cast, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(3))
    first = next(one.proposal for one in standings(plan) if one.elected)
    counting.remove_winner(cast.dario, plan, first, WHY)
    folder = bundled(plan, tmp_path / "b")
    said = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert said["removed"] == [{"reference": first.reference, "reason": WHY}]
    assert first.reference not in said["winners"]


def test_a_receipt_of_the_platform_is_found_in_the_bundle(cast: Cast, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(4))
    folder = bundled(plan, tmp_path / "b")
    leaf = db.session.scalars(sa.select(Leaf).where(Leaf.plan_id == plan.id, Leaf.nonce.is_not(None))).first()
    assert leaf
    assert f"leaf {leaf.position} " in find(folder, words_of(leaf.hash))


def test_nothing_of_the_voters_is_in_it(cast: Cast, tmp_path: Path) -> None:
    plan, _made = voted(random.Random(8))
    voter = factories.person("Joaquina Inconfundível", email="joaquina.unica@example.org")
    ballot = db.session.scalars(sa.select(Ballot).where(Ballot.plan_id == plan.id)).first()
    assert ballot
    ballot.voter_id = voter.id
    counting.close_count(cast.dario, plan, "1")
    text = b"".join(path.read_bytes() for path in bundled(plan, tmp_path / "b").rglob("*.*"))
    assert b"Joaquina" not in text and b"joaquina" not in text
    header = (tmp_path / "b" / "ballots.csv").read_text(encoding="utf-8").split("\n")[0]
    assert header == "position,nonce,choices"


def test_before_the_count_the_ballots_stay_shut(cast: Cast, tmp_path: Path) -> None:
    plan, _made = voted(random.Random(1))
    with pytest.raises(Unwritable, match="not closed yet"):
        bundled(plan, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_ballots_without_a_leaf_cannot_be_proved(cast: Cast, tmp_path: Path) -> None:
    plan, _made = held(SHARED, 4)
    counting.close_count(cast.dario, plan, "1")
    with pytest.raises(Unwritable, match="not in the signed log"):
        bundled(plan, tmp_path / "b")


def test_a_result_that_the_rule_does_not_give_is_refused(cast: Cast, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(2))
    first = db.session.scalars(sa.select(Rank).where(Rank.plan_id == plan.id, Rank.rank == 1)).one()
    first.left = "1/7"
    db.session.flush()
    with pytest.raises(Unwritable, match="Seat 1"):
        bundled(plan, tmp_path / "b")


def test_a_choice_that_was_changed_in_the_database_is_noticed(cast: Cast, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(2))
    ballot = db.session.scalars(sa.select(Ballot).where(Ballot.plan_id == plan.id, Ballot.choices.any()).limit(1)).one()
    ballot.choices.pop()
    db.session.flush()
    with pytest.raises(Unwritable):
        bundled(plan, tmp_path / "b")


def test_the_commands_write_and_check(fresh_app: Flask, tmp_path: Path) -> None:
    cast = Cast.in_database()
    plan, _made = counted(cast, random.Random(6))
    runner, folder = fresh_app.test_cli_runner(), tmp_path / "bundle"
    command = ["elections", "bundle", plan.slug, "--output", str(folder)]
    first = runner.invoke(main, command)
    assert (first.exit_code, "matches" in first.output) == (0, True), first.output
    assert "is not empty" in runner.invoke(main, command).output
    assert runner.invoke(main, [*command, "--force"]).exit_code == 0
    told = runner.invoke(main, ["verify", str(folder)])
    assert (told.exit_code, told.output.splitlines()[-1]) == (0, "matches")
    (folder / "ballots.csv").write_text("position,nonce,choices\n", encoding="utf-8")
    told = runner.invoke(main, ["verify", str(folder)])
    assert told.exit_code == 1
    assert told.output.splitlines()[-1].startswith("differs: ballots.csv, line 2: the ballot of leaf")
    (folder / "mine.txt").write_text("x", encoding="utf-8")
    assert "mine.txt" in runner.invoke(main, [*command, "--force"]).output
    assert (folder / "mine.txt").exists()
    assert "There is no plan" in runner.invoke(main, ["elections", "bundle", "nada", "--output", "x"]).output
    db.session.execute(sa.delete(Count))
    db.session.commit()
    assert "not closed yet" in runner.invoke(main, [*command[:3], "--output", str(tmp_path / "other")]).output
