"""What the calendar allows: computed from the stages and a moment, never switched by hand."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from ogp_participa.accounts.models import Person
from ogp_participa.i18n import day, weekday_moment
from ogp_participa.plans.models import Phase, Plan, Right, Stage, StageKind
from ogp_participa.verdicts import YES, Verdict, first_no, no

KINDS: dict[str, LazyString] = {
    StageKind.PROPOSALS: _l("Proposals"),
    StageKind.MODERATION: _l("Moderation"),
    StageKind.VOTING: _l("Voting"),
    StageKind.DRAFTING: _l("Drafting of the commitments"),
    StageKind.CONSULTATION: _l("Public consultation"),
    StageKind.DELIBERATION: _l("Deliberation by the forum"),
    StageKind.PUBLICATION: _l("Publication of the plan"),
    StageKind.IMPLEMENTATION: _l("Implementation"),
    StageKind.EVALUATION: _l("Evaluation"),
}
"""What each kind of stage is called, when an edition gives it no title of its own."""

PHASES: dict[Phase, LazyString] = {
    Phase.COCREATION: _l("Co-creation"),
    Phase.COIMPLEMENTATION: _l("Co-implementation"),
    Phase.COEVALUATION: _l("Co-evaluation"),
}

RIGHTS: dict[str, LazyString] = {
    Right.PROPOSE: _l("Residents send proposals"),
    Right.MODERATE: _l("The forum reads proposals and decides on them"),
    Right.VOTE: _l("Residents vote"),
    Right.DRAFT: _l("The office turns the chosen proposals into commitments"),
    Right.CONSULT: _l("Everybody comments on the draft"),
    Right.DELIBERATE: _l("The forum deliberates on the plan"),
    Right.PUBLISH: _l("The plan is published"),
    Right.IMPLEMENT: _l("The commitments are carried out"),
    Right.EVALUATE: _l("The plan is evaluated"),
}
"""What happens while a stage that gives the right is open."""

SHORTEST = timedelta(days=15)
"""A stage in which residents write should last this long; a shorter one gets a warning, not an obstacle."""

LATENESS = timedelta(minutes=1)
"""Between choosing "now" as the closing moment and saving it, some seconds pass."""

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


def name_of_stage(title: str, kind: str) -> str:
    """The title a stage was given, or what its kind is called (which stands in for a title in the record)."""
    return str(KINDS.get(title) or title or KINDS[kind])


def fingerprint(plan: Plan) -> str:
    """A mark of the calendar as it is: a form that carries an old one was filled while somebody else changed it."""
    stages = [
        (s.id, s.kind, s.title, s.position, s.opens_at, s.closes_at, s.rights, s.counts_hidden, s.note)
        for s in plan.stages
    ]
    return hashlib.blake2b(repr(stages).encode(), digest_size=8).hexdigest()


def is_unchanged(plan: Plan, seen: str) -> Verdict:
    """Whether the calendar is still the one that the person had before them."""
    if seen == fingerprint(plan):
        return YES
    return no(
        _l("Somebody changed this calendar while you were writing. Look at it as it is now, then save again if needed.")
    )


def can_draft_calendar(person: Person | None, plan: Plan, reason: str, now: datetime) -> Verdict:
    """Adding, moving and removing stages: freely before the first one opens, with a published reason from then on."""
    if plan.historical:
        return first_no(can_manage(person), no(_l("This plan belongs to the past: it has no calendar here.")))
    return can_change_calendar(person, reason) if has_started(plan, now) else can_manage(person)


def can_set_dates(opens_at: datetime, closes_at: datetime) -> Verdict:
    """A stage opens before it closes."""
    return YES if opens_at < closes_at else no(_l("The closing must come after the opening."))


def can_change_dates(stage: Stage, opens_at: datetime, closes_at: datetime, now: datetime) -> Verdict:
    """What has happened stays: an opening that has passed, votes already closed, and moments when it was open."""
    if stage.opens_at <= now and opens_at != stage.opens_at:
        return no(_l("This stage has already opened: its opening can no longer change."))
    if Right.VOTE in stage.rights and stage.closes_at <= now and closes_at != stage.closes_at:
        return no(_l("This vote has already closed: it cannot be opened again."))
    if stage.is_open(now) and closes_at < now - LATENESS:
        return no(_l("This stage is open now: it can close from now on, not in the past."))
    return can_set_dates(opens_at, closes_at)


def can_change_rights(stage: Stage, now: datetime) -> Verdict:
    """What a stage allows, and whether its counts are hidden, is settled when it opens."""
    return (
        YES if now < stage.opens_at else no(_l("This stage has already opened: what it allows can no longer change."))
    )


def can_remove_stage(person: Person | None, stage: Stage, reason: str, now: datetime) -> Verdict:
    """A stage can be taken out of the calendar only before it opens."""
    verdict = can_draft_calendar(person, stage.plan, reason, now)
    if verdict and stage.opens_at <= now:
        return no(_l("This stage has already opened: it stays in the calendar. You can close it earlier."))
    return verdict


def can_change_plan(person: Person | None, plan: Plan, fields: Mapping[str, object], now: datetime) -> Verdict:
    """Words can always be mended; how many choices and seats there are is settled when voting opens."""
    verdict = can_manage(person)
    counted = ("choices", "seats", "tie_source")
    changes = any(name in fields and fields[name] != getattr(plan, name) for name in counted)
    if verdict and changes and any(stage.opens_at <= now for stage in plan.stages_with(Right.VOTE)):
        return no(_l("Voting has opened: choices, seats and the tie rule can no longer change."))
    return verdict


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


def warnings(stages: list[Stage]) -> list[str]:
    """What staff should look at twice in a calendar. Nothing here forbids anything."""
    found = []
    for stage in stages:
        writing = Right.PROPOSE in stage.rights or Right.CONSULT in stage.rights
        if writing and stage.closes_at - stage.opens_at < SHORTEST:
            found.append(_("%(stage)s lasts less than 15 days: few people will have the time.", stage=_called(stage)))
        if not stage.rights:
            found.append(_("%(stage)s allows nobody to do anything.", stage=_called(stage)))
    for one, other in combinations(stages, 2):
        if one.opens_at < other.closes_at and other.opens_at < one.closes_at:
            found.append(_("%(one)s and %(other)s overlap.", one=_called(one), other=_called(other)))
        elif one.opens_at > other.opens_at:
            found.append(_("%(one)s comes first in the order but opens later.", one=_called(one)))
    return found


def _called(stage: Stage) -> str:
    return name_of_stage(stage.title, stage.kind)


@dataclass(frozen=True)
class PhaseLine:
    """A phase on the strip: its name, a sentence, and whether it is done, now or next."""

    title: str
    text: str
    state: str


def phases(plan: Plan, now: datetime) -> list[PhaseLine]:
    """The three phases of a plan with calendar; empty when it has none."""
    lines = []
    for phase, title in PHASES.items():
        stages = [s for s in plan.stages if s.phase is phase]
        if not stages:
            state, text = "next", _("Dates are being set.") if plan.stages else ""
        elif all(s.closes_at <= now for s in stages):
            state, text = "done", _("Ended on %(day)s.", day=day(max(s.closes_at for s in stages)))
        elif any(s.opens_at <= now for s in stages):
            open_now = stage_now(plan, now)
            text = headline(plan, now)[1]
            text = f"{_called(open_now)}: {text[0].lower()}{text[1:]}" if open_now else text
            state = "now"
        else:
            state, text = "next", _("From %(day)s.", day=day(min(s.opens_at for s in stages)))
        lines.append(PhaseLine(str(title), text, state))
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
        Task(_("Calendar"), stages > 0, str(stages), "plans.edit_calendar"),
        Task(_("Seats of the forum"), there.seats > 0, str(there.seats), "forum.desk"),
        Task(_("Reasons of moderation"), there.reasons > 0, str(there.reasons), "moderation.how"),
        Task(_("How ties are broken"), tie, "" if tie else _("not said"), "plans.edit"),
        Task(_("Shown to everybody"), plan.listed, "", "plans.edit"),
    ]
