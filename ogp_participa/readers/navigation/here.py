"""Where the edition stands, for the strip on every page."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.queries import current_plan
from ogp_participa.edition.plans.wording import headline


@dataclass(frozen=True)
class Here:
    """Where the edition stands, for the strip on every page, and the one thing to do now."""

    plan: Plan
    stage: Stage | None
    sentence: str
    closes_at: datetime | None
    href: str
    action_label: str = ""
    action_href: str = ""


DOING = frozenset({Right.VOTE, Right.PROPOSE, Right.CONSULT})
"""The rights of a stage in which everybody can do something."""


def the_plan() -> Plan | None:
    """The plan the page is about (views may set ``g.plan``), or the current edition."""
    if "plan" not in g:
        g.plan = current_plan()
    plan: Plan | None = g.plan
    return plan


def where_we_are(plan: Plan | None) -> Here | None:
    """The sentence of the strip: stage, until when, and the action of the stage."""
    if plan is None or plan.historical:
        return None
    moment = now()
    stage, sentence = headline(plan, moment)
    label, href = "", ""
    given = set(stage.rights) if stage else set()  # the button goes with the date beside it, if it can
    if not given & DOING:
        given = {right for other in plan.stages if other.is_open(moment) for right in other.rights}
    if Right.VOTE in given:
        label, href = _("Vote"), url_for("voting.choose", slug=plan.slug)
    elif Right.PROPOSE in given:
        label, href = _("Submit a proposal"), url_for("writing.start")
    elif Right.CONSULT in given:
        label, href = _("Take part in the consultation"), url_for("consultation.start", slug=plan.slug)
    closes = stage.closes_at if stage else None
    return Here(plan, stage, sentence, closes, url_for("plans.show", slug=plan.slug), label, href)
