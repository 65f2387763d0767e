"""The calendar in words: one sentence of where an edition is, and its three phases."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.core.dates import day, weekday_moment
from ogp_participa.core.vocabularies.labels import PHASES, name_of_stage
from ogp_participa.edition.plans.models import Phase, Plan, Rule, Stage
from ogp_participa.edition.plans.moments import days_left, stage_next, stage_now


def headline(plan: Plan, now: datetime) -> tuple[Stage | None, str]:
    """Return the stage that is open and one sentence: where we are and until when."""
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


@dataclass(frozen=True)
class PhaseLine:
    """A phase on the strip: its name, a sentence, and whether it is done, now or next."""

    title: str
    text: str
    state: str


def phases(plan: Plan, now: datetime) -> list[PhaseLine]:
    """Return the three phases of a plan with calendar; empty when it has none."""
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


def name_of_rule(rule: Rule) -> str:
    """Return what people call a rule."""
    names = {
        Rule.APPROVALS: _("Most votes"),
        Rule.PHRAGMEN: _("Sequential Phragmén"),
        Rule.PAV: _("Sequential proportional approval (PAV)"),
        Rule.EQUAL_SHARES: _("Equal Shares, completed by Phragmén"),
    }
    return str(names[rule])
