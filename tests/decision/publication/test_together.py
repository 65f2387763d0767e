"""Somebody saves at the very moment in which somebody else publishes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.publication import actions, queries
from ogp_participa.drafting.commitments import actions as editing
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from tests.cast import Cast
from tests.decision.publication import ready


def test_what_is_saved_in_that_moment_is_published_or_refused(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    plan, commitment = ready(cast)
    numbers = (cast.dario.id, plan.id, commitment.id)
    db.session.remove()
    together = Barrier(2)

    def publish() -> str:
        with fresh_app.app_context():
            person, published = db.session.get_one(Person, numbers[0]), db.session.get_one(Plan, numbers[1])
            db.session.rollback()
            together.wait()
            actions.publish(person, published, "")
            db.session.commit()
            return "published"

    def save() -> str:
        with fresh_app.app_context():
            person, written = db.session.get_one(Person, numbers[0]), db.session.get_one(Commitment, numbers[2])
            db.session.rollback()
            together.wait()
            try:
                editing.save(person, written, {"summary": "No último instante"}, 1, "Pressa")
            except Refused:
                return "refused"
            db.session.commit()
            return "saved"

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(publish), pool.submit(save)
        assert first.result(timeout=60) == "published"
        what = second.result(timeout=60)
    edition = queries.edition_of(db.session.get_one(Plan, numbers[1]))
    assert edition
    [part] = edition.parts
    assert part.version.number == part.commitment.version == part.commitment.published
    assert (part.version.content["summary"] == "No último instante") == (what == "saved")
