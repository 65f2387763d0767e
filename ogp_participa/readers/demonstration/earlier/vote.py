"""What people proposed, what the forum decided on it and how the vote went in the demonstration's earlier edition."""

from collections.abc import Callable
from random import Random
from typing import Any

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.moderation.actions import decisions as moderation
from ogp_participa.moderation.case import DecisionWords, Member
from ogp_participa.moderation.queries.decisions import member
from ogp_participa.people.accounts.models import Person, Signature
from ogp_participa.proposals.drafts.actions import amend, submit, withdraw
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.proposals.workshops.actions import enter_contribution, record_workshop
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.readers.demonstration.backdated import Past, in_order
from ogp_participa.readers.demonstration.data_files import read
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballots.actions import cast, confirm, freeze, unlink
from ogp_participa.vote.count.actions import close_count

VOTERS = 90
"""So many of the invented residents voted."""

SEED = "04817"
Row = dict[str, Any]


def add_proposals(past: Past) -> None:
    """Every proposal is written, sent, read and decided on, each on its day."""
    workshop = _workshop(past)
    steps: list[tuple[float, Callable[[], object]]] = []
    for place, row in enumerate(read("past_proposals")["proposals"]):
        sent = -498.5 + place * 0.95
        steps.append((sent, _step(_send, past, row, workshop)))
        steps += [(sent + days, _step(do, past, row, place)) for days, do in _decisions(row)]
    in_order(past, steps)


def _step(do: Callable[..., object], *given: Any) -> Callable[[], object]:
    return lambda: do(*given)


def _decisions(row: Row) -> list[tuple[float, Callable[..., object]]]:
    """What happens to a proposal after it was sent, and how many days later."""
    fates: dict[str, list[tuple[float, Callable[..., object]]]] = {
        "published": [(1.6, _publish)],
        "merged": [(1.1, _publish), (2.9, _merge)],
        "resent": [(0.8, _return), (2.1, _resend), (3.3, _publish)],
        "refused": [(0.9, _refuse), (2.4, _second)],
        "withdrawn": [(0.7, _publish), (1.9, _withdraw)],
    }
    return fates[row.get("fate", "published")]


def _workshop(past: Past) -> Workshop:
    with past.at(-484):
        place = "CEU Girassol (fictício), quadra coberta"
        return record_workshop(past.staff, past.plan, held_on=past.day(-486), place=place, people=41, territory="CT")


def _texts(past: Past, row: Row) -> dict[str, Any]:
    texts = {name: row[name] for name in ("title", "problem", "change", "territory", "values")}
    return {**texts, "summary": "", "theme_id": past.themes[row["theme"]].id}


def _send(past: Past, row: Row, workshop: Workshop) -> None:
    if row.get("workshop"):
        past.proposals[row["key"]] = enter_contribution(past.staff, workshop, past.plan, _texts(past, row))
        return
    author = past.people[row["author"]]
    draft = Draft(token=f"demo-{row['key']}"[:43], plan=past.plan, person_id=author.id, language="pt", link="")
    for name, value in _texts(past, row).items():
        setattr(draft, name, value)
    draft.change = str(row.get("first_change", row["change"]))
    draft.whole_city, draft.signature = row["territory"] is None, author.signature
    draft.collective = author.collective if author.signature is Signature.COLLECTIVE else ""
    db.session.add(draft)
    db.session.flush()
    past.proposals[row["key"]] = submit(author, draft)


def _member(past: Past, place: int, sector: Sector | None = None) -> Member:
    """A member of the forum on that day."""
    chosen = [seat for seat in past.seats if sector is None or seat.sector is sector]
    return member(chosen[place % len(chosen)].tenures[0].person, past.plan, today())


def _words(proposal: Proposal, row: Row, ahead: int = 0) -> DecisionWords:
    return DecisionWords(proposal.version, proposal.round + ahead, row.get("reason", ""), row.get("said", ""))


def _publish(past: Past, row: Row, place: int) -> None:
    proposal = past.proposals[row["key"]]
    moderation.publish(proposal, by=_member(past, place), words=DecisionWords(proposal.version, proposal.round))


def _merge(past: Past, row: Row, place: int) -> None:
    proposal, host = past.proposals[row["key"]], past.proposals[row["into"]]
    moderation.merge(proposal, host, by=_member(past, place), words=_words(proposal, row, ahead=1))


def _return(past: Past, row: Row, place: int) -> None:
    proposal = past.proposals[row["key"]]
    moderation.return_for_changes(proposal, by=_member(past, place), words=_words(proposal, row))


def _resend(past: Past, row: Row, place: int) -> None:
    author = past.people[row["author"]]
    submit(author, amend(author, past.proposals[row["key"]], {"change": row["change"]}))


def _refuse(past: Past, row: Row, place: int) -> None:
    proposal = past.proposals[row["key"]]
    by = _member(past, place, Sector.CIVIL_SOCIETY)
    moderation.propose_refusal(proposal, by=by, words=_words(proposal, row))


def _second(past: Past, row: Row, place: int) -> None:
    proposal = past.proposals[row["key"]]
    words = DecisionWords(proposal.version, proposal.round, text="De acordo: a cidade não decide sobre os trens.")
    moderation.second(proposal, by=_member(past, place, Sector.GOVERNMENT), words=words, agrees=True)


def _withdraw(past: Past, row: Row, place: int) -> None:
    withdraw(past.people[row["author"]], past.proposals[row["key"]], row["said"])


def add_vote(past: Past) -> None:
    """Residents vote, the log is sealed as they do, and the count is closed by the rule that was frozen."""
    with past.at(-461):
        freeze(past.plan)
    luck = Random("anterior")
    rows = [row for row in read("past_proposals")["proposals"] if past.proposals[row["key"]].state is State.PUBLISHED]
    weights = [row["popularity"] for row in rows]
    voters = [past.people[one["key"]] for one in read("people")["residents"]][:VOTERS]
    opened = sorted((luck.uniform(-460.9, -447.1), place) for place in range(len(voters)))
    for number, (day, place) in enumerate(opened, start=1):
        drawn = dict.fromkeys(row["key"] for row in luck.choices(rows, weights, k=luck.randint(2, 4)))
        with past.at(day):
            _vote(voters[place], [past.proposals[key] for key in drawn], luck)
            if number % 30 == 0:
                seal(past.plan)
    with past.at(-446.6):
        close_count(past.staff, past.plan, SEED)
    with past.at(-300):
        unlink(past.plan)


def _vote(voter: Person, chosen: list[Proposal], luck: Random) -> None:
    for proposal in chosen:
        cast(voter, proposal)
    if luck.random() < 0.8:
        confirm(voter, chosen[0].plan)
