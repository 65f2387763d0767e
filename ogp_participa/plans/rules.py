"""What the calendar allows: computed from the stages and a moment, never switched by hand."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.accounts.models import Person
from ogp_participa.i18n import weekday_moment
from ogp_participa.plans.models import Plan, Right, Stage
from ogp_participa.verdicts import YES, Verdict, no

CLOSED = {
    Right.PROPOSE: _l("Proposals are not being received now."),
    Right.MODERATE: _l("The forum is not reading proposals now."),
    Right.VOTE: _l("Voting is closed."),
    Right.DRAFT: _l("The commitments are not being drafted now."),
    Right.CONSULT: _l("There is no consultation open now."),
    Right.DELIBERATE: _l("The forum is not deliberating on the plan now."),
    Right.PUBLISH: _l("The plan is not being published now."),
    Right.IMPLEMENT: _l("The plan is not being implemented now."),
    Right.EVALUATE: _l("The plan is not being evaluated now."),
}


def is_open(plan: Plan, right: Right, now: datetime) -> Verdict:
    """Whether a stage of the calendar gives ``right`` at ``now``."""
    return YES if plan.stage_open(now, right) else no(CLOSED[right])


def can_manage(person: Person | None) -> Verdict:
    """Staff of the open-government office write plans, calendars and seats."""
    if person is None or not person.is_staff:
        return no(_l("Only staff of the open-government office can do this."))
    return YES


def can_change_calendar(person: Person | None, reason: str) -> Verdict:
    """A change of the calendar needs a reason that is published with it."""
    verdict = can_manage(person)
    if verdict and not reason.strip():
        return no(_l("Write the reason. It is published beside the old dates."))
    return verdict


def has_started(plan: Plan, now: datetime) -> bool:
    """Whether the first stage has opened."""
    return any(stage.opens_at <= now for stage in plan.stages)


def stage_now(plan: Plan, now: datetime) -> Stage | None:
    """The open stage of the calendar that closes first, if any."""
    return min((s for s in plan.stages if s.is_open(now)), key=lambda s: s.closes_at, default=None)


def stage_next(plan: Plan, now: datetime) -> Stage | None:
    """The next stage to open, if any."""
    return min((s for s in plan.stages if s.opens_at > now), key=lambda s: s.opens_at, default=None)


def days_left(closes_at: datetime, now: datetime) -> int:
    """Whole days from ``now`` to the closing moment."""
    return max(0, (closes_at - now).days)


def headline(plan: Plan, now: datetime) -> tuple[Stage | None, str]:
    """The stage that is open and one sentence: where we are and until when."""
    stage = stage_now(plan, now)
    if stage:
        left = days_left(stage.closes_at, now)
        if left == 0:
            return stage, _("Last hours: closes %(when)s.", when=weekday_moment(stage.closes_at))
        return stage, _("Until %(when)s.", when=weekday_moment(stage.closes_at)) + " " + ngettext(
            "%(num)s day left.", "%(num)s days left.", left
        )
    following = stage_next(plan, now)
    if following:
        return None, _("The next stage opens %(when)s.", when=weekday_moment(following.opens_at))
    return None, _("Dates are being set.") if not plan.stages else _("The calendar of this plan has ended.")
