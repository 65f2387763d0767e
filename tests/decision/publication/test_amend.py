"""After publication a plan changes through amendments alone, and every version stays readable."""

from datetime import timedelta

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.publication import actions, queries
from ogp_participa.decision.publication.models import AmendmentState
from ogp_participa.drafting.commitments import actions as editing
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.publication import REASON, agreed, published


def test_an_amendment_goes_from_reason_to_the_next_version(app: Flask, cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    plan, dario = edition.plan, Browser(app, cast.dario)
    dario.post(f"/gestao/compromissos/{commitment.reference}/emenda", {"reason": "curto"}, status=422)
    dario.post(f"/gestao/compromissos/{commitment.reference}/emenda", {"reason": REASON})
    work, public = f"/gestao/planos/{plan.slug}/emendas/1", f"/planos/{plan.slug}/emendas/1"
    assert "Nada mudou ainda" in dario.post(work, {"decision": agreed(cast, plan).id}, status=422).text
    typed = {
        "seen": commitment.version,
        "reason": "Emenda 1",
        "action": "Publicar quase tudo.",
        "result": "Todos acham.",
    }
    dario.post(f"/gestao/compromissos/{commitment.reference}/acao", typed)
    for path in (f"/compromissos/{commitment.reference}", f"/planos/{plan.slug}/plano"):
        page = visitor.get(path).text
        assert "Publicar tudo." in page
        assert "Publicar quase tudo." not in page
    assert public in visitor.get(f"/compromissos/{commitment.reference}").text
    page = visitor.get(public).text
    assert REASON in page
    assert "<ins>" in page
    assert "quase" in page
    decision = agreed(cast, plan)
    dario.post(work, {"decision": ""}, status=422)
    dario.get(work)
    dario.post(work, {"decision": decision.id})
    assert "Publicar quase tudo." in visitor.get(f"/planos/{plan.slug}/plano").text
    assert "Publicar tudo." in visitor.get(f"/planos/{plan.slug}/plano/1").text
    assert "versão antiga" in visitor.get(f"/planos/{plan.slug}/plano/1").text
    assert decision.reference in visitor.get(public).text
    assert "Publicar quase tudo." in visitor.get(f"/compromissos/{commitment.reference}").text
    assert "Palavras da cidade." in visitor.get(f"/planos/{plan.slug}/plano/2").text
    dario.post(work, {"decision": decision.id}, status=403)
    with pytest.raises(Refused):
        editing.save(cast.dario, commitment, {"summary": "Mais"}, commitment.version, "Depois da emenda")


@pytest.mark.parametrize(("votes", "days_ago"), [((3, 3), 0), ((1, 9), 0), ((9, 1), 2)])
def test_a_decision_that_does_not_agree_or_is_older_is_refused(
    cast: Cast, votes: tuple[int, int], days_ago: int
) -> None:
    edition, commitment = published(cast)
    amendment = actions.propose(cast.dario, commitment, REASON)
    editing.save(cast.dario, commitment, {"summary": "Mais"}, commitment.version, "Emenda")
    with pytest.raises(Refused):
        actions.adopt(cast.dario, amendment, agreed(cast, edition.plan, votes, days_ago))
    with pytest.raises(Refused):
        actions.adopt(cast.dario, amendment, agreed(cast, factories.plan()))
    with pytest.raises(Refused):
        actions.adopt(cast.dario, amendment, None)
    assert edition.plan.published == 1


def test_one_amendment_at_a_time_and_by_staff_alone(cast: Cast) -> None:
    _edition, commitment = published(cast)
    with pytest.raises(Refused):
        actions.propose(cast.ana, commitment, REASON)
    actions.propose(cast.dario, commitment, REASON)
    with pytest.raises(Refused):
        actions.propose(cast.dario, commitment, REASON)


def test_a_commitment_that_is_not_published_is_edited_not_amended(cast: Cast) -> None:
    _edition, commitment = published(cast)
    commitment.published = 0
    with pytest.raises(Refused):
        actions.propose(cast.dario, commitment, REASON)


def test_a_withdrawn_amendment_leaves_what_is_published_and_stays_readable(
    app: Flask, cast: Cast, visitor: Browser
) -> None:
    edition, commitment = published(cast)
    plan = edition.plan
    before = queries.record_of(edition)["commitments"][0]
    amendment = actions.propose(cast.dario, commitment, REASON)
    fields = {"title": "Marco novo", "output": "", "institution": "", "starts_on": "", "ends_on": ""}
    editing.save_milestone(cast.dario, commitment, None, fields, commitment.version, "Emenda")
    editing.remove_milestone(cast.dario, commitment, 1, "Emenda")
    editing.remove_part(cast.dario, commitment, commitment.parts[0].organisation_id, "Emenda")
    editing.save(cast.dario, commitment, {"summary": "Outra", "starts_on": ""}, commitment.version, "Emenda")
    db.session.commit()
    dario = Browser(app, cast.dario)
    address = f"/gestao/planos/{plan.slug}/emendas/1/retirada"
    dario.get(address)
    dario.post(address, {"reason": "não"}, status=422)
    dario.post(address, {"reason": "O Fórum não concordou com a mudança."})
    assert amendment.state is AmendmentState.WITHDRAWN
    now_said = visitor.get(f"/compromissos/{commitment.reference}.json").json
    assert now_said is not None
    for milestone in now_said["milestones"]:
        del milestone["links"]  # where it stands is not what it says
    for name in ("title", "summary", "starts_on", "institutions", "milestones"):
        assert now_said[name] == before[name], name
    assert now_said["published_version"] == 1
    page = visitor.get(f"/planos/{plan.slug}/emendas/1").text
    assert "O Fórum não concordou" in page
    assert "Marco novo" in page
    assert plan.published == 1
    dario.post(address, {"reason": REASON}, status=403)
    actions.propose(cast.dario, commitment, REASON)


def test_amendments_are_decided_on_the_day_they_begin_at_the_earliest(cast: Cast) -> None:
    edition, commitment = published(cast)
    amendment = actions.propose(cast.dario, commitment, REASON)
    amendment.at -= timedelta(days=5)
    editing.save(cast.dario, commitment, {"summary": "Mais"}, commitment.version, "Emenda")
    actions.adopt(cast.dario, amendment, agreed(cast, edition.plan, days_ago=5))
    assert [entry.number for entry in queries.editions_of(edition.plan)] == [2, 1]


def test_milestones_come_change_and_go_by_amendment_alone(app: Flask, cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    plan, dario = edition.plan, Browser(app, cast.dario)
    editor = f"/gestao/compromissos/{commitment.reference}"
    new = {"title": "Marco inteiramente novo", "output": "Um painel", "institution": "", "starts_on": "", "ends_on": ""}
    changed = {**new, "title": "Marco mudado"}

    def press(status: int) -> None:
        for path, typed in (("/marcos/1", changed), ("/marcos/novo", new), ("/marcos/2/remocao", {})):
            dario.post(f"{editor}{path}", {"seen": commitment.version, "reason": "Emenda 1", **typed}, status)

    press(403)
    actions.propose(cast.dario, commitment, REASON)
    db.session.commit()
    press(303)
    work, public = f"/gestao/planos/{plan.slug}/emendas/1", f"/planos/{plan.slug}/emendas/1"
    page = visitor.get(public).text
    for words in ("Marco inteiramente novo", "Marco número 2", "<ins>", "<del>", "mudado"):
        assert words in page, words
    for path in (f"/compromissos/{commitment.reference}", f"/planos/{plan.slug}/plano"):
        assert "Marco inteiramente novo" not in visitor.get(path).text
    dario.post(work, {"decision": ""}, 422)
    dario.post(work, {"decision": agreed(cast, plan, (1, 9)).id}, 422)
    assert plan.published == 1
    dario.post(work, {"decision": agreed(cast, plan).id})
    data = [visitor.get(f"/planos/{plan.slug}/plano/{number}.json").json for number in (1, 2)]
    titles = [
        [entry["title"] for entry in plan_data["commitments"][0]["milestones"]] for plan_data in data if plan_data
    ]
    assert titles == [["Marco número 1", "Marco número 2"], ["Marco mudado", "Marco inteiramente novo"]]
    for number, there in enumerate(titles, start=1):
        page = visitor.get(f"/planos/{plan.slug}/plano/{number}").text
        assert [title in page for title in titles[0] + titles[1]] == [title in there for title in titles[0] + titles[1]]
    for number, gone in ((1, "Marco mudado"), (commitment.published, "Marco número 2")):
        assert gone not in visitor.get(f"/compromissos/{commitment.reference}/versoes/{number}").text
    page = visitor.get(public).text
    assert "Marco inteiramente novo" in page and "<del>" in page
    press(403)
