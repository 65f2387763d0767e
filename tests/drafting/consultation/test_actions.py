"""Opening drafts, contributing, agreeing, reporting and deciding."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Refused
from ogp_participa.drafting.commitments import actions as editing
from ogp_participa.drafting.commitments.queries import version_of
from ogp_participa.drafting.consultation import actions
from ogp_participa.drafting.consultation.models import Agreement, Contribution, ContributionKind
from ogp_participa.drafting.consultation.passages import DraftPlace
from ogp_participa.drafting.consultation.queries import contributions, drafts, reports
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.proposals.comments.models import Visibility
from tests import factories
from tests.cast import Cast
from tests.drafting.consultation import PROBLEM, closed, commitment, opened, part, passage, place, said


def events(kind: Kind) -> int:
    """How often something happened."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.kind == kind)) or 0


def test_a_draft_freezes_what_the_commitments_say_and_later_changes_are_the_next_one(cast: Cast) -> None:
    first = opened(cast)
    contribution = part(first).commitment
    editing.save(cast.dario, contribution, {"problem": "Outro problema."}, contribution.version, "Ficou mais claro")
    db.session.commit()
    second = opened(cast, accepts_new=True)
    assert (first.number, second.number) == (1, 2)
    assert passage(first).text == "Quem procura desiste depois de três telefonemas."
    assert part(first).version.content["problem"] == PROBLEM
    assert part(second).version.content["problem"] == "Outro problema."
    assert (first.accepts_new, second.accepts_new) == (False, True)
    assert events(Kind.DRAFT_OPENED) == 2


def test_a_commitment_that_nobody_edited_gets_its_first_version(cast: Cast) -> None:
    draft = opened(cast)
    assert part(draft).version.number == 1
    stored = version_of(part(draft).commitment, 1)
    assert stored
    assert stored.id == part(draft).version_id


def test_the_same_draft_is_not_opened_twice(cast: Cast) -> None:
    opened(cast)
    with pytest.raises(Refused):
        actions.open_draft(cast.dario, cast.plan, True, "")


def test_residents_open_no_draft(cast: Cast) -> None:
    commitment(cast.plan)
    with pytest.raises(Refused):
        actions.open_draft(cast.ana, cast.plan, True, "")


def test_a_contribution_has_a_reference_and_the_signature_its_author_chose(cast: Cast) -> None:
    draft = opened(cast)
    first, second = said(cast.ana, draft), said(cast.bruno, draft, text="Outra coisa")
    assert (first.number, second.number) == (1, 2)
    assert first.reference == f"C-{today().year}-0001"
    assert (first.signed, first.passage, first.commitment_id) == (
        cast.ana.public_name,
        "problem-2",
        part(draft).commitment_id,
    )
    assert contributions.contribution_by_reference(first.reference) is first


def test_the_words_of_a_proposed_change_are_kept(cast: Cast) -> None:
    draft = opened(cast)
    wording = "Quem procura desiste depois de dez telefonemas."
    contribution = said(cast.ana, draft, text="", kind=ContributionKind.WORDING, replacement=wording)
    assert ["removed", "três"] in contribution.changes
    assert ["added", "dez"] in contribution.changes


def test_the_same_words_pressed_twice_are_one_contribution(cast: Cast) -> None:
    draft = opened(cast)
    assert said(cast.ana, draft) is said(cast.ana, draft)
    assert said(cast.ana, draft, path="tudo") is not said(cast.ana, draft)
    assert said(cast.bruno, draft) is not said(cast.ana, draft)


def test_a_milestone_is_cited_by_its_number_of_that_day(cast: Cast) -> None:
    draft = opened(cast)
    contribution = said(cast.ana, draft, path="marco-2")
    assert (contribution.passage, contribution.cited) == ("milestone-2", "1.2")
    editing.remove_milestone(cast.dario, part(draft).commitment, 1, "Junto com o outro")
    opened(cast)
    assert contributions.shown(contribution).where.endswith("1.2")
    assert contributions.shown(contribution).path == "marco-2"


def test_a_contribution_stays_with_its_draft_when_there_is_a_newer_one(cast: Cast) -> None:
    draft = opened(cast)
    contribution = said(cast.ana, draft)
    commitment(cast.plan, number=2)
    second = opened(cast)
    assert contributions.said_at(place(draft))[0][0].id == contribution.id
    assert contributions.said_at(place(second)) == ([], 0)
    with pytest.raises(Refused, match=r"."):
        said(cast.bruno, draft, text="Tarde")


def test_nothing_is_taken_after_the_end(cast: Cast) -> None:
    draft = opened(cast)
    contribution = said(cast.ana, draft)
    closed(cast.plan)
    with pytest.raises(Refused):
        said(cast.bruno, draft, text="Tarde")
    with pytest.raises(Refused):
        actions.agree(cast.bruno, contribution)
    assert events(Kind.CONTRIBUTION_MADE) == 1


