"""From the terms of an edition to the acts, and what stands between a plan and its publication."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.decision.deliberation import actions, queries
from ogp_participa.decision.deliberation.models import Act, Motion, Stance
from ogp_participa.decision.publication.queries import missing_for_publication
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import StageKind
from ogp_participa.forum.seats.models import ForumDecision
from tests import factories
from tests.cast import Cast
from tests.decision.deliberation import decided, meeting, signature, signed, terms, texts, written, yesterday
from tests.drafting.consultation import commitment, opened
from tests.drafting.responses import answer
from tests.drafting.responses import said as said_of


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """The sentences are looked at as they are written in the code."""
    with force_locale("en"):
        yield


def test_without_terms_nothing_is_decided(cast: Cast) -> None:
    assert "Nobody has written down" in texts(cast.plan)
    with pytest.raises(Refused, match="what the decision of this edition needs"):
        decided(cast)
    with pytest.raises(Refused, match="what the decision of this edition needs"):
        signed(cast)


def test_terms_are_fixed_when_the_deliberation_opens(cast: Cast) -> None:
    written(cast)  # nobody had written any, so they can still come
    with pytest.raises(Refused, match="has opened"):
        written(cast, quorum=1)


def test_terms_change_before_and_the_record_keeps_each(cast: Cast) -> None:
    cast.plan.stages.clear()
    factories.stage(cast.plan, StageKind.DELIBERATION, opens=5, closes=9)
    written(cast)
    written(cast, quorum=7)
    events = db.session.scalars(sa.select(Event).where(Event.kind == Kind.TERMS_SET).order_by(Event.id)).all()
    assert [event.details["terms"]["quorum"] for event in events] == [2, 7]
    with pytest.raises(Refused, match="open now"):
        decided(cast)


def test_residents_and_members_decide_nothing_here(cast: Cast) -> None:
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused):
            actions.set_terms(person, cast.plan, terms())
    written(cast)
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused):
            actions.deliberate(person, cast.plan, meeting(cast), 0)


def test_a_deliberation_is_a_decision_of_the_forum(cast: Cast) -> None:
    written(cast)
    deliberation = decided(cast, Stance.FOR, Stance.FOR)
    assert deliberation.approves
    decision = db.session.scalars(sa.select(ForumDecision)).one()
    assert (decision.votes_for, decision.votes_against, decision.id) == (2, 0, deliberation.decision_id)


def test_dissent_is_kept_with_its_words(cast: Cast) -> None:
    written(cast)
    deliberation = decided(cast, Stance.AGAINST, Stance.FOR, dissent="O marco 2 perdeu ambição.")
    assert not deliberation.carried
    assert {vote.text for vote in deliberation.votes} == {"O marco 2 perdeu ambição.", ""}


def test_a_conflict_says_what_it_is_and_leaves_vote_and_quorum(cast: Cast) -> None:
    written(cast, quorum=1, each_sector=False)
    with pytest.raises(Refused, match="conflict"):
        decided(cast, Stance.CONFLICT, Stance.FOR)
    assert decided(cast, Stance.CONFLICT, Stance.FOR, dissent="Executa o contrato do portal.").carried


def test_who_votes_holds_the_seat_on_that_day(cast: Cast) -> None:
    written(cast)
    with pytest.raises(Refused, match="did not hold"):
        decided(cast, held_on=today() - timedelta(days=400))
    with pytest.raises(Refused, match="not come yet"):
        decided(cast, held_on=today() + timedelta(days=1))


def test_every_seat_is_there_once(cast: Cast) -> None:
    written(cast)
    factories.seat(cast.plan, Sector.GOVERNMENT, factories.person("Gil Serra"))
    with pytest.raises(Refused, match="seats of the forum have changed"):
        decided(cast)


def test_changes_that_were_approved_are_written_down(cast: Cast) -> None:
    written(cast)
    with pytest.raises(Refused, match="which changes"):
        decided(cast, motion=Motion.APPROVE_WITH_CHANGES)
    assert decided(cast, motion=Motion.APPROVE_WITH_CHANGES, text="O marco 2 fica.").approves


def test_a_later_deliberation_stands_and_what_was_signed_about_the_earlier_does_not(cast: Cast) -> None:
    written(cast)
    decided(cast)
    signed(cast)
    assert "Homologation" not in texts(cast.plan)
    decided(cast, motion=Motion.REJECT)
    assert "has not approved" in texts(cast.plan) and "Homologation" in texts(cast.plan)
    with pytest.raises(Refused, match="has not approved"):
        signed(cast, seen=1)


def test_who_filled_the_page_before_another_deliberation_writes_nothing(cast: Cast) -> None:
    written(cast)
    decided(cast)
    with pytest.raises(Stale):
        actions.deliberate(cast.dario, cast.plan, meeting(cast), 0)


def test_each_act_is_signed_by_its_side_after_the_forum(cast: Cast) -> None:
    written(cast)
    with pytest.raises(Refused, match="comes after"):
        signed(cast)
    decided(cast)
    civil, government = cast.clara_seat.organisation, cast.celio_seat.organisation
    assert civil and government
    with pytest.raises(Refused, match="belongs to the government"):
        signed(cast, Act.ENDORSEMENT, institution=government.name)
    with pytest.raises(Refused, match="belongs to civil society"):
        signed(cast, institution=civil.name)
    with pytest.raises(Refused, match="decided later"):
        signed(cast, signed_on=yesterday())
    with pytest.raises(Refused, match="find it"):
        signed(cast, number="")


def test_a_corrected_act_follows_and_both_stay(cast: Cast) -> None:
    written(cast)
    decided(cast)
    signed(cast)
    with pytest.raises(Stale):
        actions.sign(cast.dario, cast.plan, signature(), 0)
    assert signed(cast, seen=1, number="Resolução 10/2026").version == 2
    assert [act.number for act in queries.acts_of(cast.plan)] == ["Resolução 10/2026", "Resolução 9/2026"]


def test_an_edition_that_needs_no_forum_is_decided_by_its_acts(cast: Cast) -> None:
    written(cast, forum=False, endorsement=False)
    with pytest.raises(Refused, match="needs no deliberation"):
        decided(cast)
    with pytest.raises(Refused, match="does not need this act"):
        signed(cast, Act.ENDORSEMENT)
    signed(cast)
    assert "Homologation" not in texts(cast.plan) and "forum" not in texts(cast.plan)


def test_nothing_is_missing_when_everything_is_there(cast: Cast) -> None:
    draft = opened(cast)
    said_of(cast, draft, 1)
    written(cast)
    left = texts(cast.plan)
    assert "C-2026-0001" in left and "has not deliberated" in left and "template" in left
    decided(cast)
    for act in Act:
        signed(cast, act)
    answer(cast, cast.plan, "C-2026-0001")
    assert "template" in texts(cast.plan)
    assert len(missing_for_publication(cast.plan)) == 1  # only the fields of its commitment


def test_a_commitment_that_changed_after_the_approval_as_it_is_stands_in_the_way(cast: Cast) -> None:
    opened(cast)
    written(cast)
    decided(cast)
    new = commitment(cast.plan, 2)
    assert f"{new.reference} has changed" in texts(cast.plan)


def test_a_plan_without_commitments_is_none(cast: Cast) -> None:
    assert "no commitment" in texts(cast.plan)
