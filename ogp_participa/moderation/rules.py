"""Who decides on what: never one's own; a refusal by two of different sectors; an appeal by other members."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.rules import is_member
from ogp_participa.moderation.case import DecisionWords, Member, ModerationCase
from ogp_participa.moderation.models import DecisionState, Outcome, Reason
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State

FEWEST_LETTERS = 10
"""A reason in own words has at least this many letters: "spam" explains nothing to the person who reads it."""

DECIDED = _l("Another person decided before you.")
CHANGED = _l("This proposal changed after you opened it. Read it again before you decide.")

TOO_LATE_TO_MEND = _l("The stage has ended, so the author could not send it again. Choose another decision.")

WITH_WORDS = frozenset({Outcome.RETURN, Outcome.REFUSE, Outcome.MERGE})
WITH_REASON = frozenset({Outcome.RETURN, Outcome.REFUSE})


def is_as_read(case: ModerationCase, words: DecisionWords, second: bool = False) -> Verdict:
    """Whether the text and the round that somebody read are those that stand now."""
    if case.proposal.version != words.version:
        return no(CHANGED)
    if second:
        waits = case.current is not None and case.current.standing is DecisionState.AWAITING_SECOND
        return YES if waits and words.round == case.proposal.round else no(DECIDED)
    undecided = case.current is None or case.proposal.state is State.PUBLISHED
    return YES if undecided and words.round == case.round_to_decide else no(DECIDED)


def has_no_interest(member: Member, case: ModerationCase) -> Verdict:
    """Nobody decides on what they wrote, nor on what their organisation wrote."""
    if case.proposal.author_id == member.person.id:
        return no(_l("You wrote this proposal. Other members decide on it."))
    if member.organisations & case.interests:
        return no(_l("This proposal comes from your organisation. Members of other organisations decide on it."))
    return YES


def can_read(member: Member) -> Verdict:
    """The desk is for members of this plan's forum."""
    return is_member(member.seat)


def can_decide(member: Member, case: ModerationCase) -> Verdict:
    """The first reading: a member, while the forum reads, on a proposal that waits and is not their own affair. What
    was begun before the stage ended is read to its end: no proposal stays without an answer."""
    return first_no(
        is_member(member.seat),
        YES if case.begun else case.moderating,
        _waits_for_first(case),
        has_no_interest(member, case),
        _has_not_read(member, case),
    )


def _waits_for_first(case: ModerationCase) -> Verdict:
    if case.proposal.state is not State.IN_REVIEW:
        return no(_l("This proposal is not waiting to be read."))
    if case.current is not None:
        return no(_l("A refusal of this proposal waits for a second reading."))
    return YES


def _has_not_read(member: Member, case: ModerationCase) -> Verdict:
    """After a refusal that the second reader did not agree with, somebody else decides the round that follows."""
    before = next((d for d in case.decisions if d.round == case.proposal.round - 1), None)
    if before and before.standing is DecisionState.NOT_AGREED and before.by_id == member.person.id:
        return no(_l("You have already read this text. Another member decides now."))
    return YES


def can_return(member: Member, case: ModerationCase) -> Verdict:
    """Asking for a change, as long as the author can still send it again."""
    return first_no(can_decide(member, case), YES if case.moderating else no(TOO_LATE_TO_MEND))


def can_second(member: Member, case: ModerationCase) -> Verdict:
    """The second reading of a refusal: another person, from the other sector, without an interest of their own; also
    after the stage has ended, since nobody's proposal stays half refused."""
    return first_no(
        is_member(member.seat),
        _waits_for_second(case),
        has_no_interest(member, case),
        _is_the_other_side(member, case),
    )


def _waits_for_second(case: ModerationCase) -> Verdict:
    waits = case.current is not None and case.current.standing is DecisionState.AWAITING_SECOND
    if case.proposal.state is not State.IN_REVIEW or not waits:
        return no(_l("This proposal is not waiting for a second reading."))
    return YES


def _is_the_other_side(member: Member, case: ModerationCase) -> Verdict:
    first = case.current
    if first is None or first.by_id == member.person.id:
        return no(_l("You did the first reading. Another person does the second."))
    if first.seat is None or member.seat is None or first.seat.sector is member.seat.sector:
        return no(_l("The first reading came from your sector. A member of the other sector does the second."))
    return YES


