"""The last vote before closing, and the count right after it."""

import threading
from datetime import timedelta

from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, StageKind
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.ballots.actions import cast
from ogp_participa.vote.ballots.queries import proposal_to_choose
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.queries import results
from tests import factories
from tests.cast import Browser


def test_a_vote_that_the_clock_admitted_is_in_the_count(fresh_app: Flask) -> None:
    plan = factories.plan(rights=())
    stage = factories.stage(plan, StageKind.VOTING, opens=-2)
    proposal, ana = factories.proposal(plan), factories.person()
    dario = factories.person("Dario Melo", role="staff")
    cast(ana, factories.proposal(plan))  # a later choice touches neither ballot nor plan with a key
    stage.closes_at = now() + timedelta(seconds=0.5)
    numbers, reference = (plan.id, dario.id), proposal.reference
    db.session.commit()
    closed = threading.Event()

    def close() -> None:
        with fresh_app.app_context():
            actions.close_count(db.session.get_one(Person, numbers[1]), db.session.get_one(Plan, numbers[0]), "1")
            db.session.commit()
            closed.set()

    late = proposal_to_choose(reference, now())
    assert late
    cast(ana, late)
    over = threading.Event()
    over.wait(0.6)  # the vote is stored, not yet committed, when voting closes
    desk = threading.Thread(target=close)
    desk.start()
    assert not closed.wait(1), "the count waits for the vote"
    db.session.commit()
    desk.join(20)
    assert closed.is_set()
    db.session.expire_all()
    standing = results.standing_of(late)
    assert standing
    assert standing.votes == 1


def test_whoever_comes_late_waits_for_nobody(fresh_app: Flask) -> None:
    """A desk holds the plan, as closing does; late voters hear at once that voting is over."""
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.VOTING, opens=-9, closes=-1)
    factories.stage(plan, StageKind.DRAFTING, opens=-1, closes=30)
    proposal, ana = factories.proposal(plan), factories.person()
    db.session.commit()
    browser = Browser(fresh_app, ana)
    number, statuses = plan.id, list[int]()
    request = {"csrf_token": browser.token()}
    paths = [f"/propostas/{proposal.reference}/voto", f"/propostas/{proposal.reference}/voto/remocao"]
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":  # whoever writes to SQLite is alone already
        db.session.get_one(Plan, number, with_for_update={"of": Plan})

    def vote() -> None:
        statuses.extend(browser.client.post(path, data=request).status_code for path in paths)

    late = threading.Thread(target=vote)
    late.start()
    late.join(10)
    assert statuses == [403, 403], "told while the desk still holds the plan"
    db.session.rollback()
