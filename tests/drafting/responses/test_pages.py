"""The ledger and the desk as people use and misuse them."""

import csv
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import day
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind
from ogp_participa.drafting.responses.models import InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.queries import answers, ledger
from ogp_participa.drafting.responses.queries.figures import figures_of
from ogp_participa.drafting.responses.queries.term import answer_due
from ogp_participa.edition.plans.models import Right
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.responses import SECRETARIAT, answer, commitment, counted, drafted, form, said
from tests.test_query_caps import count

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2)) =cmd|'/C calc'!A0"


def test_anybody_reads_the_ledger(cast: Cast, visitor: Browser) -> None:
    plan, (first, second) = counted(cast)
    answer(cast, plan, second.reference)
    page = visitor.get(f"/planos/{plan.slug}/devolutivas").text
    assert first.reference in page and second.reference in page
    assert "50%" in page
    only = visitor.get(f"/planos/{plan.slug}/devolutivas?situacao=esperam").text
    assert first.reference in only and second.reference not in only
    data_by_reference = visitor.get(f"/planos/{plan.slug}/devolutivas?ref={second.reference}").text
    assert second.reference in data_by_reference and first.reference not in data_by_reference


def test_a_proposals_page_has_its_answer_as_a_block_with_what_it_changed(cast: Cast, visitor: Browser) -> None:
    plan, (_first, second) = counted(cast)
    goal = commitment(plan)
    answer(cast, plan, second.reference, outcome=ReplyOutcome.IN_PART, commitment=goal)
    page = visitor.get(f"/propostas/{second.address}").text
    block = page[page.index('id="devolutiva"') :].partition("</section>")[0]
    assert SECRETARIAT in block and f"/compromissos/{goal.reference}" in block and "Acolhida em parte" in block
    assert "Não selecionada" not in page


def test_a_proposals_page_says_that_it_waits_and_until_when(cast: Cast, visitor: Browser) -> None:
    plan, (first, _second) = counted(cast)
    due = answer_due(plan, first)
    assert due
    page = visitor.get(f"/propostas/{first.address}").text
    block = page[page.index('id="devolutiva"') :].partition("</section>")[0]
    assert "Espera resposta" in block and day(due) in block
    hidden = factories.proposal(plan, state=State.IN_REVIEW)
    assert answer_due(plan, hidden) is None
    said_of = said(cast, drafted(cast), 1)
    assert "Espera resposta" in visitor.get(f"/contribuicoes/{said_of.reference}").text


@pytest.mark.parametrize("asked", ["pagina=99999", "pagina=2&situacao=respondidas"])
def test_beyond_the_last_page_there_is_nothing(cast: Cast, visitor: Browser, asked: str) -> None:
    visitor.get(f"/planos/{cast.plan.slug}/devolutivas?{asked}", 404)


def test_odd_filters_are_no_filters(cast: Cast, visitor: Browser) -> None:
    visitor.get(f"/planos/{cast.plan.slug}/devolutivas?situacao=x&resultado=y&tipo=z&pagina=-1&ref=%27%22%20OR%201")


def test_staff_answer_what_they_ticked(app: Flask, cast: Cast) -> None:
    draft, dario = drafted(cast), Browser(app, cast.dario)
    contribution, two = said(cast, draft, 1), said(cast, draft, 2)
    page = dario.get(f"/gestao/planos/{cast.plan.slug}/devolutivas/nova?c={contribution.reference}").text
    assert two.reference in page  # it is suggested: the same words
    address = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    answered = dario.post(address, form(contribution.reference, two.reference))
    read = Browser(app).get(answered.headers["Location"]).text
    assert contribution.reference in read and two.reference in read and SECRETARIAT in read
    shown = Browser(app).get(f"/contribuicoes/{contribution.reference}").text
    assert SECRETARIAT in shown


def test_what_was_typed_stays_when_something_is_missing(app: Flask, cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    address = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    page = Browser(app, cast.dario).post(address, form(contribution.reference, outcome="accepted", role=""), 422).text
    assert "novo começa em março" in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InstitutionResponse)) == 0


def test_nothing_ticked_goes_back_to_the_list(app: Flask, cast: Cast) -> None:
    address = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    assert Browser(app, cast.dario).post(address, form()).headers["Location"].endswith("/devolutivas")
    assert Browser(app, cast.dario).post(address, form("P-1999-0001", "' --")).status_code == 303


