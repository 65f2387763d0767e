"""Plain functions that make a vote that is over and can be counted, with the ballots as the test writes them."""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Rule, StageKind
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballots.models import Ballot, Choice
from tests import factories

SEED = "48211"
SHARED = [*[{0, 1}] * 8, *[{0}] * 4, {1}, *[{2}] * 6, {3}, set[int]()]
"""Proposals 0 and 1 share most of their voters: a fair rule takes 2 before 1, although fewer people chose it."""


def held(ballots: Sequence[Collection[int]], proposals: int, **settings: Any) -> tuple[Plan, list[Proposal]]:
    """A plan whose vote ended yesterday, with so many proposals and these ballots; drafting is open."""
    plan = factories.plan(rights=(), **{"seats": 2, "choices": 5, "rule": Rule.PHRAGMEN, **settings})
    factories.stage(plan, StageKind.VOTING, opens=-9, closes=-1)
    factories.stage(plan, StageKind.DRAFTING, opens=-1, closes=30, rights=DEFAULT_RIGHTS[StageKind.DRAFTING])
    created = [factories.proposal(plan, factories.person(f"Autora {n}")) for n in range(proposals)]
    for chosen in ballots:
        ballot(plan, [created[number] for number in chosen])
    db.session.commit()
    return plan, created


def ballot(plan: Plan, chosen: Sequence[Proposal], **options: Any) -> Ballot:
    """A ballot with these choices."""
    created = Ballot(plan_id=plan.id, opened_at=now() - timedelta(days=2), **options)
    created.choices = [Choice(proposal_id=proposal.id, slot=slot) for slot, proposal in enumerate(chosen, start=1)]
    db.session.add(created)
    return created


def at_once(app: Flask, act: Callable[[], None], times: int = 8) -> list[str]:
    """What happened to ``times`` desks that press at the same moment."""
    answers: list[str] = []

    def press() -> None:
        with app.app_context():
            try:
                act()
                db.session.commit()
                answers.append("done")
            except Refused as refusal:
                db.session.rollback()
                answers.append(type(refusal).__name__)

    threads = [threading.Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
