"""Writing the calendar of an edition. Every change is an event; a change of dates keeps the old ones."""

from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.verdicts import Stale, first_no
from ogp_participa.edition.calendar import rules
from ogp_participa.edition.plans.actions import only
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageChange, StageKind
from ogp_participa.people.accounts.models import Person

STAGE_FIELDS = ("kind", "title", "opens_at", "closes_at", "rights", "counts_hidden", "note")


def add_stage(plan: Plan, by: Person, reason: str = "", seen: str | None = None, **fields: Any) -> Stage:
    """Add a stage at the end of the calendar, or at ``position``; its kind gives the rights unless others are said."""
    _lock(plan, seen)
    rules.can_draft_calendar(by, plan, reason, now()).require()
    rules.can_set_dates(fields["opens_at"], fields["closes_at"]).require()
    position = fields.pop("position", None)
    stage = Stage(position=len(plan.stages) + 1, **only(STAGE_FIELDS, fields))
    if stage.rights is None:
        stage.rights = [right.value for right in DEFAULT_RIGHTS[StageKind(stage.kind)]]
    rules.can_open_vote(plan, stage, stage.rights, stage.opens_at, now()).require()
    plan.stages.append(stage)
    if position:
        _reorder(plan, stage, position)
    record(Kind.STAGE_ADDED, by=by, on=plan, stage=_name(stage), reason=reason)
    return stage


def change_stage(stage: Stage, by: Person, reason: str, seen: str | None = None, **fields: Any) -> StageChange | None:
    """Change a stage, with the reason that everybody reads. New dates leave the old ones on the calendar page."""
    _lock(stage.plan, seen)
    moment = now()
    old_opens, old_closes = stage.opens_at, stage.closes_at
    opens, closes = fields.get("opens_at", old_opens), fields.get("closes_at", old_closes)
    first_no(rules.can_change_calendar(by, reason), rules.can_change_dates(stage, opens, closes, moment)).require()
    if _changes_rights(stage, fields):
        rules.can_change_rights(stage, moment).require()
    rules.can_open_vote(stage.plan, stage, fields.get("rights", stage.rights), opens, moment).require()
    for name, value in only(STAGE_FIELDS, fields).items():
        setattr(stage, name, value)
    change = None
    if (opens, closes) != (old_opens, old_closes):
        change = StageChange(
            plan_id=stage.plan_id,
            stage_id=stage.id,
            stage_title=_name(stage),
            old_opens_at=old_opens,
            old_closes_at=old_closes,
            new_opens_at=opens,
            new_closes_at=closes,
            reason=reason,
            by_id=by.id,
            at=moment,
        )
        db.session.add(change)
        db.session.flush()
    details = {"change_id": change.id} if change else {}
    record(Kind.STAGE_CHANGED, by=by, on=stage.plan, stage=_name(stage), reason=reason, **details)
    return change


def move_stage(stage: Stage, by: Person, position: int, reason: str = "", seen: str | None = None) -> Stage:
    """Put the stage at ``position`` of the calendar, counted from 1; the others make room."""
    _lock(stage.plan, seen)
    rules.can_draft_calendar(by, stage.plan, reason, now()).require()
    _reorder(stage.plan, stage, position)
    order = [s.id for s in sorted(stage.plan.stages, key=lambda s: s.position)]
    record(Kind.STAGES_REORDERED, by=by, on=stage.plan, order=order, reason=reason)
    return stage


def remove_stage(stage: Stage, by: Person, reason: str = "", seen: str | None = None) -> None:
    """Take a stage that has not opened out of the calendar."""
    plan = stage.plan
    _lock(plan, seen)
    rules.can_remove_stage(by, stage, reason, now()).require()
    name = _name(stage)
    plan.stages.remove(stage)
    for position, left in enumerate(sorted(plan.stages, key=lambda s: s.position), start=1):
        left.position = position
    record(Kind.STAGE_REMOVED, by=by, on=plan, stage=name, reason=reason)


def _lock(plan: Plan, seen: str | None) -> None:
    """Keep others from changing this calendar meanwhile; refuse one that is not the one the person saw, if they say
    which."""
    lock(plan)
    fresh = sa.select(Stage).where(Stage.plan_id == plan.id).execution_options(populate_existing=True)
    db.session.scalars(fresh).all()  # stages read before the lock may be old by now
    if seen is not None and not rules.is_unchanged(plan, seen):
        raise Stale(rules.is_unchanged(plan, seen).reason)


def _name(stage: Stage) -> str:
    """Return what the record calls the stage: its title; without one, its kind in the city's own language."""
    return stage.title or str(stage.kind)


def _changes_rights(stage: Stage, fields: dict[str, Any]) -> bool:
    now_given = {Right(right) for right in stage.rights}
    return (
        {Right(right) for right in fields.get("rights", now_given)} != now_given
        or fields.get("counts_hidden", stage.counts_hidden) != stage.counts_hidden
        or fields.get("kind", stage.kind) != stage.kind
    )


def _reorder(plan: Plan, stage: Stage, position: int) -> None:
    order = sorted((s for s in plan.stages if s is not stage), key=lambda s: s.position)
    order.insert(min(max(position, 1), len(order) + 1) - 1, stage)
    for place, each in enumerate(order, start=1):
        each.position = place
