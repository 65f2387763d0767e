"""Which contributions are answered, by whom, until when, and what the words are."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.responses.models import ReplyOutcome, ResponseWords
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State

TERM_DAYS = 30
"""Days to answer in, from the close of the stage in which a contribution came. No law sets it: the page says it."""

FEWEST_LETTERS = 20
LONGEST = 8000
MOST = 500
"""Contributions that one answer takes at once."""

ANSWERED_STATES = (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED, State.MERGED)
"""Proposals that were published and are still there; withdrawn ones are answered by who withdrew them."""


CHANGES = frozenset({ReplyOutcome.ACCEPTED, ReplyOutcome.IN_PART})
"""Outcomes that changed the plan: they name the commitment or milestone."""

NOBODY = _l("Tick at least one contribution.")
CHANGED = _l("Somebody answered one of these meanwhile. Read that answer before you send yours.")


def can_reply(person: Person | None, plan: Plan) -> Verdict:
    """Let staff enter what institutions answer. Plans of the past are settled."""
    if not can_manage(person):
        return can_manage(person)
    return no(_l("This plan is of the past: nothing is answered any more.")) if plan.historical else YES


def can_be_answered(thing: Proposal | Contribution, *, counted: bool) -> Verdict:
    """Take published proposals, once a vote on them is counted, and contributions that are not hidden."""
    if isinstance(thing, Contribution):
        return no(_l("A hidden contribution has its answer: the reason why it was hidden.")) if thing.hidden else YES
    if thing.state not in ANSWERED_STATES:
        return no(_l("Only proposals that were published are answered here. This one is not, or was withdrawn."))
    return is_time(thing.plan, True, counted=counted)


def is_time(plan: Plan, proposals: bool, *, counted: bool) -> Verdict:
    """Make proposals wait for the count of their vote; nothing else waits."""
    if proposals and plan.stages_with(Right.VOTE) and not counted:
        return no(_l("Proposals are answered when the vote is counted: before, it is not known what becomes of them."))
    return YES


def fits(thing: Proposal | Contribution, words: ResponseWords) -> Verdict:
    """Tell whether the answer can be given to this contribution."""
    waits = isinstance(thing, Proposal) and thing.state in (State.PUBLISHED, State.NOT_PROMOTED)
    if waits and thing.plan.stages_with(Right.VOTE) and words.outcome is ReplyOutcome.ACCEPTED:
        return no(
            _l("A proposal that is accepted as it is feeds a commitment. Promote it on the selection board first.")
        )
    return YES


def suffices(words: ResponseWords, plan: Plan) -> Verdict:
    """Ask for a reason that people can judge, and for what changed where something did."""
    if len(words.text.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    if words.outcome in CHANGES and words.commitment is None:
        return no(_l("Choose the commitment or milestone that changed: people want to see where their words are."))
    if words.commitment is not None and words.commitment.plan_id != plan.id:
        return no(_l("This commitment belongs to another plan."))
    if words.milestone is not None and (
        words.commitment is None or words.milestone.commitment_id != words.commitment.id
    ):
        return no(_l("This milestone belongs to another commitment."))
    return YES


def is_fresh(seen: int, answers: int) -> Verdict:
    """Tell whether nobody answered the contributions while the page was being filled."""
    return YES if seen == answers else no(CHANGED)
