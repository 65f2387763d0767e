"""Who gets what: every route × every kind of person → the status of the answer.

The table is in ``doors.txt`` beside this file, to be read by people. A route without a row fails, and so does a row
without a route. Buttons are pressed with an empty form: 303 is an act done, 422 a form that wants more, 403 a rule that
says no (and why), 404 a thing that is not this person's, 303→ the sign-in page (written "in").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.drafting.commitments.actions import keep_version
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole, Milestone, Part
from ogp_participa.drafting.consultation import actions as consultation
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind
from ogp_participa.drafting.consultation.passages import DraftPlace
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.drafting.feasibility import actions as feasibility
from ogp_participa.drafting.feasibility.models import Opinion
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.implementation.inquiries import actions as inquiries
from ogp_participa.implementation.inquiries.models import Inquiry, InquiryKind
from ogp_participa.implementation.monitoring.models import Evidence, EvidenceKind, MonthlyReport, Reporter, Voice
from ogp_participa.moderation.models import Decision, DecisionState, Outcome, Reason
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Attachment, Proposal, State
from ogp_participa.proposals.workshops.models import Workshop
from tests import factories
from tests.cast import Browser, Cast
from tests.conftest import undone
from tests.decision import publication
from tests.drafting.feasibility import APPEAL, given
from tests.drafting.responses import answer

PEOPLE = ("visitor", "ana", "bruno", "clara", "dario", "eva")
TABLE = Path(__file__).with_name("doors.txt")


def read_table() -> dict[tuple[str, str], list[str]]:
    """(method, endpoint) → the expected answers in the order of :data:`PEOPLE`."""
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {(row[0], row[1]): row[2:] for row in rows}


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every (method, endpoint) of the application."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
    }


def world(cast: Cast) -> dict[str, Any]:
    """One thing of each kind: values for the variables of every address. What is written is Ana's."""
    published = factories.proposal(cast.plan, cast.ana)
    returned = factories.proposal(cast.plan, cast.ana, State.NEEDS_CHANGE)
    waiting = factories.proposal(cast.plan, cast.ana, State.IN_REVIEW)
    refused = factories.proposal(cast.plan, cast.ana, State.REFUSED)
    reason = db.session.scalars(sa.select(Reason).where(Reason.plan_id == cast.plan.id)).first()
    decided = Decision(
        proposal_id=refused.id, round=1, version=1, outcome=Outcome.REFUSE, standing=DecisionState.IN_FORCE
    )
    decided.reason = reason
    decided.by, decided.seat = cast.celio, cast.celio_seat
    db.session.add(decided)
    seat = factories.seat(cast.plan, Sector.GOVERNMENT, factories.person("Gil Serra"))
    commitment = Commitment(plan=cast.plan, number=1, title="Dados abertos")
    institution = factories.seat(cast.plan, Sector.GOVERNMENT).organisation
    commitment.parts = [Part(organisation=institution, role=InstitutionRole.LEAD)]
    commitment.every_milestone = [Milestone(serial=1, position=1, title="Publicar")]
    db.session.add(commitment)
    keep_version(cast.dario, commitment, "")
    comment = Comment(proposal_id=published.id, author_id=cast.ana.id, signed="Ana S.", text="Boa ideia")
    workshop = Workshop(plan_id=cast.plan.id, held_on=today() - timedelta(days=3), place="CEU", people=20)
    draft = Draft(token="rascunho-da-ana", plan_id=cast.plan.id, person_id=cast.ana.id, title="Dados")
    db.session.add_all([comment, workshop, draft])
    db.session.flush()
    file = Attachment(proposal_id=published.id, name="foto.png", media_type="image/png", size=1, digest="0")
    file.content = b"x"
    db.session.add(file)
    opinion = appealed(cast, published)
    promised, calm, _moving = publication.put_there()
    reporter, proof = monitored(cast, calm)
    contribution = contributed(cast)
    reply = answer(cast, cast.plan, contribution.reference)
    other = factories.proposal(cast.plan)
    db.session.commit()
    return {
        "slug": cast.plan.slug,
        "reference": published.reference,
        "address": published.address,
        "other": other.reference,
        "returned": returned.reference,
        "waiting": waiting.reference,
        "refused": refused.reference,
        "commitment": commitment.reference,
        "institution": institution.id if institution else 0,
        "section": "resumo",
        "serial": 1,
        "comment": comment.id,
        "workshop": workshop.id,
        "seat_id": seat.id,
        "tenure_id": seat.tenures[0].id,
        "stage_id": cast.plan.stages[0].id,
        "file": file.id,
        "person": cast.bruno.id,
        "number": 1,
        "opinion": opinion.id,
        "promised": promised.slug,
        "calm": calm.reference,
        "ending": "docx",
        "contribution": contribution.reference,
        "reply": reply.id,
        "act": "homologacao",
        "path": "titulo-1",
        "kind": "juridico",
        "milestone": f"{calm.reference}-M1",
        "written_month": today().strftime("%Y-%m"),
        "reporter": reporter.id,
        "proof": proof.id,
        "proof_name": proof.name,
        "inquiry": asked(cast, calm).id,
        "token": draft.token,
        "step": "1-problema",
        "name": file.name,
        "role": "staff",
    }


