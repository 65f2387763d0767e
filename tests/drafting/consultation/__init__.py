"""An edition whose draft is before the public, and what people say of it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.consultation import actions
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, DraftPart, PlanDraft
from ogp_participa.drafting.consultation.passages import DraftPlace, Passage, passages_of
from ogp_participa.drafting.consultation.queries.drafts import part_of
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.people.accounts.models import Person
from tests.cast import Cast

PROBLEM = "Hoje ninguém sabe onde estão os dados.\n\nQuem procura desiste depois de três telefonemas."


def commitment(plan: Plan, number: int = 1, **fields: Any) -> Commitment:
    """A commitment with a problem of two paragraphs and two milestones."""
    fields = {"title": f"Abrir os dados {number}", "problem": PROBLEM, "action": "Publicar tudo.", **fields}
    promise = Commitment(plan=plan, number=number, served={}, areas=[], **fields)
    promise.every_milestone = [
        Milestone(serial=1, position=1, title="Fazer a lista", output="A lista publicada."),
        Milestone(serial=2, position=2, title="Publicar", output="Os dados publicados."),
    ]
    db.session.add(promise)
    db.session.commit()
    return promise


def opened(cast: Cast, accepts_new: bool = False, **fields: Any) -> PlanDraft:
    """A draft before the public, with one commitment when the plan has none."""
    there = sa.select(Commitment.id).where(Commitment.plan_id == cast.plan.id).limit(1)
    if db.session.scalar(there) is None:
        commitment(cast.plan, **fields)
    draft = actions.open_draft(cast.dario, cast.plan, accepts_new, "Leia com calma.")
    db.session.commit()
    return draft


def part(draft: PlanDraft, number: int = 1) -> DraftPart:
    """A commitment of the draft."""
    match = part_of(draft, number)
    assert match
    return match


def passage(draft: PlanDraft, path: str = "problema-2", number: int = 1) -> Passage:
    """A passage by the part of its address."""
    return next(row for row in passages_of(part(draft, number).version.content) if row.path == path)


def place(draft: PlanDraft, path: str = "problema-2") -> DraftPlace:
    """A passage, or the whole commitment for "tudo"."""
    return DraftPlace(draft, part(draft), None if path == "tudo" else passage(draft, path))


def said(
    person: Person, draft: PlanDraft, path: str = "problema-2", text: str = "Falta dizer quais dados.", **fields: Any
) -> Contribution:
    """What somebody says of a passage."""
    kind = fields.pop("kind", ContributionKind.QUESTION)
    contribution = actions.contribute(person, place(draft, path), ContributionWords(kind, text, **fields))
    db.session.commit()
    return contribution


def closed(plan: Plan, days: int = 0) -> Plan:
    """The plan with its consultation closed since ``days`` and a minute."""
    for stage in plan.stages_with(Right.CONSULT):
        stage.opens_at = now() - timedelta(days=days + 30)
        stage.closes_at = now() - timedelta(days=days, minutes=1)
    db.session.commit()
    return plan


def address(draft: PlanDraft, *rest: object) -> str:
    """The address of a draft, or of something in it."""
    return "/".join(str(part) for part in (f"/planos/{draft.plan.slug}/consulta/{draft.number}", *rest))
