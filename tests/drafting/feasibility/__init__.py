"""Plain functions that make opinions, for the tests of this room."""

from typing import Any

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility import actions
from ogp_participa.drafting.feasibility.models import Finding, Opinion, OpinionKind, OpinionWords
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal

REASON = "A secretaria não tem como fazer isso com a equipe de hoje."
APPEAL = "A secretaria já faz isso em duas subprefeituras desde o ano passado."
ANSWER = "O recurso traz fatos que não conhecíamos, e por eles olhamos de novo."
PROCESS = "6010.2026/0001234-5"
DEPARTMENT = "Secretaria Municipal de Finanças"


def words(finding: Finding = Finding.UNFAVOURABLE, **fields: Any) -> OpinionWords:
    """What a department says."""
    sentence = {"text": REASON, "process": PROCESS, "department": DEPARTMENT, "role": "Chefia de gabinete", **fields}
    return OpinionWords(finding=finding, **sentence)


def given(
    by: Person,
    thing: Proposal | Commitment,
    finding: Finding = Finding.UNFAVOURABLE,
    kind: OpinionKind = OpinionKind.TECHNICAL,
    **fields: Any,
) -> Opinion:
    """An opinion that stands, committed."""
    opinion = actions.give(by, thing, kind, words(finding, **fields)).opinion
    db.session.commit()
    return opinion


def fed(plan: Plan, *proposals: Proposal, number: int = 1) -> Commitment:
    """A drafted commitment that these proposals feed."""
    commitment = Commitment(plan_id=plan.id, number=number, title="Dados abertos da cidade")
    db.session.add(commitment)
    db.session.flush()
    for proposal in proposals:
        db.session.add(Promotion(proposal_id=proposal.id, commitment_id=commitment.id, basis=Basis.RANKING))
    db.session.commit()
    return commitment


def form(**fields: Any) -> dict[str, Any]:
    """The form of a first opinion, filled."""
    return {
        "seen": "0",
        "finding": "unfavourable",
        "text": REASON,
        "sei": PROCESS,
        "organisation": "",
        "new_organisation": DEPARTMENT,
        "role": "Chefia de gabinete",
        **fields,
    }
