"""Giving an opinion, appealing, answering: what is written and who hears of it."""

import pytest
import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.feasibility import actions
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind
from ogp_participa.drafting.feasibility.queries import opinion_on, opinions_in, opinions_on, versions_of
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.models import State
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.readers.notifications.models import Notification
from ogp_participa.readers.timeline.queries.facts import events_of
from tests import factories
from tests.cast import Cast
from tests.drafting.feasibility import ANSWER, APPEAL, DEPARTMENT, PROCESS, REASON, fed, given, words

LEGAL = OpinionKind.LEGAL
WHY = "A proposta mudou: agora pede só os dados que já existem."


def events() -> list[Kind]:
    """What happened, oldest first."""
    return list(db.session.scalars(sa.select(Event.kind).order_by(Event.id)))


def told() -> set[int]:
    """Who was told of anything."""
    announce_events()
    return set(db.session.scalars(sa.select(Notification.person_id)))


def test_a_version_follows_the_other_and_both_stay(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, version=2)
    opinion = given(cast.dario, proposal, kind=LEGAL)
    actions.give(cast.eva, proposal, LEGAL, words(Finding.WITH_CHANGES, text="Pode ser feito em duas etapas."), 1, WHY)
    newest, first = versions_of(opinion)
    assert (first.finding, first.text, first.reason, first.number) == (Finding.UNFAVOURABLE, REASON, "", 1)
    assert (newest.finding, newest.reason, newest.number) == (Finding.WITH_CHANGES, WHY, 2)
    assert (newest.by_id, newest.judged) == (cast.eva.id, 2)
    assert opinions_on(proposal)[LEGAL].finding is Finding.WITH_CHANGES
    assert events() == [Kind.OPINION_GIVEN] * 2


def test_the_name_of_the_day_stays_when_a_department_is_renamed(cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan))
    department = db.session.scalars(sa.select(Organisation).where(Organisation.name == DEPARTMENT)).one()
    assert department.sector is Sector.GOVERNMENT
    department.name = "Secretaria da Fazenda"
    db.session.commit()
    assert versions_of(opinion)[0].institution == DEPARTMENT


def test_an_opinion_written_about_an_older_version_is_stopped(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan)
    given(cast.dario, proposal)
    with pytest.raises(Stale):
        actions.give(cast.eva, proposal, OpinionKind.TECHNICAL, words(), 0, WHY)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.NEEDS_CHANGE, State.REFUSED, State.WITHDRAWN, State.MERGED])
def test_what_is_not_published_gets_no_opinion(cast: Cast, state: State) -> None:
    with pytest.raises(Refused, match="publicadas"):
        actions.give(cast.dario, factories.proposal(cast.plan, state=state), LEGAL, words())


def test_civil_society_signs_no_opinion(cast: Cast) -> None:
    name = cast.clara_seat.organisation.name if cast.clara_seat.organisation else ""
    with pytest.raises(Refused):
        actions.give(cast.dario, factories.proposal(cast.plan), LEGAL, words(department=name))


