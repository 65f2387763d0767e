"""Plain functions that make things for tests: with sensible defaults, flushed, never committed."""

import itertools
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageKind, Theme
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.people.accounts.models import Person, Role, Signature
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue, ProposalVersion, State
from ogp_participa.proposals.workshops.models import Workshop

_numbers = itertools.count(1)


T = TypeVar("T")


def _add(thing: T) -> T:
    db.session.add(thing)
    db.session.flush()
    return thing


def person(name: str = "Maria Aparecida", role: str | None = None, confirmed: bool = True, **fields: Any) -> Person:
    """Somebody with an account; ``role`` is "staff" or "administrator"."""
    n = next(_numbers)
    person = Person(
        name=name,
        email=fields.pop("email", f"pessoa{n}@example.org"),
        fs_uniquifier=f"pessoa-{n}",
        confirmed_at=now() if confirmed else None,
        **fields,
    )
    if role:
        person.roles = [db.session.scalars(sa.select(Role).where(Role.name == role)).first() or Role(name=role)]
    return _add(person)


def plan(rights: tuple[Right, ...] = tuple(Right), **fields: Any) -> Plan:
    """An edition with one stage, open since yesterday for ten days, that gives ``rights`` (all by default)."""
    n = next(_numbers)
    fields.setdefault("slug", f"plano-{n}")
    fields.setdefault("title", f"Plano de Ação {n}")
    fields.setdefault("number", 90 + n % 900)  # an edition has a number up to 999
    plan = _add(Plan(**fields))
    if rights:
        stage(plan, StageKind.PROPOSALS, rights=rights)
    for key, name in (("transparencia", "Transparência"), ("educacao", "Educação")):
        db.session.add(Theme(plan_id=plan.id, key=key, name_pt=name))
    for number, outcome in (("1.1", Outcome.RETURN), ("2.1", Outcome.REFUSE), ("3.1", Outcome.MERGE)):
        db.session.add(Reason(plan_id=plan.id, number=number, outcome=outcome, text_pt=f"Motivo {number}"))
    db.session.flush()
    return plan


def stage(
    of: Plan, kind: StageKind, opens: int = -1, closes: int = 10, rights: tuple[Right, ...] | None = None, **fields: Any
) -> Stage:
    """A stage from ``opens`` to ``closes`` days from now."""
    stage = Stage(
        kind=kind,
        position=len(of.stages) + 1,
        opens_at=now() + timedelta(days=opens),
        closes_at=now() + timedelta(days=closes),
        rights=[right.value for right in (DEFAULT_RIGHTS[kind] if rights is None else rights)],
        **fields,
    )
    of.stages.append(stage)
    db.session.flush()
    return stage


def seat(
    of: Plan,
    sector: Sector = Sector.CIVIL_SOCIETY,
    holder: Person | None = None,
    organisation: Organisation | None = None,
    **fields: Any,
) -> Seat:
    """A seat of the forum, held since last month when ``holder`` is given."""
    n = next(_numbers)
    seat = _add(
        Seat(
            plan_id=of.id,
            sector=sector,
            segment=fields.pop("segment", "Dados abertos"),
            organisation=organisation or Organisation(name=f"Organização {n}", sector=sector),
        )
    )
    if holder is not None:
        seat.tenures.append(
            Tenure(
                person_id=holder.id,
                position=fields.pop("position", Position.TITULAR),
                from_date=fields.pop("from_date", today() - timedelta(days=30)),
                until_date=fields.pop("until_date", None),
            )
        )
        db.session.flush()
    return seat


_NOT_PUBLISHED = (State.IN_REVIEW, State.NEEDS_CHANGE, State.REFUSED)


def proposal(of: Plan, author: Person | None = None, state: State = State.PUBLISHED, **fields: Any) -> Proposal:
    """A proposal in a state, with its first version and values."""
    n = next(_numbers)
    theme = db.session.scalars(sa.select(Theme).where(Theme.plan_id == of.id)).first()
    texts = {
        "title": fields.pop("title", f"Publicar os dados número {n}"),
        "summary": fields.pop("summary", "Uma frase sobre a ideia."),
        "problem": fields.pop("problem", "Hoje ninguém sabe onde estão os dados."),
        "change": fields.pop("change", "Publicar os dados em formato aberto."),
        "territory": fields.pop("territory", None),
        "link": fields.pop("link", ""),
        "values": fields.pop("values", ["access_to_information"]),
        "theme_id": fields.pop("theme_id", theme.id if theme else None),
    }
    proposal = _add(
        Proposal(
            plan_id=of.id,
            year=2026,
            number=n,
            state=state,
            author_id=author.id if author else None,
            signed=author.public_name if author else "",
            published_at=fields.pop("published_at", None if state in _NOT_PUBLISHED else now()),
            **texts,
            **fields,
        )
    )
    db.session.add(ProposalVersion(proposal_id=proposal.id, number=1, **texts))
    db.session.add_all(ProposalValue(proposal_id=proposal.id, value=value) for value in texts["values"])
    db.session.flush()
    return proposal


def draft(of: Plan, by: Person | None = None, **fields: Any) -> Draft:
    """A draft with every answer given."""
    n = next(_numbers)
    answers = {
        "title": f"Publicar o horário dos ônibus {n}",
        "problem": "Ninguém sabe quando o ônibus passa.",
        "change": "Publicar o horário de cada linha.",
        "values": ["access_to_information"],
        "whole_city": True,
        "signature": Signature.INITIAL,
        **fields,
    }
    return _add(Draft(token=f"{n:0>43}", plan_id=of.id, person_id=by.id if by else None, **answers))


def workshop(of: Plan, **fields: Any) -> Workshop:
    """An in-person workshop of last week."""
    facts = {"held_on": today() - timedelta(days=7), "place": "CEU Perus", "people": 35, "territory": "PR"}
    return _add(Workshop(plan_id=of.id, **{**facts, **fields}))