def test_a_session_is_typed_in_by_staff_without_a_name(cast: Cast) -> None:
    draft = opened(cast)
    workshop = factories.workshop(cast.plan)
    words = ContributionWords(ContributionKind.OBJECTION, "O prazo é curto.")
    contribution = actions.contribute(cast.dario, place(draft), words, workshop)
    assert (contribution.author_id, contribution.signed) == (None, "")
    shown = contributions.shown(contribution)
    assert (shown.place, shown.people, shown.held_on) == ("CEU Perus", 35, workshop.held_on)
    with pytest.raises(Refused):
        actions.contribute(cast.ana, place(draft), ContributionWords(ContributionKind.OBJECTION, "Outra"), workshop)
    closed(cast.plan, days=2)
    late = factories.workshop(cast.plan, held_on=today() - timedelta(days=5))
    contribution = actions.contribute(
        cast.dario, place(draft), ContributionWords(ContributionKind.QUESTION, "E depois?"), late
    )
    assert contribution.workshop_id == late.id


def test_new_commitments_are_taken_where_the_draft_asks_for_them(cast: Cast) -> None:
    draft = opened(cast, accepts_new=True)
    words = ContributionWords(ContributionKind.NEW_COMMITMENT, "Ônibus à noite", title="Ônibus")
    contribution = actions.contribute(cast.ana, DraftPlace(draft, new=True), words)
    assert [row.id for row in contributions.said_at(DraftPlace(draft, new=True))[0]] == [contribution.id]
    assert contributions.said_at(DraftPlace(draft)) == ([], 0)
    assert drafts.counts_in(draft).new == 1


def test_people_agree_once_and_can_take_it_back(cast: Cast) -> None:
    contribution = said(cast.ana, opened(cast))
    for _press in range(2):
        actions.agree(cast.bruno, contribution)
    assert contributions.shown(contribution).agreements == 1
    assert contributions.agreed_by(cast.bruno, [contribution.id]) == {contribution.id}
    actions.take_back(cast.bruno, contribution)
    actions.take_back(cast.bruno, contribution)
    assert contributions.shown(contribution).agreements == 0


def test_the_database_refuses_a_second_agreement(cast: Cast) -> None:
    contribution = said(cast.ana, opened(cast))
    rows = [{"contribution_id": contribution.id, "person_id": cast.bruno.id}] * 2
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(Agreement), rows)


def test_a_reported_contribution_is_hidden_with_a_reason_and_restored(cast: Cast) -> None:
    draft = opened(cast)
    contribution = said(cast.ana, draft)
    with pytest.raises(Refused):
        actions.report(cast.ana, contribution, "Fui eu")
    actions.report(cast.bruno, contribution, "Ofende")
    assert list(reports.open_cases(cast.plan)) == [contribution]
    with pytest.raises(Refused):
        actions.decide(cast.bruno, None, contribution, Visibility.HIDE, "Não gostei")
    actions.decide(cast.clara, cast.clara_seat, contribution, Visibility.HIDE, "Traz um telefone.")
    assert reports.open_cases(cast.plan) == {}
    shown = contributions.said_at(place(draft))[0][0]
    assert (shown.hidden, shown.reason) == (True, "Traz um telefone.")
    assert contributions.beside(part(draft)) == {}
    assert drafts.counts_in(draft).all == 0
    actions.decide(cast.clara, cast.clara_seat, contribution, Visibility.RESTORE, "Foi tirado.")
    assert contributions.said_at(place(draft))[0][0].reason is None


def test_beside_a_passage_stand_the_most_agreed_with_and_how_many_there_are(cast: Cast) -> None:
    draft = opened(cast)
    many = [said(cast.ana, draft, text=f"Comentário {n}") for n in range(5)]
    actions.agree(cast.bruno, many[4])
    said(cast.ana, draft, path="tudo")
    match = contributions.beside(part(draft))
    assert [row.text for row in match["problem-2"]] == ["Comentário 4", "Comentário 0", "Comentário 1"]
    assert match["problem-2"][0].within == 5
    assert len(match[""]) == 1
    assert drafts.counts_in(draft).commitments == {part(draft).commitment_id: 6}


def test_every_contribution_of_a_plan_is_streamed_in_order(cast: Cast) -> None:
    draft = opened(cast)
    sent = [said(cast.ana, draft, text=f"{n}") for n in range(3)]
    other = Cast.in_database()
    said(other.ana, opened(other))
    assert [row.reference for row in contributions.contributions_of(cast.plan)] == [row.reference for row in sent]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 4