def monitored(cast: Cast, commitment: Commitment) -> tuple[Reporter, Evidence]:
    """Bruno, who reports for an institution, and a report of his with a file as evidence."""
    milestone, organisation = commitment.milestones[0], commitment.parts[0].organisation
    reporter = Reporter(plan=commitment.plan, organisation=organisation, person=cast.bruno, from_date=today())
    report = MonthlyReport(milestone=milestone, organisation=organisation, voice=Voice.INSTITUTION, done="Feito.")
    report.month, report.by = today().replace(day=1), cast.bruno
    proof = Evidence(kind=EvidenceKind.FILE, proves="A praça", name="praca.webp", media_type="image/webp", digest="0")
    proof.content = b"x"
    report.evidence = [proof]
    db.session.add_all([reporter, report])
    db.session.flush()
    return reporter, proof


def asked(cast: Cast, commitment: Commitment) -> Inquiry:
    """What Ana asked about a milestone."""
    inquiry = inquiries.ask(cast.ana, commitment.milestones[0], InquiryKind.QUESTION, "Quando a tabela vai ao ar?")
    db.session.commit()
    return inquiry


def contributed(cast: Cast) -> Contribution:
    """What Ana said of the first draft of the plan, in which new commitments can be suggested, too."""
    draft = consultation.open_draft(cast.dario, cast.plan, True, "")
    return consultation.contribute(cast.ana, DraftPlace(draft), ContributionWords(ContributionKind.QUESTION, "Quando?"))


def appealed(cast: Cast, proposal: Proposal) -> Opinion:
    """An opinion against which Ana appealed."""
    opinion = given(cast.dario, proposal)
    feasibility.appeal(cast.ana, opinion, APPEAL, None)
    return opinion


