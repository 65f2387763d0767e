"""A plan that has everything to be published, and the plan once it is."""

from datetime import date, timedelta
from typing import Any

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.deliberation import actions as deliberation
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import Act, Majority
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.publication import actions
from ogp_participa.decision.publication.models import Amendment, EditionPart, PublishedPlan
from ogp_participa.drafting.commitments import actions as editing
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole, Milestone, Part
from ogp_participa.drafting.commitments.queries import version_of
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.drafting.responses import actions as responses
from ogp_participa.drafting.responses.models import ReplyOutcome, ResponseWords
from ogp_participa.drafting.responses.queries import ledger
from ogp_participa.drafting.responses.queries.ledger import LedgerFilters
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.forum.seats.actions import record_decision
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Cast

REASON = "A secretaria mudou de prazo por decreto publicado."


def filled(plan: Plan, number: int = 1, milestones: int = 2, **fields: Any) -> Commitment:
    """A commitment with everything that OGP's template asks for."""
    lead = Organisation(name=f"Secretaria {plan.id}-{number}", sector=Sector.GOVERNMENT)
    db.session.add(lead)
    db.session.flush()
    data = {
        "title": f"Abrir os dados {number}",
        "short_title": "Dados",
        "summary": "Em duas frases.",
        "problem": "Ninguém **acha** os dados.",
        "causes": "- papel\n- gaveta",
        "status_quo": "Três tabelas.",
        "done_so_far": "Um portal: https://dados.example.org",
        "action": "Publicar tudo.",
        "result": "Todos acham.",
        **fields,
    }
    commitment = Commitment(plan=plan, number=number, starts_on=date(2027, 1, 1), ends_on=date(2028, 6, 30), **data)
    commitment.served, commitment.areas = {"access_to_information": "Abre o que era fechado."}, ["open-data"]
    commitment.parts = [
        Part(organisation=lead, role=InstitutionRole.LEAD, contact_name="Rosa Alves", private_phone="11 99999-0000")
    ]
    commitment.every_milestone = [
        Milestone(
            serial=n,
            position=n,
            title=f"Marco número {n}",
            output="Uma tabela",
            organisation=lead,
            starts_on=date(2027, n % 12 + 1, 1),
            ends_on=date(2028, 1, 31),
        )
        for n in range(1, milestones + 1)
    ]
    db.session.add(commitment)
    db.session.flush()
    editing.keep_version(None, commitment, "")
    return commitment


def ready(cast: Cast, **fields: Any) -> tuple[Plan, Commitment]:
    """A plan with one commitment, fed by a proposal of Ana's, from which nothing is missing."""
    plan = factories.plan(
        (Right.DRAFT, Right.DELIBERATE, Right.PUBLISH), summary="O que a cidade promete.", starts="2027"
    )
    commitment = filled(plan, **fields)
    terms = DecisionNeeds(False, True, False, 0, False, Majority.MORE_FOR, False, "Resolução 1/2026")
    deliberation.set_terms(cast.dario, plan, terms)
    proposal = factories.proposal(plan, cast.ana, State.PROMOTED, title="Quero os dados dos ônibus")
    db.session.add(Promotion(proposal_id=proposal.id, commitment_id=commitment.id, basis=Basis.RANKING, rank=1))
    db.session.commit()
    answered(cast, plan, commitment)
    signature = ActSignature(kind=Act.HOMOLOGATION, institution="CIGA-SP", **SIGNED, signed_on=today())
    deliberation.sign(cast.dario, plan, signature, 0)
    db.session.commit()
    return plan, commitment


SIGNED = {
    "role": "Coordenação",
    "number": "7/2026",
    "gazette": "",
    "process": "6010.2026/0001234-5",
    "text": "Homologa o plano de ação.",
}


def answered(cast: Cast, plan: Plan, commitment: Commitment) -> None:
    """Every contribution has its signed answer."""
    words = ResponseWords(
        ReplyOutcome.ACCEPTED, "A proposta entrou inteira no compromisso.", "CGM", "Coordenação", commitment
    )
    rows, _total = ledger.rows_of(plan, LedgerFilters(answered=False))
    responses.reply(cast.dario, plan, rows, words)
    db.session.commit()


def published(cast: Cast, foreword: str = "Palavras da cidade.", **fields: Any) -> tuple[PublishedPlan, Commitment]:
    """The same, published."""
    plan, commitment = ready(cast, **fields)
    edition = actions.publish(cast.dario, plan, foreword)
    db.session.commit()
    return edition, commitment


def agreed(cast: Cast, plan: Plan, votes: tuple[int, int] = (9, 1), days_ago: int = 0) -> ForumDecision:
    """A decision of the forum."""
    day = today() - timedelta(days=days_ago)
    decision = record_decision(plan, cast.dario, "Emenda", "A emenda foi lida e votada.", day, *votes, 0)
    db.session.commit()
    return decision


def put_there() -> tuple[Plan, Commitment, Commitment]:
    """A published plan put straight into the database: a commitment that nobody touches, one that is being amended."""
    plan = factories.plan((Right.PUBLISH,))
    calm, moving = filled(plan, 1, 1), filled(plan, 2, 1)
    plan.published = calm.published = moving.published = 1
    moving.amending = True
    edition = PublishedPlan(plan=plan, number=1, title=plan.title)
    for commitment in (calm, moving):
        version = version_of(commitment, 1)
        assert version
        edition.parts.append(
            EditionPart(
                commitment=commitment,
                version=version,
                number=commitment.number,
                reference=commitment.reference,
                sources={"proposals": []},
            )
        )
    db.session.add_all([edition, Amendment(plan=plan, number=1, commitment=moving, reason=REASON, base=1)])
    db.session.flush()
    return plan, calm, moving
