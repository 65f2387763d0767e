"""Ballots of every way from the box to the public bundle: it matches, and a changed way is noticed."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, StageKind
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.assisted_ballots import papers
from ogp_participa.vote.assisted_ballots.actions import correct
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballots.actions import cast as vote
from ogp_participa.vote.ballots.models import Leaf
from ogp_participa.vote.count.actions import close_count
from ogp_participa.vote.count.queries.results import count_of, standings
from ogp_participa.vote.verifier.check import check
from tests import factories
from tests.cast import Cast
from tests.vote.assisted_ballots.sheets import entered
from tests.vote.audit_bundle.votes import bundled


def found(folder: Path) -> str:
    """What the bundle's own check says."""
    return " ".join(str(item) for item in check(folder, say=lambda _said: None))


def three_ways(cast: Cast) -> tuple[Plan, list[Proposal]]:
    """A vote that ended yesterday: seven online, three with help, four on paper, of which one was typed again and one
    entered after closing."""
    plan = factories.plan(rights=(), seats=2, choices=3, tie_source="Loteria")
    factories.stage(plan, StageKind.VOTING, opens=-9, closes=-1)
    factories.stage(plan, StageKind.DRAFTING, opens=-1, closes=30, rights=DEFAULT_RIGHTS[StageKind.DRAFTING])
    candidates = [factories.proposal(plan) for _ in range(4)]
    with time_machine.travel(now() - timedelta(days=3), tick=False):
        for number in range(7):
            vote(factories.person(), candidates[number % 3])
        seal(plan)
        for number in range(3):
            entered(cast, [candidates[3], candidates[number]], f"ajuda-{number}@example.com", plan=plan)
            entered(cast, [candidates[3]], f"papel-{number}@example.com", f"A-{number}", plan=plan)
        seal(plan)
        correct(cast.dario, plan, "A-1", [candidates[0], candidates[3]], papers.PaperReason.MISTYPED)
    entered(cast, [candidates[1]], "papel-4@example.com", "A-4", plan=plan)
    close_count(cast.dario, plan, "48211")
    db.session.commit()
    return plan, candidates


def test_ballots_of_every_way_are_counted_and_the_bundle_matches(cast: Cast, tmp_path: Path) -> None:
    plan, candidates = three_ways(cast)
    count = count_of(plan)
    assert count
    assert count.channels == {"online": 7, "assisted": 3, "paper": 4}
    assert count.levels == {"email": 7, "checked": 7}
    votes = {item.proposal_id: item.votes for item in standings(plan)}
    assert [votes[item.id] for item in candidates] == [5, 4, 3, 6]
    folder = bundled(plan, tmp_path / "b")
    assert found(folder) == ""
    log = (folder / "log.csv").read_text(encoding="utf-8").splitlines()
    assert sum(",paper," in line for line in log) == 5
    nonces = sa.select(sa.func.count()).select_from(Leaf).where(Leaf.plan_id == plan.id, Leaf.nonce.is_not(None))
    assert db.session.scalar(nonces) == 14


@pytest.mark.parametrize(("way", "other"), [("paper", "online"), ("assisted", "paper"), ("online", "assisted")])
def test_a_ballot_that_is_given_another_way_is_noticed(cast: Cast, tmp_path: Path, way: str, other: str) -> None:
    plan, _made = three_ways(cast)
    folder = bundled(plan, tmp_path / "b")
    log = folder / "log.csv"
    log.write_text(log.read_text(encoding="utf-8").replace(f",{way},", f",{other},", 1), encoding="utf-8")
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    assert found(folder) != ""


def test_the_ways_are_part_of_what_was_signed(cast: Cast, tmp_path: Path) -> None:
    plan, _made = three_ways(cast)
    folder = bundled(plan, tmp_path / "b")
    for name in ("log.csv", "totals.json"):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace(",paper,", ",assisted,").replace('"assisted": 3', '"assisted": 7'), encoding="utf-8"
        )
    assert found(folder) != ""
