"""From a motion before the seats to a deliberation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.decision.deliberation.models import Motion, Stance, VotingWay
from ogp_participa.decision.deliberation.queries import newest_draft, standing
from ogp_participa.decision.roll_call import actions, queries
from ogp_participa.decision.roll_call.models import CallState
from ogp_participa.forum.seats.models import Position, Tenure
from tests import factories
from tests.cast import Cast
from tests.decision.deliberation import decided, written
from tests.decision.roll_call import called, say
from tests.drafting.consultation import opened


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """The sentences are looked at as they are written in the code."""
    with force_locale("en"):
        yield


def test_members_vote_and_staff_enter_what_was_said_in_the_room(cast: Cast) -> None:
    opened(cast)
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    actions.cast(cast.dario, call, cast.celio_seat, say(Stance.FOR, cast.celio_seat.tenures[0]), 0)
    deliberation = actions.close(cast.dario, call, "https://example.org/ata")
    assert (
        deliberation.approves and standing(cast.plan) is deliberation and deliberation.draft is newest_draft(cast.plan)
    )
    assert {(vote.seat_id, vote.vote, vote.way) for vote in deliberation.votes} == {
        (cast.clara_seat.id, Stance.FOR, VotingWay.ONLINE),
        (cast.celio_seat.id, Stance.FOR, VotingWay.ROOM),
    }
    assert call.state is CallState.CLOSED and not queries.is_calling(cast.plan)


def test_who_said_nothing_was_absent(cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    deliberation = actions.close(cast.dario, call)
    assert not deliberation.carried
    assert {vote.vote for vote in deliberation.votes} == {Stance.FOR, Stance.ABSENT}


def test_nobody_votes_for_the_seat_of_another(cast: Cast) -> None:
    call = called(cast)
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused, match="do not hold"):
            actions.cast(person, call, cast.celio_seat, say(Stance.FOR, cast.celio_seat.tenures[0]), 0)


def test_a_vote_is_changed_until_the_end_and_not_after(cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    with pytest.raises(Stale):
        actions.cast(cast.clara, call, cast.clara_seat, say(Stance.AGAINST), 0)
    changed = actions.cast(cast.clara, call, cast.clara_seat, say(Stance.AGAINST, text="Falta um prazo."), 1)
    assert changed and (changed.vote, changed.revision) == (Stance.AGAINST, 2)
    deliberation = actions.close(cast.dario, call)
    db.session.commit()
    assert {vote.text for vote in deliberation.votes} == {"Falta um prazo.", ""}
    with pytest.raises(Refused, match="closed"):
        actions.cast(cast.clara, call, cast.clara_seat, say(), 2)
    with pytest.raises(Refused, match="closed"):
        actions.close(cast.dario, call)


def test_the_alternate_votes_when_the_full_member_has_not(cast: Cast) -> None:
    second = factories.person("Rui Prado")
    cast.clara_seat.tenures.append(Tenure(person_id=second.id, position=Position.SUPLENTE, from_date=today()))
    db.session.commit()
    call = called(cast)
    actions.cast(second, call, cast.clara_seat, say(Stance.ABSTAINED), 0)
    actions.cast(cast.clara, call, cast.clara_seat, say(Stance.FOR), 1)
    with pytest.raises(Refused, match="full member of this seat has voted"):
        actions.cast(second, call, cast.clara_seat, say(Stance.AGAINST), 2)
    deliberation = actions.close(cast.dario, call)
    assert [vote.position for vote in deliberation.votes if vote.vote is Stance.FOR] == [Position.TITULAR]


def test_staff_do_not_touch_what_a_member_voted_and_can_take_out_what_they_typed(cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    with pytest.raises(Refused, match="voted online"):
        actions.cast(cast.dario, call, cast.clara_seat, say(Stance.AGAINST, cast.clara_seat.tenures[0]), 1)
    there = cast.celio_seat.tenures[0]
    actions.cast(cast.dario, call, cast.celio_seat, say(Stance.FOR, there), 0)
    actions.cast(cast.dario, call, cast.celio_seat, say(Stance.ABSENT), 1)
    assert [vote.seat_id for vote in call.votes] == [cast.clara_seat.id]
    actions.cast(cast.celio, call, cast.celio_seat, say(Stance.ABSTAINED), 0)


def test_a_conflict_of_interest_says_what_it_is(cast: Cast) -> None:
    call = called(cast)
    with pytest.raises(Refused, match="conflict of interest"):
        actions.cast(cast.clara, call, cast.clara_seat, say(Stance.CONFLICT), 0)


def test_one_motion_at_a_time_and_only_staff_put_it(cast: Cast) -> None:
    with pytest.raises(Refused, match="Write first what the decision"):
        actions.call_seats(cast.dario, cast.plan, Motion.APPROVE, "")
    call = called(cast)
    with pytest.raises(Refused, match="already"):
        actions.call_seats(cast.dario, cast.plan, Motion.REJECT, "")
    with pytest.raises(Refused):
        actions.close(cast.clara, call)
    with pytest.raises(Refused, match="sentence"):
        actions.withdraw(cast.dario, call, "Engano.")
    actions.withdraw(cast.dario, call, "A moção certa é outra: aprovar com mudanças.")
    with pytest.raises(Refused, match="which changes"):
        actions.call_seats(cast.dario, cast.plan, Motion.APPROVE_WITH_CHANGES, " ")
    with pytest.raises(Refused):
        actions.call_seats(cast.clara, cast.plan, Motion.APPROVE, "")
    assert queries.calls_withdrawn(cast.plan) == [call] and standing(cast.plan) is None


def test_when_the_stage_is_over_nobody_votes_and_staff_still_close(cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    call.at = now() - timedelta(hours=2)
    for stage in cast.plan.stages:
        stage.closes_at = now() - timedelta(hours=1)
    db.session.commit()
    with pytest.raises(Refused, match="open now"):
        actions.cast(cast.celio, call, cast.celio_seat, say(), 0)
    assert actions.close(cast.dario, call).votes


def test_a_vote_given_before_a_term_ended_counts(cast: Cast) -> None:
    call = called(cast)
    cast_vote = actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    assert cast_vote
    cast_vote.at = now() - timedelta(days=1)
    cast.clara_seat.tenures[0].until_date = today() - timedelta(days=1)
    db.session.commit()
    deliberation = actions.close(cast.dario, call)
    assert Stance.FOR in {vote.vote for vote in deliberation.votes}


def test_a_deliberation_from_the_minutes_meanwhile_is_not_written_over(cast: Cast) -> None:
    written(cast)
    call = actions.call_seats(cast.dario, cast.plan, Motion.APPROVE, "")
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    decided(cast)
    with pytest.raises(Stale):
        actions.close(cast.dario, call)
