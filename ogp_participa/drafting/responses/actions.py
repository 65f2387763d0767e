"""Answering contributions, once or again. Nothing is ever written over: a correction is a new answer."""

from collections.abc import Sequence

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock, store_first
from ogp_participa.core.verdicts import YES, Refused, Stale, first_no
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.responses import rules
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse, ReplyOutcome, ResponseWords
from ogp_participa.drafting.responses.queries import answers, term
from ogp_participa.drafting.responses.queries.ledger import LedgerRow
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.queries.results import count_of


def reply(
    by: Person, plan: Plan, rows: Sequence[LedgerRow], words: ResponseWords, seen: int | None = None
) -> InstitutionResponse:
    """Publish one answer to all of these, and to the proposals that were joined with them.

    Who was answered before gets the next answer, which points to the one before. ``seen`` is how many answers they had
    on the page that was filled.
    """
    first_no(rules.can_reply(by, plan), rules.suffices(words, plan)).require()
    if not rows:
        raise Refused(rules.NOBODY)
    lock(plan)  # the next number of each chain is taken by one at a time
    things = answers.things_of(plan, rows)
    before = answers.last_links(things)
    fresh = YES if seen is None else rules.is_fresh(seen, _answers(rows, before))
    if not fresh:
        raise Stale(fresh.reason)
    counted = count_of(plan) is not None
    for thing in things:
        first_no(rules.can_be_answered(thing, counted=counted), rules.fits(thing, words)).require()
    response = _signed(by, plan, words)
    links = _links(plan, response, things, before)
    for thing, link in zip(things, links, strict=True):
        _shown_anew(thing, counted=counted, outcome=words.outcome)
        details = {"reply_id": response.id, "outcome": words.outcome.value, "number": link.number}
        record(Kind.CONTRIBUTION_ANSWERED, by=by, on=thing, **details)
    return response


def sign(by: Person, plan: Plan, institution: str, role: str) -> int:
    """Let an institution sign the answers that losers of the vote got when it was counted.

    Their texts stay as they are. Takes up to :data:`rules.MOST` at once; returns how many.
    """
    rules.can_reply(by, plan).require()
    lock(plan)
    pairs = answers.unsigned_responses(plan)
    organisation = _institution(institution)
    replies = [
        InstitutionResponse(
            plan_id=plan.id,
            outcome=ReplyOutcome.NOT_ACCEPTED,
            text=response.text,
            organisation_id=organisation.id,
            institution=organisation.name,
            role=role,
            by_id=by.id,
        )
        for response, _proposal in pairs
    ]
    db.session.add_all(replies)
    db.session.flush()
    for signed, (response, proposal) in zip(replies, pairs, strict=True):
        days = term.days_since(term.closed_at(plan, True, proposal.submitted_at), response.at)
        proposal.revision += 1
        db.session.add(Answered(plan_id=plan.id, reply_id=signed.id, proposal_id=proposal.id, number=1, days=days))
    if pairs:
        record(Kind.ANSWERS_SIGNED, by=by, on=plan, count=len(pairs), institution=organisation.name)
    return len(pairs)


def _answers(rows: Sequence[LedgerRow], before: dict[tuple[str, int], Answered]) -> int:
    """Return how many answers the picked ones have now, all together."""
    there = (before.get((row.what, row.id)) for row in rows)
    return sum(link.number for link in there if link)


def _signed(by: Person, plan: Plan, words: ResponseWords) -> InstitutionResponse:
    """Store the text, with the name that the institution has today and what it changed as it is cited today."""
    organisation = _institution(words.institution)
    cited = words.commitment.reference if words.commitment else ""
    if words.milestone:
        cited = f"{cited} › {words.milestone.number}"
    response = InstitutionResponse(
        plan_id=plan.id,
        outcome=words.outcome,
        text=words.text.strip(),
        organisation_id=organisation.id,
        institution=organisation.name,
        role=words.role,
        commitment_id=words.commitment.id if words.commitment else None,
        milestone_id=words.milestone.id if words.milestone else None,
        cited=cited,
        by_id=by.id,
    )
    db.session.add(response)
    db.session.flush()
    return response


def _institution(name: str) -> Organisation:
    """Return the institution with this name; a new one, of the government, when it is new here."""
    organisation = organisation_named(name, Sector.GOVERNMENT)
    db.session.flush()  # what it signs names it
    return organisation


def _links(
    plan: Plan,
    response: InstitutionResponse,
    things: Sequence[Proposal | Contribution],
    before: dict[tuple[str, int], Answered],
) -> list[Answered]:
    moment, links = now(), []
    for thing in things:
        is_proposal = isinstance(thing, Proposal)
        at = thing.submitted_at if isinstance(thing, Proposal) else thing.at
        last = before.get((thing.__tablename__, thing.id))
        links.append(
            Answered(
                plan_id=plan.id,
                reply_id=response.id,
                proposal_id=thing.id if is_proposal else None,
                contribution_id=None if is_proposal else thing.id,
                number=last.number + 1 if last else 1,
                previous_id=last.id if last else None,
                days=term.days_since(term.closed_at(plan, is_proposal, at), moment),
            )
        )
    store_first(rules.CHANGED, *links)
    return links


def _shown_anew(thing: Proposal | Contribution, *, counted: bool, outcome: ReplyOutcome) -> None:
    """Make a kept page of the proposal old; decide what the count left open and this answer does not accept."""
    if not isinstance(thing, Proposal):
        return
    thing.revision += 1
    if counted and thing.state is State.PUBLISHED and outcome not in rules.CHANGES:
        thing.enter(State.NOT_PROMOTED)
