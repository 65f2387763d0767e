"""How a published plan changes, what an amendment needs before it comes, and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.accounts.models import Person
from ogp_participa.amending.models import Amendment, AmendmentKind, AmendmentState
from ogp_participa.commitments.models import Commitment
from ogp_participa.drafting.rules import can_feed
from ogp_participa.forum.models import ForumDecision
from ogp_participa.plans.models import Plan
from ogp_participa.plans.rules import can_manage
from ogp_participa.proposals.models import Proposal
from ogp_participa.publication.rules import can_look
from ogp_participa.verdicts import YES, Verdict, first_no, no

FEWEST_LETTERS = 20
"""A reason is a sentence at least."""
MOST_SOURCES = 50

STATES: dict[AmendmentState, Any] = {
    AmendmentState.OPEN: _l("Being written"),
    AmendmentState.PUBLISHED: _l("Published"),
    AmendmentState.WITHDRAWN: _l("Withdrawn"),
    AmendmentState.REJECTED: _l("Rejected by the Forum"),
}
SIGNS = {
    AmendmentState.OPEN: ("◐", "info"),
    AmendmentState.PUBLISHED: ("✓", "ok"),
    AmendmentState.WITHDRAWN: ("–", "neutral"),
    AmendmentState.REJECTED: ("✕", "neutral"),
}
"""Sign and tone of each state; the colour is never alone."""
KINDS: dict[AmendmentKind, Any] = {
    AmendmentKind.CHANGE: _l("Changes a commitment"),
    AmendmentKind.ADDITION: _l("Adds a commitment"),
    AmendmentKind.REMOVAL: _l("Withdraws a commitment"),
}
TAKEN = _l("An amendment to this commitment is open already.")


def can_amend(person: Person | None, commitment: Commitment, *, taken: bool) -> Verdict:
    """Staff begin an amendment to a commitment of the published plan; one at a time (``taken``: there is one)."""
    verdict = can_look(person, commitment.plan)
    if verdict and taken:
        return no(TAKEN)
    if verdict and not commitment.published:
        if commitment.plan.published:
            return no(_l("The published plan does not hold this commitment, so there is nothing to amend."))
        return no(_l("Only a commitment of a published plan is amended. This one can still be edited."))
    return verdict


def can_take_out(person: Person | None, commitment: Commitment, *, taken: bool, others: int) -> Verdict:
    """Staff propose that a commitment leaves the plan, while ``others`` stay."""
    verdict = can_amend(person, commitment, taken=taken)
    return keeps_one(others) if verdict else verdict


def keeps_one(others: int) -> Verdict:
    """A plan holds a commitment at least."""
    if not others:
        return no(_l("This is the only commitment of the plan. Add another one before it is withdrawn."))
    return YES


def can_add(person: Person | None, plan: Plan) -> Verdict:
    """Staff propose a commitment more, once the plan is published."""
    verdict = can_look(person, plan)
    if verdict and not plan.published:
        return no(_l("This plan is not published yet: its commitments come from the drafting, without an amendment."))
    return verdict


def is_new(title: str, proposed: Sequence[str]) -> Verdict:
    """Whether no open amendment adds the same: the button was pressed twice, or a colleague was faster."""
    if title.strip().casefold() in {one.strip().casefold() for one in proposed}:
        return no(_l("An open amendment adds a commitment with this title already."))
    return YES


def suffices(reason: str) -> Verdict:
    """A reason that people can judge."""
    if len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return YES


def fit(proposals: Sequence[Proposal], plan: Plan) -> Verdict:
    """Proposals from which a commitment of this plan can come."""
    if len(proposals) > MOST_SOURCES:
        return no(_l("An amendment names at most %(most)s proposals.", most=MOST_SOURCES))
    for one in proposals:
        if one.plan_id != plan.id or not can_feed(one):
            return no(_l("%(ref)s cannot feed a commitment of this plan: it is not published.", ref=one.reference))
    return YES


def can_close(person: Person | None, amendment: Amendment) -> Verdict:
    """Staff publish or withdraw an amendment while it is open."""
    return first_no(can_manage(person), is_open(amendment))


def is_open(amendment: Amendment) -> Verdict:
    """Whether the amendment is still open."""
    return YES if amendment.state is AmendmentState.OPEN else no(_l("This amendment is closed already."))


def can_name_sources(person: Person | None, amendment: Amendment) -> Verdict:
    """Staff say from which proposals a new commitment comes, until the forum has decided."""
    verdict = can_close(person, amendment)
    if verdict and amendment.kind is not AmendmentKind.ADDITION:
        return no(_l("Only an amendment that adds a commitment names the proposals it comes from."))
    return verdict


@dataclass(frozen=True)
class Known:
    """What is known of an amendment before it is published: whether it says anything new, the fields of OGP's template
    that are empty in what it says, the other commitments of the plan, and its proposals as they are now."""

    same: bool
    gaps: Sequence[str]
    others: int
    sources: Sequence[Proposal]


def is_ready(amendment: Amendment, known: Known) -> Verdict:
    """Whether the plan can be published with it."""
    if amendment.kind is AmendmentKind.REMOVAL:
        return keeps_one(known.others)
    if known.same:
        return no(_l("Nothing has changed yet. Open the editor and write what should change."))
    if known.gaps:
        return no(_l("Fields of OGP's template are empty. A published commitment has them all: see what is missing."))
    return fit(known.sources, amendment.plan)


def decides(decision: ForumDecision | None, amendment: Amendment, opened_on: date) -> Verdict:
    """The forum agreed: a decision of this plan, taken since the amendment began, with more votes for than against."""
    if decision is None or decision.plan_id != amendment.plan_id:
        return no(_l("Choose the decision of the forum. Without one, a published plan does not change."))
    if decision.decided_on < opened_on:
        return no(_l("The forum took this decision before the amendment began."))
    if decision.votes_for <= decision.votes_against:
        return no(_l("In this decision the forum did not agree."))
    return YES


def rejects(decision: ForumDecision | None, amendment: Amendment, opened_on: date) -> Verdict:
    """The forum did not agree, when a decision is given: staff withdraw an amendment without one, too."""
    if decision is None:
        return YES
    if decision.plan_id != amendment.plan_id:
        return no(_l("This decision is of another plan."))
    if decision.decided_on < opened_on:
        return no(_l("The forum took this decision before the amendment began."))
    if decision.votes_for > decision.votes_against:
        return no(_l("In this decision the forum agreed. Publish the amendment with it, or withdraw it without one."))
    return YES


OUTSIDE: dict[str, tuple[Any, str, str]] = {
    "proposed": (_l("Proposed, not in the plan"), "◐", "info"),
    "not_adopted": (_l("Proposed and not adopted"), "✕", "neutral"),
    "withdrawn": (_l("Withdrawn from the plan"), "✕", "warn"),
}
"""What became of a commitment that a published plan does not hold: words, sign and tone."""


def status(commitment: Commitment, about: Amendment | None) -> str:
    """Where a commitment stands: "draft", "published", or a key of :data:`OUTSIDE`. ``about`` is the amendment that
    would add it, or that took it out."""
    if commitment.published:
        return "published"
    if about is None:
        return "draft"
    if about.kind is AmendmentKind.REMOVAL:
        return "withdrawn"
    return "proposed" if about.state is AmendmentState.OPEN else "not_adopted"
