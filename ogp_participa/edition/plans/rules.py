"""What the calendar allows: computed from the stages and a moment, never switched by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.core.dates import day, weekday_moment
from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.core.vocabularies.labels import PHASES, name_of_stage
from ogp_participa.edition.plans.models import Phase, Plan, Right, Stage
from ogp_participa.people.accounts.models import Person

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

SETTLED = ("slug", "rule", "seats", "choices", "voters", "quota_by", "quota_least", "quota_most", "tie_source")
"""What the frozen rules of a vote say of its edition."""

SETTLING = timedelta(minutes=1)


def is_open(plan: Plan, right: Right, now: datetime) -> Verdict:
    """Whether a stage of the calendar gives ``right`` at ``now``."""
    return YES if plan.stage_open(now, right) else no(CLOSED[right])


def can_manage(person: Person | None) -> Verdict:
    """Staff of the open-government office write plans, calendars and seats."""
    if person is None or not person.is_staff:
        return no(_l("Only staff of the open-government office can do this."))
    return YES


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


def has_voting_opened(plan: Plan, now: datetime) -> bool:
    """Whether a vote of this edition has opened, whether or not it is still open."""
    return any(stage.opens_at <= now for stage in plan.stages_with(Right.VOTE))


def is_settled(plan: Plan, now: datetime) -> bool:
    """Whether the rules of the vote can no longer change. They are settled a little before voting opens: a change that
    is still being saved at that moment must not meet a ballot."""
    return has_voting_opened(plan, now + SETTLING)


def can_change_plan(person: Person | None, plan: Plan, fields: Mapping[str, object], now: datetime) -> Verdict:
    """Words can always be mended; the rules of the vote, and the address that they name, are settled when it opens."""
    verdict = can_manage(person)
    changes = any(name in fields and fields[name] != getattr(plan, name) for name in SETTLED)
    if verdict and changes and is_settled(plan, now):
        return no(_l("Voting has opened: its rules, and the address of the edition, can no longer change."))
    return verdict


def doubts(plan: Plan, groups: int) -> list[str]:
    """What staff should look at twice in a quota, when there are so many groups. Nothing here forbids anything."""
    found = []
    if plan.quota_by and plan.quota_least * groups > plan.seats:
        found.append(
            _(
                "The quota asks for at least %(least)s for each of %(groups)s groups, but there are %(seats)s seats: "
                "some groups will not get what it promises.",
                least=plan.quota_least,
                groups=groups,
                seats=plan.seats,
            )
        )
    if plan.quota_by and plan.quota_most is not None and plan.quota_most * groups < plan.seats:
        found.append(
            _(
                "The quota allows at most %(most)s for each of %(groups)s groups: seats will stay empty, since there "
                "are %(seats)s.",
                most=plan.quota_most,
                groups=groups,
                seats=plan.seats,
            )
        )
    return found


def can_drop_themes(plan: Plan, now: datetime) -> Verdict:
    """Themes can be added at any time, and taken away only before the first stage opens."""
    if has_started(plan, now):
        return no(_l("People may have written under this theme: it can be taken away only before the plan starts."))
    return YES


def can_list(plan: Plan, themes: int) -> Verdict:
    """An edition is shown to everybody once it has themes and a calendar."""
    if not themes:
        return no(_l("Write the themes before showing this edition to everybody."))
    return YES if plan.historical or plan.stages else no(_l("Write the calendar before showing this edition."))


@dataclass(frozen=True)
class PhaseLine:
    """A phase on the strip: its name, a sentence, and whether it is done, now or next."""

    title: str
    text: str
    state: str


def phases(plan: Plan, now: datetime) -> list[PhaseLine]:
    """The three phases of a plan with calendar; empty when it has none."""
    lines = []
    for phase in Phase:
        stages = [s for s in plan.stages if s.phase is phase]
        if not stages:
            state, text = "next", _("Dates are being set.") if plan.stages else ""
        elif all(s.closes_at <= now for s in stages):
            state, text = "done", _("Ended on %(day)s.", day=day(max(s.closes_at for s in stages)))
        elif any(s.opens_at <= now for s in stages):
            open_now = stage_now(plan, now)
            text = headline(plan, now)[1]
            text = f"{name_of_stage(open_now.title, open_now.kind)}: {text[0].lower()}{text[1:]}" if open_now else text
            state = "now"
        else:
            state, text = "next", _("From %(day)s.", day=day(min(s.opens_at for s in stages)))
        lines.append(PhaseLine(str(PHASES[phase]), text, state))
    return lines if plan.stages else []


@dataclass(frozen=True)
class Preparations:
    """How much of an edition is there already."""

    themes: int
    seats: int
    reasons: int


@dataclass(frozen=True)
class Task:
    """Something staff do for each edition: what, whether it is done, how it stands, and where it is done."""

    label: str
    done: bool
    note: str
    endpoint: str


def tasks(plan: Plan, there: Preparations) -> list[Task]:
    """What makes an edition complete, in the order in which it is done."""
    stages, tie = len(plan.stages), bool(plan.tie_source)
    return [
        Task(_("What the edition is"), bool(plan.summary), "" if plan.summary else _("no summary"), "plans.edit"),
        Task(_("Themes"), there.themes > 0, str(there.themes), "plans.edit_themes"),
        Task(_("Calendar"), stages > 0, str(stages), "calendar.desk"),
        Task(_("Seats of the forum"), there.seats > 0, str(there.seats), "forum.desk"),
        Task(_("Reasons of moderation"), there.reasons > 0, str(there.reasons), "reasons.index"),
        Task(_("How ties are broken"), tie, "" if tie else _("not said"), "plans.edit"),
        Task(_("Shown to everybody"), plan.listed, "", "plans.edit"),
    ]