def test_who_comes_second_sees_what_stands_and_keeps_the_words(app: Flask, cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    answer(cast, cast.plan, contribution.reference)
    address = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    page = Browser(app, cast.dario).post(address, form(contribution.reference), 409).text
    assert "novo começa em março" in page and 'value="1"' in page
    Browser(app, cast.dario).post(address, form(contribution.reference, seen="1"))
    assert len(answers.answers_to(contribution_id=contribution.id)) == 2


def test_what_the_rules_refuse_keeps_the_words_on_the_page(app: Flask, cast: Cast) -> None:
    plan, (_first, second) = counted(cast)
    goal = commitment(plan)
    sent = form(second.reference, outcome="accepted", changed=f"c{goal.id}")
    page = Browser(app, cast.dario).post(f"/gestao/planos/{plan.slug}/devolutivas/nova", sent, 422).text
    assert "novo começa em março" in page
    assert ledger.unanswered(plan).count == 2


def test_before_the_count_the_page_says_why_proposals_wait(app: Flask, cast: Cast) -> None:
    waiting = factories.proposal(cast.plan, cast.ana)
    address = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova?c={waiting.reference}"
    assert 'name="outcome"' not in Browser(app, cast.dario).get(address).text


def test_residents_and_members_have_no_desk(app: Flask, cast: Cast) -> None:
    for person in (cast.ana, cast.clara):
        for path in ("", "/nova?c=C-2026-0001", "/assinatura"):
            Browser(app, person).get(f"/gestao/planos/{cast.plan.slug}/devolutivas{path}", 403)


def test_hostile_words_do_nothing(app: Flask, cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1, HOSTILE)
    reply = answer(cast, cast.plan, contribution.reference, text=HOSTILE, role=HOSTILE[:100], institution=HOSTILE[:90])
    visitor = Browser(app)
    for path in (
        f"/devolutivas/{reply.id}",
        f"/contribuicoes/{contribution.reference}",
        f"/planos/{cast.plan.slug}/devolutivas",
    ):
        page = visitor.get(path).text
        assert "<script>alert" not in page and 'href="javascript' not in page
    rows = list(csv.reader(io.StringIO(visitor.get(f"/planos/{cast.plan.slug}/devolutivas.csv").text.lstrip("\ufeff"))))
    assert rows[1][0] == contribution.reference
    assert not any(cell.startswith(("=", "+", "@")) for cell in rows[1])


def test_the_data_hold_every_contribution_with_its_answer(cast: Cast, visitor: Browser) -> None:
    plan, (first, second) = counted(cast)
    goal = commitment(plan)
    answer(cast, plan, second.reference, outcome=ReplyOutcome.IN_PART, commitment=goal)
    data = json.loads(visitor.get(f"/planos/{plan.slug}/devolutivas.json").text)
    rows = {row["reference"]: row for row in data["contributions"]}
    assert rows[second.reference]["changed"] == goal.reference
    assert rows[second.reference]["institution"] == SECRETARIAT
    assert rows[first.reference]["answered"] is False


def test_thousands_cost_as_many_statements_as_one(app: Flask, cast: Cast) -> None:
    draft = drafted(cast)
    said(cast, draft, 1)
    desk, index = f"/gestao/planos/{cast.plan.slug}/devolutivas", f"/planos/{cast.plan.slug}/devolutivas"
    few = [len(count(Browser(app, cast.dario), desk)), len(count(Browser(app), index))]
    fields = {"year": 2026, "plan_id": cast.plan.id, "draft_id": draft.id, "kind": ContributionKind.QUESTION}
    texts = {"passage": "", "cited": "", "title": "", "replacement": "", "changes": [], "signed": "", "hidden": False}
    rows = [{**fields, **texts, "number": n, "text": f"Pergunta {n}", "at": now()} for n in range(2, 5002)]
    db.session.execute(sa.insert(Contribution), rows)
    db.session.commit()
    answer(cast, cast.plan, *[f"C-2026-{number:04d}" for number in range(2, 402)])
    many = [len(count(Browser(app, cast.dario), desk)), len(count(Browser(app), index))]
    assert many == few
    assert max(many) <= 16
    Browser(app, cast.dario).get(f"{desk}/nova?c=C-2026-0500")
    assert Browser(app).get(f"{index}.csv").text.count("\n") > 5000


def test_whoever_counts_the_published_rows_gets_the_published_figures(cast: Cast, visitor: Browser) -> None:
    draft = drafted(cast)
    late, quick, gone = (said(cast, draft, number) for number in (1, 2, 3))
    for proposal, days in ((late, 40), (quick, 4), (gone, 20)):
        proposal.at = now() - timedelta(days=days)
    stage = cast.plan.stages[0]
    stage.rights = [right for right in stage.rights if right != Right.CONSULT.value]
    for proposal in (late, quick, gone):
        answer(cast, cast.plan, proposal.reference)
    quick.at = now() - timedelta(days=90)
    answer(cast, cast.plan, quick.reference)  # a correction, long after the answer that came in time
    gone.hidden = True
    db.session.commit()
    rows = json.loads(visitor.get(f"/planos/{cast.plan.slug}/devolutivas.json").text)["contributions"]
    figures = figures_of(cast.plan, now())
    spent = sorted(int(row["days"]) for row in rows if row["answered"])
    assert spent == [4, 40]
    assert figures.median_days == 22 == sum(spent) / 2
    assert figures.share_in_time == 0.5
