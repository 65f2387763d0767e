"""Which letter an event becomes."""

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.people.mail.letters import Letter, short_subject
from ogp_participa.readers.notifications.audiences import CONSULTATION_KINDS, MOTION_KINDS, OPINION_KINDS
from ogp_participa.readers.notifications.facts import EventFacts
from ogp_participa.readers.notifications.letters.drafting import consultation_letter, opinion_letter, reply_letter
from ogp_participa.readers.notifications.letters.people import role_letter
from ogp_participa.readers.notifications.letters.plans import motion_letter, plan_letter, published_letter
from ogp_participa.readers.notifications.letters.proposals import PROPOSAL_WORDS


def letter(event: Event, facts: EventFacts) -> Letter:
    """Return what is said of an event, in the language of the moment."""
    if event.subject == "person":
        return role_letter(event)
    proposal = facts.proposal_of(event)
    if event.kind in OPINION_KINDS:
        return opinion_letter(event, facts, proposal or facts.commitments.get(event.subject_id))
    plan = facts.plans.get(event.plan_id or 0)
    if event.kind in CONSULTATION_KINDS:
        return consultation_letter(event, facts.contributions.get(event.subject_id), plan)
    if event.kind is Kind.CONTRIBUTION_ANSWERED:
        return reply_letter(event, proposal or facts.contributions.get(event.subject_id), facts)
    if event.kind in MOTION_KINDS:
        return motion_letter(event, plan)
    if event.kind is Kind.PLAN_PUBLISHED:
        return published_letter(event, plan)
    if proposal is None:
        return plan_letter(event, plan)
    subject, lines = PROPOSAL_WORDS[event.kind](event, facts, proposal.reference)
    return Letter(
        short_subject(subject),
        [f"{proposal.reference} · {proposal.title}", *(line for line in lines if line)],
        "proposals.show",
        {"address": proposal.address},
    )
