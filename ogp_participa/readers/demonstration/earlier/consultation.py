"""The consultation of the demonstration's earlier edition and the answers to everything that was said."""

from random import Random
from typing import Any

from ogp_participa.drafting.consultation import actions
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.consultation.passages import DraftPlace, passages_of
from ogp_participa.drafting.consultation.queries.drafts import part_of
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.drafting.responses import actions as responses
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.models import ResponseWords as Answer
from ogp_participa.drafting.responses.queries.ledger import rows_cited
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.proposals.workshops.actions import record_workshop
from ogp_participa.readers.demonstration.backdated import Past
from ogp_participa.readers.demonstration.data_files import read
from ogp_participa.readers.demonstration.earlier.commitments import save, save_milestone

NOTES = (
    "Primeira minuta: cinco compromissos, escritos a partir das propostas. Aceita também compromissos novos.",
    "Segunda minuta, com o que mudou por causa das contribuições. Agora perguntamos só sobre o texto.",
)

Row = dict[str, Any]


def add_consultation(past: Past) -> None:
    """The first draft, what residents and a session said of it, what changed, the second draft, and the answers."""
    _answer_sources(past)
    with past.at(-400):
        draft = actions.open_draft(past.staff, past.plan, True, NOTES[0])
    luck = Random("consulta")
    for place, row in enumerate(past.script["contributions"]):
        with past.at(-399 + place * 1.2):
            contribute(past, draft, row, luck)
    _session(past, draft, luck)
    for place, row in enumerate(past.script["edits"]):
        with past.at(-378.5 + place * 0.3):
            edit(past, row)
    with past.at(-376):
        actions.open_draft(past.staff, past.plan, False, NOTES[1])
    _answer(past)


def _place(past: Past, draft: PlanDraft, row: Row) -> DraftPlace:
    if row["on"] is None:
        return DraftPlace(draft, new=row["kind"] == ContributionKind.NEW_COMMITMENT)
    part = part_of(draft, past.commitments[row["on"]].number)
    assert part is not None
    passages = {one.key: one for one in passages_of(part.version.content)}
    return DraftPlace(draft, part, passages[row["passage"]] if row["passage"] else None)


def contribute(past: Past, draft: PlanDraft, row: Row, luck: Random) -> None:
    """Somebody says something of a draft; others agree, or the forum hides it."""
    words = ContributionWords(
        ContributionKind(row["kind"]), row["text"], row.get("replacement", ""), row.get("title", "")
    )
    made = actions.contribute(past.people[row["by"]], _place(past, draft, row), words)
    past.said[row["key"]] = made
    if row.get("hidden"):
        seat, person = past.titular(9)
        actions.report(past.people["dora-sa"], made, "Ofende quem trabalha na subprefeitura.")
        actions.decide(person, seat, made, Visibility.HIDE, row["hidden"])
        return
    _agree(past, made, row, luck)


def _agree(past: Past, made: Contribution, row: Row, luck: Random) -> None:
    others = [past.people[one["key"]] for one in read("people")["residents"] if one["key"] != row.get("by")]
    for person in luck.sample(others, row["agree"]):
        actions.agree(person, made)


def _session(past: Past, draft: PlanDraft, luck: Random) -> None:
    """What people said at a session, typed in by the office."""
    given = past.script["session"]
    with past.at(-386):
        held = record_workshop(past.staff, past.plan, held_on=past.day(-388), **given)
        for row in past.script["in_person"]:
            words = ContributionWords(ContributionKind(row["kind"]), row["text"])
            made = actions.contribute(past.staff, _place(past, draft, row), words, workshop=held)
            past.said[row["key"]] = made
            _agree(past, made, row, luck)


def edit(past: Past, row: Row) -> None:
    """A change of the draft, with its reason; braces in it cite contributions."""
    commitment = past.commitments[row["on"]]
    reason = row["reason"].format_map({key: one.reference for key, one in past.said.items()})
    if "milestone" in row:
        save_milestone(past, commitment, row["milestone"], row["fields"], reason)
    else:
        save(past, commitment, row["fields"], reason)


def _answer_sources(past: Past) -> None:
    """What became of the proposals that feed commitments; some had to wait until their milestone was written."""
    for place, row in enumerate(past.script["source_replies"]):
        with past.at(-404 + place * 0.5 if "milestone" in row else -436.4 + place * 0.2):
            reply(past, row, [past.proposals[key].reference for key in row["to"]])


def _answer(past: Past) -> None:
    """Everything that was said gets an answer; one answer is corrected later."""
    for place, row in enumerate(past.script["replies"]):
        with past.at(-375 + place * 1.1):
            reply(past, row, [past.said[key].reference for key in row["to"]])
    row = past.script["correction"]
    with past.at(-356.5):
        reply(past, row, [past.said[key].reference for key in row["to"]])


def reply(past: Past, row: Row, references: list[str]) -> None:
    """An institution answers those with these references, in one text."""
    commitment = past.commitments[row["on"]] if "on" in row else None
    milestone = None
    if commitment is not None and "milestone" in row:
        milestone = next(one for one in commitment.every_milestone if one.serial == row["milestone"])
    words = Answer(ReplyOutcome(row["outcome"]), row["text"], row["institution"], row["role"], commitment, milestone)
    responses.reply(past.staff, past.plan, rows_cited(past.plan, references), words)