OTHER_THINGS = {
    "writing.amend": {"reference": "returned"},
    "reading.read": {"reference": "waiting"},
    "reading.second": {"reference": "waiting"},
    "reading.compare": {"reference": "waiting"},
    "moderation.appeal": {"reference": "refused"},
    "commitments.show": {"reference": "commitment"},
    "commitments.versions": {"reference": "commitment"},
    "commitments.version": {"reference": "commitment"},
    "commitments.compare": {"reference": "commitment"},
    "editing.show": {"reference": "commitment"},
    "editing.section": {"reference": "commitment"},
    "editing.new_milestone": {"reference": "commitment"},
    "editing.milestone": {"reference": "commitment"},
    "editing.order": {"reference": "commitment"},
    "editing.remove_milestone": {"reference": "commitment"},
    "editing.new_part": {"reference": "commitment"},
    "editing.part": {"reference": "commitment", "number": "institution"},
    "editing.contact": {"reference": "commitment", "number": "institution"},
    "editing.remove_part": {"reference": "commitment", "number": "institution"},
    "institutions.rename": {"number": "institution"},
    "opendata.commitment_json": {"reference": "commitment"},
    "opendata.contribution_json": {"reference": "contribution"},
    "opendata.version_json": {"reference": "commitment"},
    "publication.version": {"slug": "promised"},
    "publication.file": {"slug": "promised", "kind": "ending"},
    "publication.ids": {"slug": "promised"},
    "publication.amendment": {"slug": "promised"},
    "publication.close": {"slug": "promised"},
    "publication.withdraw": {"slug": "promised"},
    "publication.propose": {"reference": "calm"},
    "inquiries.answer": {"number": "inquiry"},
    "inquiries.ask": {"reference": "milestone"},
    "inquiries.decide": {"number": "inquiry"},
    "monitoring.end_reporter": {"number": "reporter"},
    "monitoring.evidence_file": {"number": "proof", "name": "proof_name"},
    "monitoring.manage": {"slug": "promised"},
    "monitoring.remind": {"slug": "promised"},
    "monitoring.report": {"reference": "milestone"},
    "monitoring.stop": {"reference": "milestone"},
    "monitoring.withdraw": {"number": "proof"},
    "tracker.commitment": {"reference": "calm"},
    "tracker.data": {"slug": "promised"},
    "tracker.package": {"slug": "promised"},
    "tracker.show": {"slug": "promised"},
    "tracker.table": {"slug": "promised"},
    "feasibility.answer": {"number": "opinion"},
    "feasibility.appeal": {"number": "opinion"},
    "feasibility.give_on_commitment": {"reference": "commitment"},
    "feasibility.show": {"number": "opinion"},
    "consultation.agree": {"reference": "contribution"},
    "consultation.commitment": {"commitment": "number"},
    "consultation.contribution": {"reference": "contribution"},
    "consultation.decide": {"reference": "contribution"},
    "consultation.passage": {"commitment": "number"},
    "consultation.report": {"reference": "contribution"},
    "consultation.take_back": {"reference": "contribution"},
    "responses.show": {"number": "reply"},
    "conversation.decide": {"number": "comment"},
    "conversation.report": {"number": "comment"},
    "conversation.reports": {"plano": "slug"},
    "writing.new": {"plano": "slug"},
    "proposals.attachment": {"number": "file"},
    "workshops.contributions": {"number": "workshop"},
    "accounts.take_role": {"number": "person"},
}
"""Where a variable of an address means another thing than its name says in :func:`world`."""


def address(app: Flask, endpoint: str, things: dict[str, Any]) -> str:
    """The address of the route for this world."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    names = {name: name for name in rule.arguments} | OTHER_THINGS.get(endpoint, {})
    adapter = app.url_map.bind("localhost")
    return adapter.build(endpoint, {name: things[key] for name, key in names.items()})


def knock(app: Flask, method: str, path: str, identity: str | None) -> str:
    """The answer to one person, as the table writes it; what was done is undone."""
    connection = db.session.connection()
    db.session.remove()
    undo = connection.begin_nested()
    browser = Browser(app)
    if identity:
        browser.become(identity)
    data = {"csrf_token": browser.token()} if method == "POST" else None
    answer = browser.client.open(path, method=method, data=data)
    db.session.remove()
    undo.rollback()
    asked = answer.status_code == 303 and "/entrar?" in answer.headers.get("Location", "")
    return "in" if asked else str(answer.status_code)


@dataclass(frozen=True)
class Scene:
    """The world, made once for all rows of the table: what each of them does to it is undone."""

    app: Flask
    things: dict[str, Any]
    identities: dict[str, str]
    """The session key of everybody who has an account."""

    def answers(self, method: str, endpoint: str) -> dict[str, str]:
        """Return what each person gets."""
        path = address(self.app, endpoint, self.things)
        return {name: knock(self.app, method, path, self.identities.get(name)) for name in PEOPLE}


@pytest.fixture(scope="module")
def scene(shared_app: Flask) -> Iterator[Scene]:
    with undone(shared_app) as app:
        cast = Cast.in_database()
        identities = {name: getattr(cast, name).fs_uniquifier for name in PEOPLE if name != "visitor"}
        yield Scene(app, world(cast), identities)


def test_every_route_has_a_row(shared_app: Flask) -> None:
    assert routes(shared_app) - set(read_table()) == set()


def test_every_row_has_a_route(shared_app: Flask) -> None:
    assert set(read_table()) - routes(shared_app) == set()


@pytest.mark.parametrize(("method", "endpoint"), sorted(read_table()))
def test_everybody_gets_what_the_table_says(scene: Scene, method: str, endpoint: str) -> None:
    assert scene.answers(method, endpoint) == dict(zip(PEOPLE, read_table()[method, endpoint], strict=True))