def can_join(member: Member, case: ModerationCase) -> Verdict:
    """Joining it with some other one: a proposal that waits, by its reader; a published one, by any member."""
    if case.proposal.state is not State.PUBLISHED:
        return can_decide(member, case)
    return first_no(is_member(member.seat), case.moderating, has_no_interest(member, case))


def can_merge(member: Member, case: ModerationCase, host: ModerationCase) -> Verdict:
    """Joining a proposal with a published one of the same plan, without an interest in either."""
    return first_no(can_join(member, case), _can_host(case.proposal, host.proposal), _neutral_host(member, host))


def _can_host(proposal: Proposal, host: Proposal) -> Verdict:
    if host.id == proposal.id:
        return no(_l("A proposal cannot be joined with itself. Choose another."))
    if host.plan_id != proposal.plan_id or host.state is not State.PUBLISHED:
        return no(_l("Proposals are joined only with a published one of the same plan. Choose another."))
    return YES


def _neutral_host(member: Member, host: ModerationCase) -> Verdict:
    if not has_no_interest(member, host):
        return no(_l("The other proposal is yours or your organisation's. Another member joins them."))
    return YES


def reason_fits(outcome: Outcome, reason: Reason | None) -> Verdict:
    """Asking for changes and refusing need a reason of the plan's catalogue, made for that outcome."""
    if reason is None:
        return no(_l("Choose a reason of the catalogue.")) if outcome in WITH_REASON else YES
    if reason.retired_at is not None:
        return no(_l("This reason is not used any more. Choose another."))
    if reason.outcome is not outcome:
        return no(_l("This reason is for another decision. Choose one of the list for your decision."))
    return YES


def words_suffice(outcome: Outcome, text: str) -> Verdict:
    """Whoever is not simply published reads why, in a sentence."""
    if outcome in WITH_WORDS and len(text.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason. The person will read this sentence."))
    return YES


def can_appeal(person: Person | None, case: ModerationCase, moment: datetime) -> Verdict:
    """The author appeals once, within the term."""
    if person is None or case.proposal.author_id != person.id:
        return no(_l("Only who wrote the proposal can appeal."))
    if case.appeal is not None:
        return no(_l("You have already appealed. Each proposal can be appealed once."))
    if case.proposal.state is not State.REFUSED or case.refusal is None:
        return no(_l("Only a proposal that was not published can be appealed."))
    if moment > case.refusal.appeal_until:
        return no(_l("The term for an appeal has ended: it is 15 days from the decision."))
    return YES


def can_answer_appeal(member: Member, case: ModerationCase) -> Verdict:
    """Members who took no part in the refusal decide the appeal."""
    waits = case.appeal is not None and case.appeal.upheld is None and case.proposal.state is State.REFUSED
    if not waits:
        return first_no(is_member(member.seat), no(_l("There is no appeal waiting for an answer.")))
    refusals = [d for d in case.decisions if d.outcome is Outcome.REFUSE]
    part = {d.by_id for d in refusals} | {d.second.by_id for d in refusals if d.second}
    took_part = no(_l("You took part in the decision. Members who did not take part answer the appeal."))
    return first_no(
        is_member(member.seat),
        has_no_interest(member, case),
        took_part if member.person.id in part else YES,
    )


def can_add_reason(person: Person | None, number_taken: bool) -> Verdict:
    """Staff add to the plan's catalogue; a number stands for one sentence for good."""
    if number_taken:
        return first_no(can_manage(person), no(_l("This number has its reason. Choose the next one.")))
    return can_manage(person)


def can_retire_reason(person: Person | None, reason: Reason, left: int) -> Verdict:
    """Staff retire a reason, as long as one is ``left`` that says why a proposal is returned or not published."""
    if reason.retired_at is not None:
        return first_no(can_manage(person), no(_l("This reason is not used any more.")))
    if reason.outcome in WITH_REASON and left < 1:
        return first_no(can_manage(person), no(_l("It is the last reason for this decision. Add another first.")))
    return can_manage(person)
