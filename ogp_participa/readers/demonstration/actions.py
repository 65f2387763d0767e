"""Moving the demonstration to its next stage."""

from flask import current_app
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.edition.calendar.actions import change_stage
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.moments import stage_next, stage_now
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.demonstration.rules import can_advance


def advance(by: Person, plan: Plan) -> None:
    """Close the stage that would close first; when nothing else is open then, open the next one at once.

    It is a change of the calendar like any other: with its reason, on the calendar page and in the record.
    """
    moment = now()
    can_advance(by, plan, moment, demonstration=current_app.config["OGP_DEMONSTRATION"]).require()
    reason = _("The demonstration goes to its next stage.")
    closing = stage_now(plan, moment)
    others = [s for s in plan.stages if s is not closing and s.is_open(moment)]
    if closing:
        change_stage(closing, by, reason, closes_at=moment)
    following = stage_next(plan, moment)
    if following and not others:
        change_stage(following, by, reason, opens_at=moment)
