"""Votes that residents cast while voting was open, for the tests of bundles."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Rule, StageKind
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.audit_bundle import pabulib
from ogp_participa.vote.audit_bundle.actions import bring_ballots, close_imported, open_edition, write_bundle
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballots import actions as voting
from ogp_participa.vote.ballots.queries import ballot_of, chosen_proposals
from ogp_participa.vote.count import actions as counting
from tests import factories
from tests.cast import Cast

WHY = "A Secretaria de Obras examinou o terreno: ele é de área de risco e não pode receber obra."


def voted(luck: random.Random, voters: int = 12, proposals: int = 6, **settings: Any) -> tuple[Plan, list[Proposal]]:
    """A plan whose vote ended yesterday. People chose, changed and emptied their ballots; the log was sealed
    meanwhile; a proposal that somebody may have chosen was withdrawn."""
    given = {"seats": 3, "choices": 3, "rule": luck.choice(list(Rule)), "tie_source": "Loteria", **settings}
    plan = factories.plan(rights=(), **given)
    factories.stage(plan, StageKind.VOTING, opens=-9, closes=-1)
    factories.stage(plan, StageKind.DRAFTING, opens=-1, closes=30, rights=DEFAULT_RIGHTS[StageKind.DRAFTING])
    made = [factories.proposal(plan, territory=luck.choice(["SE", "PR", None])) for _ in range(proposals)]
    with time_machine.travel(now() - timedelta(days=3), tick=False):
        for _ in range(voters):
            person = factories.person()
            for proposal in luck.sample(made, luck.randint(1, 3)):
                voting.cast(person, proposal)
            if luck.random() < 0.3:
                ballot = ballot_of(person, plan)
                for proposal in chosen_proposals(ballot)[: luck.randint(1, 3)]:
                    voting.uncast(person, proposal)
            if luck.random() < 0.2:
                seal(plan)
    made[-1].enter(State.WITHDRAWN)
    db.session.commit()
    return plan, made


def counted(cast: Cast, luck: random.Random, **settings: Any) -> tuple[Plan, list[Proposal]]:
    """The same with the count closed."""
    plan, made = voted(luck, **settings)
    counting.close_count(cast.dario, plan, str(luck.randint(0, 99_999)))
    db.session.commit()
    return plan, made


ELSEWHERE = """META
key;value
unit;De fora
vote_type;approval
PROJECTS
project_id;cost;name
L1;900;Zielony skwer
L2;20;Biblioteka
L3;30;Ławki i drzewa
VOTES
voter_id;vote
1;L1,L2
2;L1,L2
3;L1
4;L3
"""


def held_elsewhere() -> Plan:
    """A small election that was imported, at /planos/de-fora."""
    election = pabulib.read(ELSEWHERE.splitlines())
    plan = open_edition(election, slug="de-fora", seats=2, rule=Rule.PHRAGMEN, source="de-fora.pb")
    for _ in bring_ballots(plan, election):
        pass
    close_imported(plan, "48211", "de-fora.pb")
    return plan


def bundled(plan: Plan, folder: Path) -> Path:
    """The bundle of a plan's vote."""
    for _ in write_bundle(plan, folder):
        pass
    return folder
