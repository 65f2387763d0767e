"""From the vote to the commitments of the demonstration's earlier edition: opinions, promotions, drafting."""

from collections.abc import Callable
from typing import Any

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments import actions as editing
from ogp_participa.drafting.commitments.fields import PRIVATE_PART, PUBLIC_PART
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility import actions as feasibility
from ogp_participa.drafting.feasibility.models import Finding, OpinionKind, OpinionWords
from ogp_participa.drafting.promotion.actions import answer, draft_commitment, promote
from ogp_participa.drafting.responses.actions import sign
from ogp_participa.edition.plans.models import Value
from ogp_participa.forum.seats.actions import record_decision
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.proposals.proposals.models import State
from ogp_participa.readers.demonstration.backdated import Past, institution
from ogp_participa.vote.count.actions import remove_winner
from ogp_participa.vote.count.queries.results import standings_by_proposal

LOSERS = "A proposta é boa e fica no registro. Ela recebeu {votos} e ficou no {lugar}º lugar. {motivo}"

Row = dict[str, Any]


def add_commitments(past: Past) -> None:
    """Opinions, then who feeds which commitment, then what the commitments say."""
    _add_opinions(past)
    _add_promotions(past)
    _add_texts(past)


def _add_opinions(past: Past) -> None:
    """Departments say what can be done; one unfavourable opinion is appealed, and the answer changes it."""
    for place, row in enumerate(past.script["opinions"]):
        proposal = past.proposals[row["on"]]
        with past.at(-446.2 + place * 0.2):
            words = OpinionWords(
                Finding(row["finding"]), row["text"], _process(past, place), row["department"], row["role"]
            )
            version = feasibility.give(past.staff, proposal, OpinionKind(row["kind"]), words)
        if "appeal" not in row or proposal.author is None:
            continue
        with past.at(-444.4):
            appeal = feasibility.appeal(proposal.author, version.opinion, row["appeal"], None)
        with past.at(-442.6):
            process = _process(past, place)
            changed = OpinionWords(Finding.WITH_CHANGES, row["changed"], process, row["department"], row["role"])
            feasibility.answer(past.staff, appeal, row["answer"], row["department"], row["role"], changed)


def _process(past: Past, place: int) -> str:
    """An invented process number."""
    return f"0000.{past.day(-446).year}/{place + 1:07d}-0"


def _add_promotions(past: Past) -> None:
    """A winner that cannot be done is taken out and the rule runs again; who has a seat then feeds a commitment."""
    removal = past.script["removal"]
    with past.at(-442):
        remove_winner(past.staff, past.plan, past.proposals[removal["proposal"]], removal["reason"])
    given = past.script["forum_decision"]
    with past.at(-440.8):
        asked = record_decision(past.plan, past.staff, given["title"], given["text"], past.day(-441), *given["votes"])
    for place, row in enumerate(past.script["commitments"]):
        with past.at(-440 + place * 0.3):
            _promote(past, row, {given["feeds"]: asked})
    with past.at(-437):
        _answer_the_others(past)


def _promote(past: Past, row: Row, decisions: dict[str, ForumDecision]) -> None:
    made = draft_commitment(past.staff, past.plan, row["title"], row["summary"])
    past.commitments[row["key"]] = made
    for key in row["sources"]:
        why = past.script["justifications"].get(key, "")
        promote(past.staff, made, [past.proposals[key]], decisions.get(key), why)


def _answer_the_others(past: Past) -> None:
    """One text for everybody whom the vote left out, with the place and votes of each; then an institution signs."""
    left = [one for one in past.proposals.values() if one.state is State.PUBLISHED]
    places = standings_by_proposal([one.id for one in left])
    taken_out = past.proposals[past.script["removal"]["proposal"]]
    answer(past.staff, past.plan, [taken_out], past.script["removal"]["reason"])
    answer(past.staff, past.plan, [one for one in left if one is not taken_out and one.id in places], LOSERS)
    sign(past.staff, past.plan, "Coordenadoria de Portas Abertas (demonstração)", "Secretaria do Fórum")


def _add_texts(past: Past) -> None:
    """Over weeks, the commitments get what OGP's template asks for, part by part; each saving is a version."""
    for number, part in enumerate(PARTS):
        for place, row in enumerate(past.script["commitments"]):
            with past.at(-430 + number * 6.1 + place * 1.1):
                part(past, row)


def _save_problem(past: Past, row: Row) -> None:
    texts = {name: row[name] for name in ("short_title", "problem", "causes", "status_quo", "done_so_far")}
    days = {"starts_on": _written(past, row["starts"]), "ends_on": _written(past, row["ends"])}
    save(past, past.commitments[row["key"]], {**texts, **days})


def _save_action(past: Past, row: Row) -> None:
    texts = {name: row[name] for name in ("action", "result", "areas")}
    served = row["served"]
    ticks = {f"serves_{value.value}": value.value in served for value in Value}
    how = {f"how_{value.value}": served.get(value.value, "") for value in Value}
    save(past, past.commitments[row["key"]], {**texts, **ticks, **how})


def _save_parts(past: Past, row: Row) -> None:
    made = past.commitments[row["key"]]
    for one in row["parts"]:
        fields = {name: one.get(name, "") for name in (*PUBLIC_PART, *PRIVATE_PART)}
        editing.save_part(past.staff, made, institution(one["name"]).id, fields, made.version, 0, "")


def _save_milestones(past: Past, row: Row) -> None:
    for one in row["milestones"]:
        save_milestone(past, past.commitments[row["key"]], None, one)


def _written(past: Past, offset: int) -> str:
    return past.day(offset).isoformat()


PARTS: tuple[Callable[[Past, Row], None], ...] = (_save_problem, _save_action, _save_parts, _save_milestones)
"""What is written of a commitment, in the order in which it is written."""


def save(past: Past, commitment: Commitment, fields: Row, reason: str = "") -> None:
    """Save some fields of a commitment as it stands."""
    done = editing.save(past.staff, commitment, fields, commitment.version, reason)
    assert not done.conflicts


def save_milestone(past: Past, commitment: Commitment, serial: int | None, row: Row, reason: str = "") -> None:
    """Save a milestone: a new one, or what changes in one that is there."""
    days = (("starts_on", "starts"), ("ends_on", "ends"))
    fields: Row = {name: _written(past, row[key]) for name, key in days if key in row}
    fields |= {name: row[name] for name in ("title", "output") if name in row}
    if "institution" in row:
        fields["institution"] = str(institution(row["institution"]).id)
    done = editing.save_milestone(past.staff, commitment, serial, fields, commitment.version, reason)
    assert not done.conflicts
    db.session.flush()
