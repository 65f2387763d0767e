"""What feeds a commitment stays there and stays readable, whatever its author wants or does later."""

import re

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.publication import actions, queries, traces
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.queries.ledger import unanswered
from ogp_participa.edition.plans.models import Right
from ogp_participa.people.accounts.actions import erase
from ogp_participa.proposals.drafts.actions import withdraw
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.publication import published, ready
from tests.drafting.responses import answer, commitment


def source(made: Commitment) -> Proposal:
    [way] = traces.ways_of(made.plan)
    return way.sources[0][0]


def links_lead_somewhere(visitor: Browser, *pages: str) -> set[str]:
    """Every link of the content of these pages to a proposal, an answer, a commitment or data is followed."""
    links: set[str] = set()
    for page in pages:
        content = visitor.get(page).text.split("<main", 1)[1].split("</main>", 1)[0]
        links |= set(re.findall(r'href="(/(?:propostas|devolutivas|compromissos)/[^"#?]+)', content))
    for path in sorted(links):
        assert visitor.client.get(path, follow_redirects=True).status_code == 200, path
    return links


def is_whole(visitor: Browser, made: Commitment, proposal: Proposal) -> None:
    """The proposal and its commitment name each other, on pages and as data, and no link leads nowhere."""
    page, way = f"/compromissos/{made.reference}", f"/planos/{made.plan.slug}/rastro"
    links = links_lead_somewhere(visitor, page, way, f"/propostas/{proposal.address}")
    assert {page, f"/propostas/{proposal.address}", f"{page}.json"} <= links
    assert proposal.title in visitor.get(page).text
    data = visitor.get(f"{page}.json").json
    assert data and [came["reference"] for came in data["came_from"]] == [proposal.reference]
    back = visitor.get(f"/propostas/{proposal.reference}.json").json
    assert back and [fed["reference"] for fed in back["commitments"]] == [made.reference]
    assert proposal.reference in [link["reference"] for link in data["links"]["from"]]
    assert made.reference in [link["reference"] for link in back["links"]["to"]]


@pytest.mark.parametrize("out", [False, True])
def test_what_feeds_a_commitment_cannot_be_withdrawn(app: Flask, cast: Cast, visitor: Browser, out: bool) -> None:
    made = published(cast)[1] if out else ready(cast)[1]
    entry, ana = source(made), Browser(app, cast.ana)
    path = f"/propostas/{entry.reference}/retirada"
    assert path not in ana.get("/minha-conta/propostas").text
    assert "não pode mais ser retirada" in ana.get(path, 403).text
    ana.post(path, {"reason": "Não quero mais."}, 403)
    db.session.refresh(entry)
    assert entry.state is State.PROMOTED
    is_whole(visitor, made, entry)


@pytest.mark.parametrize("out", [False, True])
def test_an_erased_account_leaves_the_commitment_its_source(cast: Cast, visitor: Browser, out: bool) -> None:
    made = published(cast)[1] if out else ready(cast)[1]
    entry, name = source(made), cast.ana.name
    erase(cast.ana)
    db.session.commit()
    if not out:
        assert queries.missing_here(made.plan) == []
        actions.publish(cast.dario, made.plan, "")
        db.session.commit()
    is_whole(visitor, made, entry)
    for path in (f"/compromissos/{made.reference}", f"/propostas/{entry.address}", f"/planos/{made.plan.slug}/plano/1"):
        assert name not in visitor.get(path).text
    plan = visitor.get(f"/planos/{made.plan.slug}/plano/1.json").json
    assert plan and plan["commitments"][0]["came_from"][0]["title"] == entry.title


def test_who_erases_the_account_is_still_owed_an_answer_that_everybody_reads(cast: Cast) -> None:
    plan = factories.plan((Right.PROPOSE, Right.DRAFT))
    entry = factories.proposal(plan, cast.ana)
    db.session.commit()
    erase(cast.ana)
    db.session.commit()
    assert unanswered(plan).first == [entry.reference]
    answer(cast, plan, entry.reference)
    assert unanswered(plan).count == 0


def test_a_proposal_that_changed_a_commitment_without_a_vote_stays(app: Flask, cast: Cast, visitor: Browser) -> None:
    plan = factories.plan((Right.PROPOSE, Right.DRAFT))
    entry, other = (factories.proposal(plan, cast.ana) for _ in range(2))
    reply = answer(cast, plan, entry.reference, outcome=ReplyOutcome.IN_PART, commitment=commitment(plan))
    mine = Browser(app, cast.ana).get("/minha-conta/propostas").text
    assert f"{entry.reference}/retirada" not in mine
    assert f"{other.reference}/retirada" in mine
    assert "já respondeu" in Browser(app, cast.ana).get(f"/propostas/{entry.reference}/retirada", 403).text
    with pytest.raises(Refused):
        withdraw(cast.ana, entry)
    assert any(entry.reference in path for path in links_lead_somewhere(visitor, f"/devolutivas/{reply.id}"))
    withdraw(cast.ana, other)
    db.session.commit()
    assert unanswered(plan).count == 0
    assert visitor.get(f"/propostas/{entry.reference}.json").json
