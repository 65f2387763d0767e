"""Several at once: however many press the button in the same moment, one decision is made."""

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation.models import Appeal, Decision, SecondOpinion
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast, token_of
from tests.moderation.saying import fields, newcomer, refused, waiting

AT_ONCE = 8


def together(acts: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Start all acts in the same moment, each in a thread of its own; their answers."""
    answers: list[TestResponse] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], TestResponse]) -> None:
        start.wait(timeout=30)
        answers.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def pressing(app: Flask, person: Person, path: str, data: dict[str, str]) -> Callable[[], TestResponse]:
    """The press of a button, with everything before it already done."""
    client = Browser(app, person).client
    sent = {"csrf_token": token_of(client), **data}
    return lambda: client.post(path, data=sent)


def count(model: type) -> int:
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_eight_decide_at_once_and_one_decision_is_made(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    proposal = waiting(cast)
    people = [newcomer(cast, name=f"Nina {n}").person for n in range(AT_ONCE)]
    db.session.commit()
    path = f"/mesa/leitura/{proposal.reference}"
    forms = [fields(proposal, "publish"), fields(proposal, "return", reason="1.1")]
    acts = [pressing(fresh_app, person, path, forms[n % 2]) for n, person in enumerate(people)]
    db.session.rollback()

    codes = sorted(answer.status_code for answer in together(acts))

    assert codes == [303] + [409] * (AT_ONCE - 1)
    db.session.expire_all()
    decision = db.session.scalars(sa.select(Decision)).one()
    stored = db.session.get_one(Proposal, proposal.id)
    assert stored.state is {"publish": State.PUBLISHED, "return": State.NEEDS_CHANGE}[decision.outcome.value]
    assert count(Event) == 1


def test_eight_second_at_once_and_one_opinion_counts(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    proposal = waiting(cast)
    people = [newcomer(cast, Sector.GOVERNMENT, f"Nino {n}").person for n in range(AT_ONCE)]
    db.session.commit()
    Browser(fresh_app, cast.clara).post(f"/mesa/leitura/{proposal.reference}", fields(proposal, "refuse", reason="2.1"))
    db.session.expire_all()
    path = f"/mesa/segunda-leitura/{proposal.reference}"
    data = {"version": "1", "round": "1", "agrees": "yes", "text": ""}
    acts = [pressing(fresh_app, person, path, data) for person in people]
    db.session.rollback()

    codes = sorted(answer.status_code for answer in together(acts))

    assert codes == [303] + [409] * (AT_ONCE - 1)
    db.session.expire_all()
    assert count(SecondOpinion) == 1
    assert db.session.get_one(Proposal, proposal.id).state is State.REFUSED


def test_an_author_who_presses_twice_appeals_once(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    proposal = refused(cast)
    db.session.commit()
    data = {"text": "Peço que leiam de novo, por favor."}
    acts = [pressing(fresh_app, cast.ana, f"/propostas/{proposal.reference}/recurso", data) for _ in range(4)]
    db.session.rollback()

    codes = sorted(answer.status_code for answer in together(acts))

    assert codes == [303, 403, 403, 403]
    assert count(Appeal) == 1


def test_two_that_are_joined_with_each_other_at_once_do_not_both_vanish(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    one, other = (factories.proposal(cast.plan, cast.ana), factories.proposal(cast.plan, cast.bruno))
    db.session.commit()
    acts = [
        pressing(fresh_app, cast.clara, f"/mesa/leitura/{one.reference}", fields(one, "merge", into=other.reference)),
        pressing(fresh_app, cast.celio, f"/mesa/leitura/{other.reference}", fields(other, "merge", into=one.reference)),
    ]
    db.session.rollback()

    codes = sorted(answer.status_code for answer in together(acts))

    assert codes[0] == 303
    assert codes[1] in (403, 409)
    db.session.expire_all()
    states = [db.session.get_one(Proposal, p.id).state for p in (one, other)]
    assert sorted(states) == [State.MERGED, State.PUBLISHED]
