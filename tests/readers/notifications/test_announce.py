"""Who is told of what, once, and in their own language."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.roll_call import actions as rollcall
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.forum.seats.models import Position, Tenure
from ogp_participa.moderation.models import Decision, DecisionState, Outcome, Reason
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.letters import LONGEST_SUBJECT, short_subject
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.comments.models import Comment, Follow
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.jobs.tasks import announce
from ogp_participa.readers.notifications.actions import announce_events, mute
from ogp_participa.readers.notifications.audiences import AUDIENCES
from ogp_participa.readers.notifications.models import Announced, Notification, Topic
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.roll_call import called, say
from tests.drafting.consultation import opened, said


def told() -> list[tuple[int, Topic]]:
    """Who was told, under which topic."""
    rows = db.session.execute(sa.select(Notification.person_id, Notification.topic).order_by(Notification.person_id))
    return [(person, topic) for person, topic in rows]


def mails() -> list[Mail]:
    """Every mail, oldest first."""
    return list(db.session.scalars(sa.select(Mail).order_by(Mail.id)))


def follow(person: Person, proposal: Proposal) -> None:
    """Somebody follows a proposal."""
    db.session.add(Follow(person_id=person.id, proposal_id=proposal.id))
    db.session.flush()


def test_author_and_followers_are_told_of_a_publication(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    follow(cast.bruno, proposal)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    announce_events()
    assert told() == [(cast.ana.id, Topic.MINE), (cast.bruno.id, Topic.FOLLOWED)]
    mail = mails()[0]
    assert proposal.reference in mail.subject
    assert proposal.title in mail.text
    assert f"/propostas/{proposal.address}" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_announcing_twice_tells_once(cast: Cast) -> None:
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=factories.proposal(cast.plan, cast.ana))
    for _time in range(2):
        announce_events()
    assert len(told()) == len(mails()) == 1


def test_whoever_acts_is_not_told_of_it_except_for_receipts(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    comment = Comment(proposal_id=proposal.id, author_id=cast.ana.id, signed="Ana S.", text="Obrigada.")
    db.session.add(comment)
    db.session.flush()
    record(Kind.COMMENT_WRITTEN, by=cast.ana, on=proposal, comment_id=comment.id)
    announce_events()
    assert told() == []
    record(Kind.PROPOSAL_SUBMITTED, by=cast.ana, on=proposal, version=1)
    announce_events()
    assert told() == [(cast.ana.id, Topic.MINE)]


def test_voters_are_never_told_and_nobody_is_told_of_ballots(cast: Cast) -> None:
    record(Kind.BALLOT_CONFIRMED, by=cast.bruno, on=cast.plan)
    announce_events()
    assert told() == []
    assert Kind.BALLOT_CONFIRMED not in AUDIENCES


def test_a_merge_is_told_on_both_sides_and_its_result_to_those_merged(cast: Cast) -> None:
    target = factories.proposal(cast.plan, cast.bruno)
    merged = factories.proposal(cast.plan, cast.ana, State.MERGED, merged_into_id=target.id)
    dora = factories.person("Dora Reis")
    follow(dora, merged)
    record(Kind.PROPOSAL_MERGED, by=cast.clara, on=merged, into_id=target.id)
    announce_events()
    assert told() == [
        (cast.ana.id, Topic.MINE),
        (cast.bruno.id, Topic.FOLLOWED),
        (dora.id, Topic.FOLLOWED),
    ]
    record(Kind.PROPOSAL_ANSWERED, by=cast.dario, on=target)
    announce_events()
    assert {person for person, _topic in told()[3:]} <= {cast.ana.id, cast.bruno.id, dora.id}
    assert len(told()) == 6


def test_a_hidden_comment_is_told_to_its_writer_alone(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    comment = Comment(proposal_id=proposal.id, author_id=cast.bruno.id, signed="Bruno L.", text="…", hidden=True)
    db.session.add(comment)
    db.session.flush()
    record(Kind.COMMENT_HIDDEN, by=cast.clara, on=comment, comment_id=comment.id, reason="Ofende uma pessoa.")
    announce_events()
    assert told() == [(cast.bruno.id, Topic.MINE)]
    assert "Ofende uma pessoa." in mails()[0].text


def test_a_change_of_the_calendar_is_told_to_those_who_take_part(cast: Cast) -> None:
    follow(cast.bruno, factories.proposal(cast.plan, cast.ana))
    record(Kind.STAGE_CHANGED, by=cast.dario, on=cast.plan, stage="Votação", reason="Feriado.")
    announce_events()
    assert told() == [(cast.ana.id, Topic.STAGES), (cast.bruno.id, Topic.STAGES)]
    assert "Feriado." in mails()[0].text


def test_who_holds_a_seat_today_is_told_of_a_motion_and_that_it_was_taken_back(cast: Cast) -> None:
    gone, alternate = factories.person("Gil Prado"), factories.person("Lia Couto")
    given = {"seat_id": cast.clara_seat.id, "from_date": today() - timedelta(days=9)}
    db.session.add(
        Tenure(person_id=gone.id, position=Position.SUPLENTE, until_date=today() - timedelta(days=1), **given)
    )
    db.session.add(Tenure(person_id=alternate.id, position=Position.SUPLENTE, **given))
    empty = factories.seat(cast.plan, Sector.CIVIL_SOCIETY, factories.person("Nil Reis"))
    empty.organisation = None
    factories.seat(factories.plan(), Sector.CIVIL_SOCIETY, cast.bruno)
    call = called(cast)
    announce_events()
    seated = {person for person, topic in told() if topic is Topic.MINE}
    assert {cast.clara.id, cast.celio_seat.tenures[0].person_id, alternate.id} <= seated
    assert not seated & {gone.id, cast.ana.id, cast.bruno.id, cast.dario.id, empty.tenures[0].person_id}
    [mail] = [one for one in mails() if one.person_id == cast.clara.id]
    assert f"/gestao/planos/{cast.plan.slug}/deliberacao/chamada" in mail.text
    before = len(told())
    rollcall.withdraw(cast.dario, call, "O texto da minuta vai mudar antes.")
    announce_events()
    assert len(told()) == before + len(seated)
    assert "O texto da minuta vai mudar antes." in mails()[-1].text


def test_the_seats_hear_what_came_of_the_motion(cast: Cast) -> None:
    call = called(cast)
    rollcall.cast(cast.clara, call, cast.clara_seat, say(), 0)
    announce_events()
    before = len(told())
    rollcall.close(cast.dario, call)
    announce_events()
    assert len(told()) > before
    [_call, mail] = [one for one in mails() if one.person_id == cast.clara.id]
    assert "Não foi aprovado" in mail.text
    assert f"/planos/{cast.plan.slug}/deliberacao" in mail.text


def test_a_new_member_is_told_of_the_seat(cast: Cast) -> None:
    tenure = cast.clara_seat.tenures[0]
    record(Kind.MEMBER_SEATED, by=cast.dario, on=cast.plan, seat_id=cast.clara_seat.id, tenure_id=tenure.id)
    announce_events()
    assert told() == [(cast.clara.id, Topic.MINE)]


def test_mail_speaks_the_persons_language_and_respects_what_was_muted(cast: Cast) -> None:
    cast.ana.locale, cast.bruno.locale = "en", "es"
    proposal = factories.proposal(cast.plan, cast.ana)
    follow(cast.bruno, proposal)
    follow(cast.celio, proposal)
    mute(cast.celio, Topic.FOLLOWED)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    announce_events()
    english, spanish = mails()
    assert "/en/propostas/" in english.text
    assert "is published" in english.subject
    assert "/es/propostas/" in spanish.text
    assert 'lang="es"' in spanish.html
    assert len(told()) == 3, "the inbox keeps what is muted"


def test_no_mail_goes_to_an_address_that_was_not_proved(cast: Cast) -> None:
    unproved = factories.person(confirmed=False)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=factories.proposal(cast.plan, unproved))
    announce_events()
    assert len(told()) == 1
    assert mails() == []


def test_the_reason_of_a_decision_is_in_the_mail(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, State.NEEDS_CHANGE)
    reason = db.session.scalars(sa.select(Reason).where(Reason.plan_id == cast.plan.id, Reason.number == "1.1")).one()
    decision = Decision(
        proposal_id=proposal.id,
        round=1,
        version=1,
        outcome=Outcome.RETURN,
        standing=DecisionState.IN_FORCE,
        by_id=cast.clara.id,
        reason_id=reason.id,
        text="Separe as duas ideias.",
    )
    db.session.add(decision)
    db.session.flush()
    record(Kind.PROPOSAL_RETURNED, by=cast.clara, on=proposal, decision_id=decision.id)
    announce_events()
    assert "Motivo 1.1" in mails()[0].text
    assert "Separe as duas ideias." in mails()[0].text


@pytest.mark.parametrize("kind", sorted(AUDIENCES))
@pytest.mark.parametrize("locale", ["pt_BR", "en", "es"])
def test_every_kind_has_words_in_every_language(cast: Cast, kind: Kind, locale: str) -> None:
    cast.ana.locale = locale
    proposal = factories.proposal(cast.plan, cast.ana)
    comment = Comment(proposal_id=proposal.id, author_id=cast.ana.id, signed="Ana S.", text="Oi")
    tenure = cast.clara_seat.tenures[0]
    tenure.person_id = cast.ana.id
    db.session.add(comment)
    follow(cast.ana, proposal)
    subjects: dict[str, Any] = {
        "person": cast.ana,
        "identity": cast.ana,
        "stage": cast.plan,
        "member": cast.plan,
        "comment": comment,
        "roll": cast.plan,
        "forum": cast.plan,
    }
    if kind.startswith("contribution"):
        subjects["contribution"] = said(cast.ana, opened(cast))
    on = subjects.get({"role": "person", "stages": "stage"}.get(kind.split("_")[0], kind.split("_")[0]), proposal)
    details = {"comment_id": comment.id} if kind.startswith("comment") else {}
    details |= {"tenure_id": tenure.id} if kind.startswith("member") else {}
    opinion = {"opinion_id": 1, "about": "legal"}
    more: dict[Kind, dict[str, Any]] = {
        Kind.IDENTITY_CHECKED: {"level": "checked"},
        Kind.OPINION_GIVEN: {**opinion, "version": 2, "finding": "unfavourable", "institution": "SMADS"},
        Kind.OPINION_APPEALED: opinion,
        Kind.ROLL_CALL_OPENED: {"motion": "approve"},
        Kind.FORUM_DELIBERATED: {"motion": "approve_with_changes", "carried": True, "deliberation_id": 1},
        Kind.ROLL_CALL_WITHDRAWN: {"reason": "O texto vai mudar."},
        Kind.CONTRIBUTION_ANSWERED: {"reply_id": 1, "outcome": "in_part", "number": 1},
        Kind.OPINION_ANSWERED: {**opinion, "kept": True, "institution": "SMADS"},
    }
    record(kind, by=None, on=on, **details, **more.get(kind, {}))
    announce_events()
    (mail,) = [one for one in mails() if one.person_id == cast.ana.id]
    assert 0 < len(mail.subject) <= LONGEST_SUBJECT
    assert "%(" not in mail.subject + mail.text + mail.html


def test_four_workers_at_once_tell_everybody_once(fresh_app: Flask) -> None:
    plan = factories.plan()
    authors = [factories.person() for _n in range(10)]
    proposals = [factories.proposal(plan, author) for author in authors for _n in range(12)]
    for proposal in proposals:
        record(Kind.PROPOSAL_PUBLISHED, by=None, on=proposal)
    db.session.commit()
    errors: list[BaseException] = []

    def work() -> None:
        try:
            with fresh_app.app_context():
                announce()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    counts = [
        db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Event, Announced, Notification, Mail)
    ]
    assert counts == [120, 120, 120, 120]


def test_a_long_subject_is_cut_between_words() -> None:
    subject = short_subject("P-2026-0093: Parecer técnico – favorável com mudanças e mais")
    assert subject == "P-2026-0093: Parecer técnico – favorável com…"
    assert short_subject("x" * LONGEST_SUBJECT) == "x" * LONGEST_SUBJECT
    assert len(short_subject("x" * 90)) == LONGEST_SUBJECT


def test_the_reason_of_a_decision_comes_in_the_language_of_the_reader(cast: Cast) -> None:
    cast.ana.locale = "es"
    proposal = factories.proposal(cast.plan, cast.ana, State.NEEDS_CHANGE)
    reason = db.session.scalars(sa.select(Reason).where(Reason.plan_id == cast.plan.id)).first()
    assert reason is not None
    reason.text_es = "Junta más de una idea."
    decision = Decision(
        proposal=proposal, round=1, version=1, outcome=Outcome.RETURN, standing=DecisionState.IN_FORCE, reason=reason
    )
    db.session.add(decision)
    db.session.flush()
    record(Kind.PROPOSAL_RETURNED, by=cast.clara, on=proposal, decision_id=decision.id)
    announce_events()
    (mail,) = mails()
    assert "Junta más de una idea." in mail.text
    assert reason.text_pt not in mail.text


def test_an_event_that_cannot_be_told_stops_no_other(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    poison = record(Kind.OPINION_GIVEN, by=cast.dario, on=proposal, about="nothing we know")
    record(Kind.PROPOSAL_WITHDRAWN, by=cast.clara, on=proposal, reason="x")
    db.session.flush()
    while announce_events():
        pass
    told = db.session.scalars(sa.select(Notification.event_id).where(Notification.person_id == cast.ana.id)).all()
    assert told
    assert poison.id not in told
    failed = db.session.get_one(Announced, poison.id)
    assert failed.error is not None
    eva = Browser(app, cast.eva)
    assert "opinion_given" in eva.get("/gestao/correio/problemas").text
    eva.post("/gestao/correio/problemas", {"event": str(poison.id)})
    assert db.session.scalars(sa.select(Announced).where(Announced.event_id == poison.id)).all() == []


def test_a_kind_of_event_of_a_newer_release_stops_no_other(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    newer = record(Kind.PROPOSAL_WITHDRAWN, by=cast.clara, on=proposal, reason="x")
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    db.session.flush()
    number, kind = newer.id, sa.type_coerce(sa.literal("of_tomorrow"), sa.String)
    db.session.execute(sa.update(Event).where(Event.id == number).values(kind=kind))
    db.session.expire_all()
    while announce_events():
        pass
    told = db.session.scalars(sa.select(Notification.event_id).where(Notification.person_id == cast.ana.id)).all()
    assert len(told) >= 1
    assert db.session.get_one(Announced, number).error == "LookupError"
    assert "of_tomorrow" in Browser(app, cast.eva).get("/gestao/correio/problemas").text
