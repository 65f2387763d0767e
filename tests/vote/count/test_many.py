"""A vote of more proposals than there are signs of two bytes: ballots are taken, counted, and proved."""

import random
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Rule
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.count.queries.profile import vote_of
from ogp_participa.vote.verifier.check import check
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.tally import MOST_CANDIDATES, SHORT, Profile, candidate_of, sign
from tests import factories
from tests.cast import Cast
from tests.vote.verifier.bundles import make

MANY = SHORT + 60
"""55,100 proposals; the release before closed the vote of 55,041 with an error."""


def test_every_candidate_has_a_sign_of_its_own_that_a_text_can_hold() -> None:
    some = [0, 1, SHORT - 1, SHORT, SHORT + 1, MOST_CANDIDATES - 1]
    assert [candidate_of(ord(sign(candidate))) for candidate in some] == some
    assert "".join(map(sign, some)).encode("utf-8").decode("utf-8") == "".join(map(sign, some))


def test_the_rules_choose_the_same_among_few_and_many() -> None:
    luck = random.Random(3)
    few = [luck.sample(range(8), luck.randint(0, 4)) for _ in range(40)]
    places = [*sorted(luck.sample(range(SHORT - 1), 6)), SHORT - 1, MANY - 1]
    names = [f"P-{number:06}" for number in range(MANY)]
    whole = Profile.of(names, [[places[choice] for choice in ballot] for ballot in few])
    small = Profile.of([names[place] for place in places], few)
    for rule in Rule:
        winners = [places[winner] for winner in select(small, rule, 4, "7").winners]
        assert list(select(whole, rule, 4, "7").winners) == winners, rule


def test_the_ballots_of_so_many_proposals_are_read_and_counted(cast: Cast) -> None:
    plan = cast.plan
    first = factories.proposal(plan)
    columns: dict[str, Any] = {
        column.key: getattr(first, column.key) for column in sa.inspect(Proposal).column_attrs if column.key != "id"
    }
    rows = [{**columns, "number": first.number + place} for place in range(1, MANY)]
    db.session.execute(sa.insert(Proposal), rows)
    numbers = db.session.scalars(sa.select(Proposal.id).where(Proposal.plan_id == plan.id).order_by(Proposal.id)).all()
    for chosen in ([0, MANY - 1], [MANY - 1], [SHORT]):
        ballot = Ballot(plan_id=plan.id)
        ballot.choices = [Choice(proposal_id=numbers[place], slot=slot) for slot, place in enumerate(chosen, start=1)]
        db.session.add(ballot)
    db.session.flush()
    profile = vote_of(plan).profile
    assert {place: votes for place, votes in enumerate(profile.approvals) if votes} == {0: 1, SHORT: 1, MANY - 1: 2}
    assert select(profile, plan.rule, 1, "48211").winners == (MANY - 1,)


def test_the_bundle_of_so_many_candidates_matches(tmp_path: Path) -> None:
    names = [f"P-2026-{number:06}" for number in range(MANY)]
    ballots: list[list[tuple[str, ...]]] = [
        [(names[0], names[-1])],
        [(names[-1],)],
        [(names[SHORT],), (names[SHORT - 1],)],
    ]
    vote = make(tmp_path / "b", ballots, [(name, "", True) for name in names], seats=1)
    assert [names[winner] for winner in vote.result.winners] == names[-1:]
    assert check(tmp_path / "b", say=lambda _sentence: None) == []
