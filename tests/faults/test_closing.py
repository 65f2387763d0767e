"""Closing the vote while people vote: who was acknowledged is counted, who is late is told at once, nobody waits."""

import threading
import time
from urllib.parse import urlencode

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.ballots.models import Ballot
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.count.models import Count
from ogp_participa.vote.count.queries.results import standings
from tests.faults.rig import PATIENCE, Resident
from tests.faults.scene import Answer, Scene, ask

AT_ONCE = 5.0
"""Seconds within which everybody has an answer, also on a machine that does much else."""


class Voter(threading.Thread):
    """Somebody who chooses and takes back until they are told that it is over."""

    def __init__(self, scene: Scene, who: Resident) -> None:
        super().__init__(daemon=True)
        self.scene, self.who = scene, who
        self.slowest, self.last = 0.0, Answer(0, {}, "", 0)

    def run(self) -> None:
        """Vote; every 303 is an acknowledgement."""
        turn = 0
        headers = {"Cookie": self.who.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        while True:
            reference = self.scene.references[turn % 3]
            path = f"/propostas/{reference}/voto" + ("/remocao" if reference in self.who.chosen else "")
            self.last = ask(self.scene.server.port, "POST", path, urlencode({"csrf_token": self.who.token}), headers)
            self.slowest = max(self.slowest, self.last.seconds)
            if self.last.status != 303:
                return
            self.who.chosen ^= {reference}
            self.who.acknowledged += 1
            turn += 1


def test_the_vote_closes_under_load_and_counts_what_was_acknowledged(scene: Scene) -> None:
    voters = [Voter(scene, who) for who in scene.residents]
    for voter in voters:
        voter.start()
    scene.wait_for_votes(30)
    scene.vote_ends(seconds=1)
    pages = []
    while any(voter.is_alive() for voter in voters):
        pages.append(scene.get("/"))
        assert sum(page.seconds for page in pages) < PATIENCE
    for voter in voters:
        voter.join()
        assert voter.last.status == 403, voter.last.text[:500]
        assert "votação" in voter.last.text.lower()
        assert voter.slowest < AT_ONCE
    assert {page.status for page in pages} == {200}
    assert max(page.seconds for page in pages) < AT_ONCE
    time.sleep(0.1)
    db.session.expire_all()
    counting.close_count(db.session.get_one(Person, scene.staff_id), scene.plan, "12345")
    db.session.commit()
    counted = {rank.proposal.reference: rank.votes for rank in standings(scene.plan)}
    for reference, votes in counted.items():
        assert votes == sum(reference in voter.who.chosen for voter in voters), reference
    assert db.session.scalars(sa.select(Count.ballots)).one() == sum(bool(voter.who.chosen) for voter in voters)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == len(voters)
