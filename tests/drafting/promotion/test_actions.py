"""Promoting and answering."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import versions_of
from ogp_participa.drafting.promotion import actions, queries, wording
from ogp_participa.drafting.promotion.models import Basis, CountResponse, Promotion
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Cast
from tests.drafting.promotion.elections import counted, decision
from tests.vote.count.elections import at_once

WHY = "O Fórum e a área técnica juntaram esta proposta com a primeira, que trata do mesmo."


def _kinds() -> list[Kind]:
    return list(db.session.scalars(sa.select(Event.kind).order_by(Event.id)))


def test_an_elected_proposal_becomes_a_commitment_by_its_place(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados de ônibus", "")
    (promotion,) = actions.promote(cast.dario, commitment, proposals[:1])
    assert (promotion.basis, promotion.rank, proposals[0].state) == (Basis.RANKING, 1, State.PROMOTED)
    assert [p.proposal for p in queries.sources_of(commitment)] == [proposals[0]]
    assert [p.commitment for p in queries.promotions_of(proposals[0])] == [commitment]


def test_several_feed_one_and_one_feeds_several(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    first = actions.draft_commitment(cast.dario, plan, "Um", "")
    second = actions.draft_commitment(cast.dario, plan, "Dois", "")
    actions.promote(cast.dario, first, proposals[:2])
    actions.promote(cast.dario, second, proposals[:1])
    assert (first.number, second.number) == (1, 2)
    assert len(queries.sources_of(first)) == 2
    assert len(queries.promotions_of(proposals[0])) == 2


def test_promoting_out_of_order_needs_a_reason(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1, 1])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    with pytest.raises(Refused):
        actions.promote(cast.dario, commitment, proposals[:3])
    assert queries.sources_of(commitment) == []
    by_forum = actions.promote(cast.dario, commitment, [proposals[2]], decision(plan))
    by_reason = actions.promote(cast.dario, commitment, [proposals[3]], None, WHY)
    assert [p.basis for p in by_forum + by_reason] == [Basis.FORUM_DECISION, Basis.JUSTIFICATION]
    assert by_reason[0].justification == WHY


def test_a_forum_decision_of_another_plan_is_no_reason(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    with pytest.raises(Refused):
        actions.promote(cast.dario, commitment, [proposals[2]], decision(cast.plan))


def test_the_same_proposal_feeds_a_commitment_once(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    actions.promote(cast.dario, commitment, proposals[:1])
    assert actions.promote(cast.dario, commitment, proposals[:1]) == []
    assert _kinds().count(Kind.PROPOSAL_PROMOTED) == 1


def test_a_desk_that_was_slower_writes_nothing_over_the_other(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    first = actions.draft_commitment(cast.dario, plan, "Um", "")
    second = actions.draft_commitment(cast.eva, plan, "Dois", "")
    actions.promote(cast.dario, first, proposals[:1], seen=0)
    with pytest.raises(Stale):
        actions.promote(cast.eva, second, proposals[:1], seen=0)


def test_everybody_who_was_not_promoted_is_answered(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [5, 4, 2, 1, 0])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    actions.promote(cast.dario, commitment, proposals[:2])
    assert queries.unanswered_count(plan) == 3
    responses = actions.answer(cast.dario, plan, proposals[2:], wording.opening(plan.seats))
    assert queries.unanswered_count(plan) == 0
    assert {p.state for p in proposals[2:]} == {State.NOT_PROMOTED}
    assert len({response.text for response in responses}) == 3
    assert _kinds().count(Kind.PROPOSAL_ANSWERED) == 3


def test_a_correction_is_a_new_answer_and_the_old_one_stays(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    actions.answer(cast.dario, plan, [proposals[2]], "Não coube.")
    actions.answer(cast.dario, plan, [proposals[2]], "Não coube: faltou 1 voto.")
    assert [r.text for r in queries.answers_of(proposals[2])] == ["Não coube: faltou 1 voto.", "Não coube."]


def test_an_answered_proposal_can_still_be_promoted_by_the_forum(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    actions.answer(cast.dario, plan, [proposals[2]], "Não coube.")
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "")
    actions.promote(cast.dario, commitment, [proposals[2]], decision(plan))
    assert proposals[2].state is State.PROMOTED


def test_a_promoted_proposal_does_not_get_a_refusing_answer(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    actions.promote(cast.dario, actions.draft_commitment(cast.dario, plan, "Dados", ""), proposals[:1])
    with pytest.raises(Refused):
        actions.answer(cast.dario, plan, proposals[:1], "Não.")


def test_a_drafted_commitment_has_its_first_version(cast: Cast) -> None:
    plan, _ = counted(cast.dario, [3])
    commitment = actions.draft_commitment(cast.dario, plan, "Dados", "Abrir tudo.")
    (first,) = versions_of(commitment)
    assert (first.number, first.by_id, first.role) == (1, cast.dario.id, "staff")
    assert first.content["summary"] == "Abrir tudo."


def _numbers(by: Person, plan_id: int, *others: int) -> tuple[int, ...]:
    numbers = (by.id, plan_id, *others)
    db.session.rollback()  # whoever read last still holds the write lock of SQLite
    return numbers


def test_eight_desks_at_once_make_one_promotion(fresh_app: Flask) -> None:
    dario = factories.person("Dario Melo", role="staff")
    plan, proposals = counted(dario, [3, 2, 1])
    commitment = actions.draft_commitment(dario, plan, "Dados", "")
    db.session.commit()
    staff, _plan, target, source = _numbers(dario, plan.id, commitment.id, proposals[0].id)

    def press() -> None:
        person, target_now = db.session.get(Person, staff), db.session.get(Commitment, target)
        proposal = db.session.get(Proposal, source)
        assert person
        assert target_now
        assert proposal
        actions.promote(person, target_now, [proposal], seen=0)

    assert at_once(fresh_app, press) == ["Stale"] * 7 + ["done"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Promotion)) == 1


def test_an_answer_goes_to_nobody_when_one_of_them_cannot_get_it(cast: Cast) -> None:
    plan, proposals = counted(cast.dario, [3, 2, 1])
    actions.promote(cast.dario, actions.draft_commitment(cast.dario, plan, "Dados", ""), proposals[:1])
    db.session.commit()
    with pytest.raises(Refused):
        actions.answer(cast.dario, plan, [proposals[2], proposals[0]], "Não coube.")
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CountResponse)) == 0
