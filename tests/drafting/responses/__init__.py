"""Contributions that wait, and what institutions answer."""

from typing import Any

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.responses import actions
from ogp_participa.drafting.responses.models import InstitutionResponse, ReplyOutcome, ResponseWords
from ogp_participa.drafting.responses.queries import ledger
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.count import actions as counting
from tests.cast import Cast
from tests.vote.count.elections import held

REASON = "A lei já obriga a prefeitura a publicar estes dados, e o sistema novo começa em março."
SECRETARIAT = "Secretaria Municipal de Gestão"
ROLE = "Chefia de gabinete"


def words(outcome: ReplyOutcome = ReplyOutcome.NOT_ACCEPTED, **fields: Any) -> ResponseWords:
    """What an institution says."""
    return ResponseWords(outcome=outcome, **{"text": REASON, "institution": SECRETARIAT, "role": ROLE, **fields})


def counted(cast: Cast, proposals: int = 2) -> tuple[Plan, list[Proposal]]:
    """A plan whose vote is counted: the first proposal has the only seat."""
    plan, count = held([{0}, {0}, {1}], proposals, seats=1)
    counting.close_count(cast.dario, plan, "48211")
    db.session.commit()
    return plan, count


def drafted(cast: Cast) -> PlanDraft:
    """A draft before the public."""
    draft = PlanDraft(plan=cast.plan, number=1)
    db.session.add(draft)
    db.session.commit()
    return draft


def said(cast: Cast, draft: PlanDraft, number: int, text: str = "Falta um prazo.", **fields: Any) -> Contribution:
    """Something that Ana said of the draft."""
    values = {"kind": ContributionKind.OBJECTION, "author_id": cast.ana.id, "signed": "Ana S.", **fields}
    contribution = Contribution(year=2026, number=number, plan_id=draft.plan_id, draft_id=draft.id, text=text, **values)
    db.session.add(contribution)
    db.session.commit()
    return contribution


def answer(cast: Cast, plan: Plan, *references: str, **fields: Any) -> InstitutionResponse:
    """One answer to these, committed."""
    values = fields.pop("words", None) or words(**fields)
    response = actions.reply(cast.dario, plan, ledger.rows_cited(plan, references), values)
    db.session.commit()
    return response


def commitment(plan: Plan, number: int = 1) -> Commitment:
    """A drafted commitment."""
    drafted_one = Commitment(plan=plan, number=number, title="Dados abertos da cidade")
    db.session.add(drafted_one)
    db.session.commit()
    return drafted_one


def form(*references: str, **fields: Any) -> dict[str, Any]:
    """The form of an answer, filled."""
    return {
        "c": list(references),
        "seen": "0",
        "outcome": "not_accepted",
        "text": REASON,
        "new_institution": SECRETARIAT,
        "role": ROLE,
        "changed": "",
        **fields,
    }