def test_an_appeal_that_is_kept_closes_the_matter(cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    appeal = actions.appeal(cast.ana, opinion, APPEAL, None)
    actions.answer(cast.dario, appeal, ANSWER, DEPARTMENT, "Chefia")
    assert (appeal.kept, appeal.institution, opinion.version) == (True, DEPARTMENT, 1)
    with pytest.raises(Stale):
        actions.appeal(cast.clara, opinion, APPEAL, cast.clara_seat)
    with pytest.raises(Stale):
        actions.answer(cast.eva, appeal, ANSWER, DEPARTMENT, "Chefia", words())
    assert events() == [Kind.OPINION_GIVEN, Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED]


def test_an_appeal_that_convinces_brings_a_version_that_can_be_appealed_anew(cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    appeal = actions.appeal(cast.ana, opinion, APPEAL, None)
    with pytest.raises(Refused, match="recurso"):
        actions.give(cast.dario, opinion.subject, opinion.kind, words(), 1, WHY)
    actions.answer(cast.dario, appeal, ANSWER, DEPARTMENT, "Chefia", words(text="Falta orçamento para o ano inteiro."))
    assert [(v.number, v.reason) for v in versions_of(opinion)] == [(2, ANSWER), (1, "")]
    again = opinion_on(opinion.subject, opinion.kind)
    assert again
    assert actions.appeal(cast.clara, again, APPEAL, cast.clara_seat).seat_id == cast.clara_seat.id


@pytest.mark.parametrize("drafted", [False, True])
def test_who_was_joined_with_the_proposal_hears_and_can_appeal(cast: Cast, drafted: bool) -> None:
    host = factories.proposal(cast.plan, cast.ana)
    factories.proposal(cast.plan, cast.bruno, State.MERGED, merged_into_id=host.id)
    db.session.add(Follow(person_id=cast.bruno.id, proposal_id=host.id))
    opinion = given(cast.dario, fed(cast.plan, host) if drafted else host)
    assert cast.bruno.id in told()
    assert actions.appeal(cast.bruno, opinion, APPEAL, None).seat_id is None
    with pytest.raises(Refused):
        actions.appeal(cast.celio, given(cast.dario, factories.proposal(cast.plan, cast.ana)), APPEAL, None)


def test_the_same_appeal_sent_twice_is_one(cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    assert actions.appeal(cast.ana, opinion, APPEAL, None) is actions.appeal(cast.ana, opinion, APPEAL, None)
    assert events().count(Kind.OPINION_APPEALED) == 1


def test_author_followers_and_who_appealed_hear_of_it(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.add(Follow(person_id=cast.bruno.id, proposal_id=proposal.id))
    opinion = given(cast.dario, proposal)
    assert told() == {cast.ana.id, cast.bruno.id}
    actions.appeal(cast.clara, opinion, APPEAL, cast.clara_seat)
    assert told() == {cast.ana.id, cast.bruno.id, cast.clara.id, cast.dario.id, cast.eva.id}
    mail = db.session.scalars(sa.select(Mail).where(Mail.person_id == cast.ana.id).order_by(Mail.id)).first()
    assert mail
    assert f"/pareceres/{opinion.id}" in mail.text
    assert "desfavorável" in mail.subject
    assert DEPARTMENT in mail.text


def test_staff_hear_of_an_appeal_and_to_whom_it_goes(cast: Cast) -> None:
    gone = factories.person("Gil", role="staff")
    gone.active = False
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    assert told() == {cast.ana.id}
    appeal = actions.appeal(cast.ana, opinion, APPEAL, None)
    assert told() == {cast.ana.id, cast.dario.id, cast.eva.id}
    letters = {mail.person_id: mail for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))}
    assert all(
        sentence in letters[cast.dario.id].text
        for sentence in (DEPARTMENT, PROCESS, APPEAL, f"/pareceres/{opinion.id}")
    )
    actions.answer(cast.dario, appeal, ANSWER, DEPARTMENT, "Chefia")
    told()
    assert db.session.scalar(sa.select(sa.func.count()).where(Mail.person_id == cast.eva.id)) == 1


def test_authors_and_followers_of_the_proposals_behind_a_commitment_hear_of_it(cast: Cast) -> None:
    source, follower = factories.proposal(cast.plan, cast.ana, State.PROMOTED), factories.person()
    db.session.add(Follow(person_id=follower.id, proposal_id=source.id))
    commitment = fed(cast.plan, source)
    opinion = given(cast.dario, commitment)
    assert told() == {cast.ana.id, follower.id}
    assert actions.appeal(cast.ana, opinion, APPEAL, None).seat_id is None
    with pytest.raises(Refused):
        actions.appeal(cast.bruno, given(cast.dario, commitment, kind=LEGAL), APPEAL, None)


def test_the_record_alone_tells_which_opinions_stand(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal)
    given(cast.dario, proposal, Finding.FAVOURABLE, LEGAL)
    appeal = actions.appeal(cast.ana, opinion, APPEAL, None)
    for _step in range(2):
        data, read = opinions_in(events_of(proposal)), opinions_on(proposal)
        assert {kind: row[2:] for kind, row in data.items()} == {kind: row[2:] for kind, row in read.items()}
        if appeal.waits:
            assert data[OpinionKind.TECHNICAL].waits
            actions.answer(cast.dario, appeal, ANSWER, DEPARTMENT, "Chefia", words(Finding.WITH_CHANGES))
    assert opinions_in(events_of(proposal))[OpinionKind.TECHNICAL].number == 2


def test_a_kept_page_is_old_when_an_opinion_comes(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    before = proposal.revision
    opinion = given(cast.dario, proposal)
    actions.appeal(cast.ana, opinion, APPEAL, None)
    assert proposal.revision == before + 2
