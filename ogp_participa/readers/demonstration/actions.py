"""Moving the demonstration to its next stage."""

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.verdicts import Stale
from ogp_participa.edition.calendar.actions import change_stage
from ogp_participa.edition.plans.models import Plan, Stage
from ogp_participa.edition.plans.moments import stage_next, stage_now
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.demonstration.queries import last_change
from ogp_participa.readers.demonstration.rules import can_advance, is_unmoved


def advance(by: Person, plan: Plan, seen: datetime | None = None) -> None:
    """Close the stage that would close first; when nothing else is open then, open the next one at once.

    It is a change of the calendar like any other: with its reason, on the calendar page and in the record. ``seen`` is
    when the page with the button was made: of two people who press it, one opens the next stage.
    """
    lock(plan)
    stages = sa.select(Stage).where(Stage.plan_id == plan.id).execution_options(populate_existing=True)
    db.session.scalars(stages).all()  # those read before the lock may be old by now
    moment = now()
    unmoved = is_unmoved(last_change(plan), seen)
    if not unmoved:
        raise Stale(unmoved.reason)
    can_advance(by, plan, moment, demonstration=current_app.config["OGP_DEMONSTRATION"]).require()
    reason = _("The demonstration goes to its next stage.")
    closing = stage_now(plan, moment)
    others = [s for s in plan.stages if s is not closing and s.is_open(moment)]
    if closing:
        change_stage(closing, by, reason, closes_at=moment)
    following = stage_next(plan, moment)
    if following and not others:
        change_stage(following, by, reason, opens_at=moment)
