"""Finding plans and their parts."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, PlanFact, Stage, StageChange, Theme

_lately = Cache(most=50)


def current_plan() -> Plan | None:
    """Return the edition that pages speak of unless they say another: the newest listed one that is not history.

    One without a calendar (proposals imported from elsewhere) comes after those that have one, and elections held
    elsewhere come last.
    """
    has_calendar = Plan.stages.any().desc()
    current = (
        sa.select(Plan)
        .where(Plan.listed, sa.not_(Plan.historical))
        .order_by(Plan.outside_names, has_calendar, Plan.id.desc())
    )
    return db.session.scalars(current.limit(1)).first()


def plan_by_slug(slug: str) -> Plan | None:
    """Return the plan with this address."""
    return db.session.scalars(sa.select(Plan).where(Plan.slug == slug)).first()


def plan_as_of_late(slug: str) -> Plan | None:
    """Return the same for reading alone, up to a second old, outside of any session: every reader's page asks for
    it."""

    def read() -> Plan | None:
        plan = plan_by_slug(slug)
        return let_go(plan) if plan else None

    return _lately.get(slug, read, seconds=1)


def edition_as_of_late(plan_id: int) -> tuple[Plan, dict[int, Theme]]:
    """Return a plan with its themes by number, for reading alone, up to a second old, outside of any session."""

    def read() -> tuple[Plan, dict[int, Theme]]:
        themes = list(db.session.scalars(sa.select(Theme).where(Theme.plan_id == plan_id).limit(1_000)))
        for theme in themes:
            db.session.expunge(theme)
        whole = sa.select(Plan).where(Plan.id == plan_id).options(joinedload(Plan.stages))
        return let_go(db.session.scalars(whole).unique().one()), {theme.id: theme for theme in themes}

    edition: tuple[Plan, dict[int, Theme]] = _lately.get(plan_id, read, seconds=1)
    return edition


def let_go(plan: Plan) -> Plan:
    """Take a plan with its calendar out of the session."""
    db.session.expunge(plan)
    for stage in plan.stages:
        set_committed_value(stage, "plan", plan)
    return plan


def every_plan() -> list[Plan]:
    """Return all listed plans, newest first (a city has a handful; 100 at most are shown)."""
    query = sa.select(Plan).where(Plan.listed).order_by(Plan.historical, Plan.number.desc(), Plan.id.desc()).limit(100)
    return list(db.session.scalars(query))


def themes_of(plan: Plan) -> list[Theme]:
    """Return the themes of an edition, in alphabetical order."""
    return list(db.session.scalars(sa.select(Theme).where(Theme.plan_id == plan.id).order_by(Theme.name_pt)))


def facts_of(plan: Plan) -> list[PlanFact]:
    """Return the published facts of a past plan, in their order."""
    return list(db.session.scalars(sa.select(PlanFact).where(PlanFact.plan_id == plan.id).order_by(PlanFact.position)))


def changes_of(plan: Plan, limit: int = 100) -> list[StageChange]:
    """Return the changes of a calendar, newest first."""
    query = (
        sa.select(StageChange)
        .where(StageChange.plan_id == plan.id)
        .order_by(StageChange.id.desc())
        .options(sa.orm.joinedload(StageChange.by))
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())


def past_plans() -> list[Plan]:
    """Return the listed plans of the past, newest first, without their calendars."""
    query = sa.select(Plan).where(Plan.listed, Plan.historical).order_by(Plan.number.desc(), Plan.id.desc()).limit(20)
    return list(db.session.scalars(query.options(sa.orm.lazyload(Plan.stages))))


def plans_for_staff() -> list[Plan]:
    """Return every edition with a calendar of ours, listed or not yet, newest first."""
    return list(db.session.scalars(sa.select(Plan).where(sa.not_(Plan.historical)).order_by(Plan.id.desc()).limit(50)))


def stage_by_id(plan: Plan, stage_id: int) -> Stage | None:
    """Return the stage of this plan with this number."""
    return next((stage for stage in plan.stages if stage.id == stage_id), None)


def is_slug_free(slug: str, except_for: Plan | None = None) -> bool:
    """Return whether no other plan has this address."""
    query = sa.select(Plan.id).where(Plan.slug == slug)
    return db.session.scalar(query) in (None, except_for.id if except_for else None)


def is_number_free(number: int, except_for: Plan | None = None) -> bool:
    """Return whether no other plan has this number, which its commitments are cited by."""
    query = sa.select(Plan.id).where(Plan.number == number, Plan.id != (except_for.id if except_for else 0)).limit(1)
    return db.session.scalar(query) is None


def themes_in_use(plan: Plan) -> dict[str, Theme]:
    """Return the themes of an edition by key."""
    return {theme.key: theme for theme in themes_of(plan)}
