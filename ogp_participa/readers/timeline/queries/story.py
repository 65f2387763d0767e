"""The whole story of a proposal, from sent to commitment or reasoned response, read from the record."""

from collections.abc import Sequence
from datetime import datetime

from ogp_participa.audit.queries import Happened
from ogp_participa.drafting.responses.models import InstitutionResponse
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.timeline.queries.facts import events_of, facts_of, replies_to
from ogp_participa.readers.timeline.steps import TimelineStep
from ogp_participa.readers.timeline.wording import (
    with_count,
    words_of_decision,
    words_of_draft,
    words_of_event,
    words_to_come,
)


def timeline(
    proposal: Proposal,
    lang: str,
    now: datetime,
    known: Sequence[Happened] | None = None,
    replies: Sequence[InstitutionResponse] | None = None,
) -> list[TimelineStep]:
    """Return every public step of the proposal, oldest first, then where it stands and what comes next.

    ``known`` are its events and ``replies`` the answers to it, for a page that has read them already.
    """
    events = events_of(proposal) if known is None else known
    facts = facts_of(proposal, events, replies_to(proposal, events) if replies is None else replies)
    steps = [words_of_event(event, proposal, facts, lang) for event in events]
    steps += [words_of_draft(part) for part in facts.consulted]
    steps += words_of_decision(proposal, facts)
    if facts.standing:
        steps = with_count(steps, facts.standing)
    return steps + words_to_come(proposal, facts.standing, now)
