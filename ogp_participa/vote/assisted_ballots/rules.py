"""Who may enter ballots on paper and with help, until when, and how many choices make one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.ballots.models import Channel

PAPER_DAYS = 3
"""For so many days after voting has closed, paper ballots that were handed in before are still entered."""


def can_enter(staff: Person | None, plan: Plan, channel: Channel, *, counted: bool, now: datetime) -> Verdict:
    """Staff enter ballots while voting is open. What is on paper may travel to a desk a few days more, if the count
    is not closed: it was handed in before."""
    return first_no(can_manage(staff), _is_time(plan, channel, counted, now))


def _is_time(plan: Plan, channel: Channel, counted: bool, now: datetime) -> Verdict:
    if counted:
        return no(_l("The count is closed: no ballot is entered any more."))
    if plan.stage_open(now, Right.VOTE):
        return YES
    closed = [stage.closes_at for stage in plan.stages_with(Right.VOTE) if stage.closes_at <= now]
    if not closed:
        return no(_l("Voting has not opened yet."))
    if channel is not Channel.PAPER:
        return no(_l("Voting is closed. Only paper ballots that were handed in before are still entered."))
    if now >= max(closed) + timedelta(days=PAPER_DAYS):
        return no(_l("Voting is closed, and the days for entering paper ballots are over."))
    return YES


def is_voter(person: Person | None) -> Verdict:
    """Whoever runs the vote does not take part in it, on paper neither."""
    if person is not None and person.is_staff:
        return no(_l("This is the address of somebody who works here. Staff run the vote, so they do not vote in it."))
    return YES


def has_no_ballot(channel: Channel | None) -> Verdict:
    """Nobody gets a second ballot; ``channel`` is how the first came, None where there is none."""
    if channel is None:
        return YES
    if channel is Channel.ONLINE:
        return no(_l("This person has voted online already. They can change that ballot there until voting closes."))
    return no(_l("This person has voted in person already: a ballot on paper or with help is in the box."))


def fits(chosen: Sequence[object], plan: Plan) -> Verdict:
    """Whether so many choices make a ballot of this plan."""
    if len(chosen) > plan.choices:
        return no(
            _l(
                "A ballot has at most %(most)s choices, and here are %(here)s. A paper with more marks is returned "
                "to the person, or entered without the choices that nobody can tell.",
                most=plan.choices,
                here=len(chosen),
            )
        )
    if not chosen and not plan.blank_count:
        return no(_l("Write at least one proposal. In this vote an empty ballot does not count."))
    return YES
