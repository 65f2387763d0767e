"""Answering contributions, once and again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.promotion import actions as drafting
from ogp_participa.drafting.responses import actions
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.queries import answers, ledger, likeness
from ogp_participa.drafting.responses.queries.figures import figures_of
from ogp_participa.drafting.responses.queries.ledger import LedgerFilters
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.proposals.proposals.models import State
from ogp_participa.vote.count import actions as counting
from tests import factories
from tests.cast import Cast
from tests.drafting.responses import REASON, ROLE, SECRETARIAT, answer, commitment, counted, drafted, said, words
from tests.vote.count.elections import held


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """The sentences are looked at as they are written in the code."""
    with force_locale("en"):
        yield


def test_one_answer_serves_many_and_each_author_hears(cast: Cast) -> None:
    draft = drafted(cast)
    response = [said(cast, draft, number) for number in (1, 2, 3)]
    reply = answer(cast, cast.plan, "C-2026-0001", "C-2026-0002")
    assert ledger.unanswered(cast.plan).first == ["C-2026-0003"]
    assert {link.reference for link in answers.links_of(reply)[0]} == {"C-2026-0001", "C-2026-0002"}
    events = db.session.scalars(sa.select(Event).where(Event.kind == Kind.CONTRIBUTION_ANSWERED)).all()
    assert {event.subject_id for event in events} == {response[0].id, response[1].id}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InstitutionResponse)) == 1


def test_a_correction_is_a_new_answer_that_points_to_the_old(cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    first = answer(cast, cast.plan, contribution.reference)
    second = answer(cast, cast.plan, contribution.reference, text="Na verdade o prazo cabe, e entra no marco seguinte.")
    third = answer(cast, cast.plan, contribution.reference, outcome=ReplyOutcome.COVERED)
    assert [link.before for link in answers.links_of(third)[0]] == [second.id]
    assert [link.after for link in answers.links_of(first)[0]] == [second.id]
    assert [reply.id for reply in answers.answers_to(contribution_id=contribution.id)] == [
        third.id,
        second.id,
        first.id,
    ]
    assert first.text == REASON
    assert figures_of(cast.plan, now()).answered == 1


def test_who_filled_the_page_before_another_answer_writes_nothing(cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    rows = ledger.rows_cited(cast.plan, [contribution.reference])
    answer(cast, cast.plan, contribution.reference)
    with pytest.raises(Stale):
        actions.reply(cast.dario, cast.plan, rows, words(), seen=0)


def test_only_staff_answer(cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    rows = ledger.rows_cited(cast.plan, [contribution.reference])
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused):
            actions.reply(person, cast.plan, rows, words())


def test_hidden_contributions_and_proposals_that_never_were_published_do_not_wait(cast: Cast) -> None:
    said(cast, drafted(cast), 1, hidden=True)
    for state in (State.IN_REVIEW, State.REFUSED, State.WITHDRAWN):
        factories.proposal(cast.plan, cast.ana, state)
    assert ledger.unanswered(cast.plan).count == 0


def test_proposals_wait_for_the_count(cast: Cast) -> None:
    plan, (first, _second) = held([{0}], 2, seats=1)
    with pytest.raises(Refused, match="counted"):
        answer(cast, plan, first.reference)
    counting.close_count(cast.dario, plan, "48211")
    answer(cast, plan, first.reference)


def test_what_is_not_accepted_is_decided(cast: Cast) -> None:
    plan, (_first, second) = counted(cast)
    answer(cast, plan, second.reference)
    assert second.state is State.NOT_PROMOTED


def test_what_is_accepted_as_it_is_was_promoted(cast: Cast) -> None:
    plan, (first, second) = counted(cast)
    goal = commitment(plan)
    with pytest.raises(Refused, match="Promote"):
        answer(cast, plan, second.reference, outcome=ReplyOutcome.ACCEPTED, commitment=goal)
    drafting.promote(cast.dario, goal, [first])
    reply = answer(cast, plan, first.reference, outcome=ReplyOutcome.ACCEPTED, commitment=goal)
    assert reply.cited == goal.reference
    assert first.state is State.PROMOTED


def test_joined_proposals_get_the_answer_of_their_host(cast: Cast) -> None:
    plan, (first, second) = counted(cast)
    guest = factories.proposal(plan, cast.bruno, State.MERGED, merged_into_id=second.id)
    reply = answer(cast, plan, second.reference)
    assert {link.reference for link in answers.links_of(reply)[0]} == {second.reference, guest.reference}
    assert ledger.unanswered(plan).first == [first.reference]


def test_an_institution_that_is_renamed_stands_in_old_answers_as_it_was(cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    reply = answer(cast, cast.plan, contribution.reference)
    rename(cast.dario, reply.organisation, "Secretaria de Governo Digital", "Decreto")
    assert reply.institution == SECRETARIAT


def test_answers_of_the_count_wait_for_a_signature(cast: Cast) -> None:
    plan, (_first, second) = counted(cast)
    drafting.answer(cast.dario, plan, [second], "Não houve lugar para ela no plano desta vez.")
    assert figures_of(plan, now()).unsigned == 1
    assert ledger.unanswered(plan).count == 2
    assert actions.sign(cast.dario, plan, SECRETARIAT, ROLE) == 1
    assert actions.sign(cast.dario, plan, SECRETARIAT, ROLE) == 0
    (reply,) = answers.answers_to(proposal_id=second.id)
    assert (reply.text, reply.outcome) == ("Não houve lugar para ela no plano desta vez.", ReplyOutcome.NOT_ACCEPTED)
    assert ledger.unanswered(plan).count == 1


def test_the_ledger_is_narrowed_by_each_filter(cast: Cast) -> None:
    plan, (first, second) = counted(cast)
    answer(cast, plan, second.reference)

    def found(**wanted: Any) -> list[str]:
        return [row.reference for row in ledger.rows_of(plan, LedgerFilters(**wanted))[0]]

    assert found(answered=True) == [second.reference]
    assert found(answered=False) == [first.reference]
    assert found(outcome=ReplyOutcome.NOT_ACCEPTED) == [second.reference]
    assert found(kind="question") == []
    assert found(reference=first.reference) == [first.reference]
    assert found(reference="' OR 1=1") == []


def test_days_and_delays_stand_in_the_figures(cast: Cast) -> None:
    plan, (first, second) = counted(cast)
    for proposal, days in ((first, 40), (second, 12)):
        proposal.submitted_at = now() - timedelta(days=days)
    db.session.commit()
    assert figures_of(plan, now()).late == 0  # the vote closed a moment ago: nobody could answer before
    for stage in plan.stages:
        stage.opens_at, stage.closes_at = now() - timedelta(days=70), now() - timedelta(days=60)
    db.session.commit()
    figures = figures_of(plan, now())
    assert (figures.total, figures.late) == (2, 1)
    answer(cast, plan, second.reference)
    assert figures_of(plan, now()).median_days == 12
    assert figures_of(plan, now()).share_in_time == 0.5


def test_similar_ones_are_suggested(cast: Cast) -> None:
    draft = drafted(cast)
    said(cast, draft, 1, "O prazo do portal de dados abertos é longo demais.")
    said(cast, draft, 2, "É longo demais o prazo do portal de dados abertos")
    said(cast, draft, 3, "Quero mais árvores na minha rua.")
    said(cast, draft, 4, "O prazo do portal de dados abertos é longo demais!")
    answer(cast, cast.plan, "C-2026-0004")
    picked = ledger.rows_cited(cast.plan, ["C-2026-0001"])
    assert [row.reference for row in likeness.similar_to(cast.plan, picked)] == ["C-2026-0002"]


def test_the_table_holds_one_chain_for_each_contribution(cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    answer(cast, cast.plan, contribution.reference)
    answer(cast, cast.plan, contribution.reference)
    chain = db.session.scalars(sa.select(Answered).order_by(Answered.number)).all()
    assert [link.number for link in chain] == [1, 2]
    assert chain[1].previous_id == chain[0].id
