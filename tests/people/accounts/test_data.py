"""What is held about a person: seeing it, taking it along, and erasing it."""

import json

import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import Model, db
from ogp_participa.people.accounts.erasure import FATES, Fate
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import columns_to
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.comments.models import Comment, Follow
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.readers.notifications.models import Muted, Notification, Topic
from ogp_participa.vote.ballots.models import Ballot, Choice
from tests import factories
from tests.cast import Browser, Cast


def test_every_table_that_points_to_a_person_has_a_fate() -> None:
    pointing = {table.name for table in Model.metadata.tables.values() if columns_to(table)}
    assert pointing == set(FATES), "a new table says in accounts/rules.py what becomes of it when an account is erased"


def test_rows_that_keep_pointing_hold_no_signature() -> None:
    signed = {name for name, table in Model.metadata.tables.items() if "signed" in table.c and columns_to(table)}
    assert {name for name, fate in FATES.items() if fate is Fate.UNSIGNED} == signed


def live_a_little(cast: Cast) -> Ballot:
    """Ana writes, comments, follows, votes and is told of things."""
    proposal = factories.proposal(cast.plan, cast.ana)
    event = record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    db.session.flush()
    ballot = Ballot(plan_id=cast.plan.id, voter_id=cast.ana.id, choices=[Choice(proposal_id=proposal.id, slot=1)])
    notification = Notification(person_id=cast.ana.id, event_id=event.id, topic=Topic.MINE)
    db.session.add_all(
        [
            ballot,
            notification,
            Comment(proposal_id=proposal.id, author_id=cast.ana.id, signed="Ana S.", text="Concordo."),
            Follow(person_id=cast.ana.id, proposal_id=proposal.id),
            Muted(person_id=cast.ana.id, topic=Topic.STAGES),
            Draft(token="t" * 43, plan_id=cast.plan.id, person_id=cast.ana.id, title="Rascunho"),
            Mail(person_id=cast.ana.id, address=cast.ana.email, subject="Oi", text="Oi"),
        ]
    )
    db.session.commit()
    return ballot


def test_people_see_what_is_held_and_take_it_along(cast: Cast, app: Flask) -> None:
    live_a_little(cast)
    ana = Browser(app, cast.ana)
    assert "LGPD" in ana.get("/minha-conta/dados").text
    held = json.loads(ana.get("/minha-conta/dados.json").text)["tables"]
    assert set(held) == {"person", "choice", "leaf", *FATES}
    assert held["person"][0]["email"] == cast.ana.email
    assert all(held[name] for name in ("proposal", "comment", "follow", "ballot", "choice", "draft", "mail", "muted"))
    assert "password" not in held["person"][0]
    assert cast.bruno.email not in json.dumps(held)


def test_an_erased_person_is_forgotten_and_the_ballot_stays_counted(cast: Cast, app: Flask) -> None:
    ballot = live_a_little(cast)
    number, email = cast.ana.id, cast.ana.email
    ana = Browser(app, cast.ana)
    ana.get("/minha-conta/dados/exclusao")
    ana.post("/minha-conta/dados/exclusao", {"email": "errado@example.org"}, status=422)
    ana.post("/minha-conta/dados/exclusao", {"email": email.upper()})
    ana.get("/minha-conta", status=303)
    db.session.expire_all()
    person = db.session.get(Person, number)
    assert person is not None
    assert (person.name, person.active, person.erased_at is None) == ("", False, False)
    assert email not in str(db.session.execute(sa.select(Person.__table__)).all())
    kept = db.session.get(Ballot, ballot.id)
    assert kept is not None
    assert (kept.voter_id, len(kept.choices)) == (number, 1)
    assert db.session.scalars(sa.select(Comment.signed)).all() == [""]
    for table in (Draft, Follow, Notification, Muted, Mail):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert db.session.scalars(sa.select(Event.kind).order_by(Event.id.desc())).first() is Kind.PERSON_ERASED


def test_whoever_holds_a_seat_or_a_role_leaves_it_first(cast: Cast, app: Flask) -> None:
    for person in (cast.clara, cast.dario):
        browser = Browser(app, person)
        browser.get("/minha-conta/dados")
        browser.get("/minha-conta/dados/exclusao")
        browser.post("/minha-conta/dados/exclusao", {"email": person.email}, status=403)
        assert person.erased_at is None
