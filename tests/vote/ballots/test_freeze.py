"""The rules of a vote are frozen when it opens: from then on nothing that staff do changes one letter of them."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.calendar import actions as calendar
from ogp_participa.edition.calendar.fingerprint import fingerprint
from ogp_participa.edition.plans import actions as plans
from ogp_participa.edition.plans.models import Dimension, Plan, Right, Rule, StageKind
from ogp_participa.edition.plans.moments import SETTLING
from ogp_participa.edition.plans.rules import SETTLED
from ogp_participa.people.accounts.models import Level
from ogp_participa.readers.jobs.tasks import freeze_rules
from ogp_participa.vote.ballots import actions, queries, rules_text, stage
from ogp_participa.vote.ballots.models import FrozenRules, Leaf
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Browser, Cast

OTHERS: dict[str, Any] = {
    "slug": "outro-endereco",
    "rule": Rule.APPROVALS,
    "seats": 9,
    "choices": 9,
    "voters": Level.CHECKED,
    "quota_by": Dimension.THEME,
    "quota_least": 1,
    "quota_most": 2,
    "tie_source": "Outro sorteio",
}
"""Another value for everything that the frozen text says of an edition."""


def text_of(plan: Plan) -> str:
    """The rules as they would be frozen now."""
    return rules_text.document(plan, queries.public_log_key())


def coming_vote(**fields: Any) -> Plan:
    """A plan in which voting opens in five days."""
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.VOTING, 5, 20, **fields)
    return plan


def test_the_frozen_text_is_what_every_ballot_was_bound_to(cast: Cast) -> None:
    proposals = [factories.proposal(cast.plan) for _ in range(3)]
    actions.cast(cast.ana, proposals[0])
    actions.cast(cast.ana, proposals[1])
    frozen = actions.freeze(cast.plan)
    actions.cast(cast.bruno, proposals[2])
    leaves = db.session.scalars(sa.select(Leaf).order_by(Leaf.id)).all()
    chosen = [[proposals[0]], proposals[:2], [proposals[2]]]
    domain = merkle.domain(cast.plan.slug, frozen.digest, "online")
    for leaf, on_it in zip(leaves, chosen, strict=True):
        assert leaf.nonce
        assert leaf.ballot_hash == merkle.ballot_hash(domain, leaf.nonce, [p.reference for p in on_it])
    assert queries.rules_of(cast.plan) == (text_of(cast.plan), frozen.digest)
    assert rules_text.digest(frozen.text) == frozen.digest


def test_freezing_twice_is_the_same_as_once(cast: Cast) -> None:
    first = actions.freeze(cast.plan)
    moment = first.frozen_at
    assert actions.freeze(cast.plan).frozen_at == moment
    events = db.session.scalars(sa.select(Event).where(Event.kind == Kind.RULES_FROZEN)).all()
    assert [(e.plan_id, e.actor_id, e.details) for e in events] == [(cast.plan.id, None, {"digest": first.digest})]


def test_nothing_is_frozen_before_voting_opens(cast: Cast) -> None:
    for plan in (coming_vote(), factories.plan(rights=(Right.PROPOSE,))):
        with pytest.raises(Refused, match="não abriu"):
            actions.freeze(plan)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FrozenRules)) == 0


def test_the_worker_freezes_every_vote_that_opened_and_no_other(app: Flask, cast: Cast) -> None:
    closed = factories.plan(rights=())
    factories.stage(closed, StageKind.VOTING, -9, -3)
    coming_vote()
    factories.plan(rights=(Right.PROPOSE,))
    factories.plan(historical=True)
    db.session.commit()
    freeze_rules()
    freeze_rules()
    assert set(db.session.scalars(sa.select(FrozenRules.plan_id))) == {cast.plan.id, closed.id}
    assert queries.unfrozen_plans(now()) == []


def test_everything_that_the_text_says_of_an_edition_is_settled(cast: Cast) -> None:
    plan = coming_vote(counts_hidden=True)
    assert OTHERS.keys() == set(SETTLED)
    before = text_of(plan)
    for name, value in OTHERS.items():
        changed = {name: value} if name[:6] != "quota_" else {"quota_by": Dimension.THEME, name: value}
        plans.change_plan(plan, cast.dario, **changed)
        assert text_of(plan) != before, f"{name} is part of the rules"
        before = text_of(plan)


@pytest.mark.parametrize("name", SETTLED)
def test_no_field_of_an_edition_changes_after_the_opening(cast: Cast, name: str) -> None:
    before = text_of(cast.plan)
    with pytest.raises(Refused, match="não mudam mais"):
        plans.change_plan(cast.plan, cast.dario, **{name: OTHERS[name]})
    assert text_of(cast.plan) == before


def test_the_form_says_it_beside_the_field_also_to_an_older_page(app: Flask, cast: Cast) -> None:
    path, staff = f"/gestao/planos/{cast.plan.slug}", Browser(app, cast.dario)
    page = staff.get(path).text
    assert not any(f'name="{name}"' in page for name in SETTLED)
    assert queries.rules_of(cast.plan)[1] in page
    before = text_of(cast.plan)
    older = {"title": "Novo", "number": cast.plan.number, "slug": cast.plan.slug, "rule": "pav"}
    assert "não mudam mais" in staff.post(path, older, status=422).text
    staff.post(path, {"title": "Novo", "number": cast.plan.number})
    assert (cast.plan.title, text_of(cast.plan)) == ("Novo", before)


def test_rules_are_settled_a_little_before_the_opening(cast: Cast) -> None:
    plan = coming_vote()
    vote = plan.stages[0]
    vote.opens_at = now() + SETTLING / 2
    db.session.flush()
    with pytest.raises(Refused):
        plans.change_plan(plan, cast.dario, seats=9)
    with pytest.raises(Refused):
        calendar.change_stage(vote, cast.dario, "Motivo", counts_hidden=False)
    with pytest.raises(Refused):
        calendar.change_stage(vote, cast.dario, "Motivo", opens_at=now() + timedelta(days=1))
    with pytest.raises(Refused):
        calendar.remove_stage(vote, cast.dario, "Motivo")


def test_no_vote_turns_out_to_have_opened_before_the_first(app: Flask, cast: Cast) -> None:
    before, first = text_of(cast.plan), cast.plan.stages[0]
    coming = factories.stage(cast.plan, StageKind.DRAFTING, 20, 30)
    earlier: dict[str, Any] = {
        "opens_at": first.opens_at - timedelta(days=3),
        "closes_at": first.opens_at + timedelta(days=30),
    }
    open_counts: dict[str, Any] = {"kind": StageKind.VOTING, "title": "", "note": "", "counts_hidden": False}
    with pytest.raises(Refused, match="abre depois dela"):
        calendar.add_stage(cast.plan, cast.dario, "Motivo", rights=["vote"], **open_counts, **earlier)
    with pytest.raises(Refused, match="abre depois dela"):
        calendar.change_stage(coming, cast.dario, "Motivo", rights=["vote"], **open_counts, **earlier)
    db.session.commit()
    staff, path = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/etapas/nova"
    typed = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in earlier.items()}
    from_page = {"kind": "voting", "rights": "vote", "reason": "Motivo", "seen": fingerprint(cast.plan), **typed}
    assert "abre depois dela" in staff.post(path, from_page, status=422).text
    assert text_of(cast.plan) == before


def test_a_later_vote_with_open_counts_shows_none(app: Flask, cast: Cast) -> None:
    later: dict[str, Any] = {
        "opens_at": now() - timedelta(hours=1),
        "closes_at": now() + timedelta(days=2),
        "rights": ["vote"],
    }
    before = text_of(cast.plan)
    fields: dict[str, Any] = {"kind": StageKind.VOTING, "title": "Segunda", "note": "", "counts_hidden": False}
    calendar.add_stage(cast.plan, cast.dario, "Motivo", position=1, **fields, **later)
    assert text_of(cast.plan) == before
    assert not stage.shows_counts(cast.plan, now())
    assert "Sim: nesta votação" not in Browser(app).get(f"/planos/{cast.plan.slug}/votacao").text


def deeds(cast: Cast, chance: random.Random) -> list[Callable[[], object]]:
    """Everything that staff can do to an edition and its calendar, each once, with values drawn by lot."""
    plan, by, why = cast.plan, cast.dario, "Motivo"
    stage = chance.choice(plan.stages)
    opens = now() + timedelta(hours=chance.randint(-200, 200))
    fields: dict[str, Any] = {
        "kind": chance.choice(list(StageKind)),
        "title": "Etapa",
        "note": "",
        "rights": chance.choice([["vote"], ["vote", "propose"], ["propose"], None]),
        "counts_hidden": chance.random() < 0.5,
        "opens_at": opens,
        "closes_at": opens + timedelta(hours=chance.randint(1, 300)),
    }
    some = dict(chance.sample(list(fields.items()), 3))
    if some.get("rights", ()) is None:
        del some["rights"]
    name = chance.choice(SETTLED)
    return [
        lambda: plans.change_plan(plan, by, **{name: OTHERS[name]}, title=f"Título {chance.random()}"),
        lambda: plans.set_themes(plan, by, [("transparencia", "Outra", "", ""), ("educacao", "Educação", "", "")]),
        lambda: calendar.add_stage(plan, by, why, position=chance.randint(1, 4), **fields),
        lambda: calendar.change_stage(stage, by, why, **some),
        lambda: calendar.move_stage(stage, by, chance.randint(1, 5), why),
        lambda: calendar.remove_stage(stage, by, why),
    ]


def test_whatever_staff_do_after_the_opening_the_digest_stays(cast: Cast) -> None:
    chance = random.Random(7)
    before, done, refused = actions.freeze(cast.plan).text, 0, 0
    for _round in range(80):
        deed = chance.choice(deeds(cast, chance))
        try:
            with db.session.begin_nested():
                deed()
                db.session.flush()
            done += 1
        except Refused:
            refused += 1
        db.session.expire_all()
        assert text_of(cast.plan) == before
    assert done > 10
    assert refused > 10


@given(st.sampled_from(list(Rule)), st.integers(1, 100), st.sampled_from(list(Level)), st.booleans())
def test_the_same_rules_give_the_same_text(rule: Rule, seats: int, voters: Level, hidden: bool) -> None:
    def plan() -> Plan:
        return Plan(
            slug="p", rule=rule, seats=seats, choices=5, voters=voters, tie_source="Sorteio", blank_count=hidden
        )

    assert rules_text.document(plan(), "00") == rules_text.document(plan(), "00")
    assert rules_text.document(plan(), "00") != rules_text.document(plan(), "01")
    assert rules_text.document(plan(), "00").endswith("}\n")
