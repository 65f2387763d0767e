"""Writing editions and their themes. Every change is an event."""

from collections.abc import Sequence
from typing import Any

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.verdicts import first_no
from ogp_participa.edition.plans import rules
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.edition.plans.queries import themes_in_use, themes_of
from ogp_participa.people.accounts.models import Person

PLAN_FIELDS = ("number", "title", "summary", "starts", "ends", *rules.SETTLED)


def create_plan(by: Person, themes: Sequence[tuple[str, str, str, str]] = (), **fields: Any) -> Plan:
    """Create an edition, shown to staff alone until it is complete. ``themes``: key and name in three languages."""
    rules.can_manage(by).require()
    plan = Plan(listed=False, **only(PLAN_FIELDS, fields))
    db.session.add(plan)
    db.session.flush()
    _write_themes(plan, themes)
    record(Kind.PLAN_CREATED, by=by, on=plan)
    return plan


def change_plan(plan: Plan, by: Person, **fields: Any) -> list[str]:
    """Change what an edition says of itself; returns the names of what really changed.

    The clock is asked when nobody can cast a ballot in between: the rules of the vote are settled when it opens.
    """
    lock(plan)
    rules.can_change_plan(by, plan, fields, now()).require()
    changed = [name for name in PLAN_FIELDS if name in fields and getattr(plan, name) != fields[name]]
    for name in changed:
        setattr(plan, name, fields[name])
    if changed:
        record(Kind.PLAN_CHANGED, by=by, on=plan, fields=changed)
    return changed


def list_plan(plan: Plan, by: Person) -> Plan:
    """Show the edition to everybody."""
    first_no(rules.can_manage(by), rules.can_list(plan, len(themes_of(plan)))).require()
    if not plan.listed:
        plan.listed = True
        record(Kind.PLAN_CHANGED, by=by, on=plan, fields=["listed"])
    return plan


def set_themes(plan: Plan, by: Person, themes: Sequence[tuple[str, str, str, str]]) -> None:
    """Write the themes of an edition: those with a known key get new names, others come new or go."""
    rules.can_manage(by).require()
    if themes_in_use(plan).keys() - {theme[0] for theme in themes}:
        rules.can_drop_themes(plan, now()).require()
    if _write_themes(plan, themes):
        record(Kind.PLAN_CHANGED, by=by, on=plan, fields=["themes"])


def only(names: Sequence[str], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields; refuse one that has another name."""
    unknown = fields.keys() - set(names)
    if unknown:
        raise ValueError(f"Unknown fields {sorted(unknown)}.")
    return fields


def _write_themes(plan: Plan, themes: Sequence[tuple[str, str, str, str]]) -> bool:
    known, wanted, changed = themes_in_use(plan), {theme[0]: theme for theme in themes}, False
    for key, theme in known.items():
        if key not in wanted:
            db.session.delete(theme)
            changed = True
    for key, *names in wanted.values():
        theme_row = known.get(key)
        if theme_row is None:
            theme_row = Theme(plan_id=plan.id, key=key, name_pt="", name_en="", name_es="")
            db.session.add(theme_row)
        if [theme_row.name_pt, theme_row.name_en, theme_row.name_es] != names:
            theme_row.name_pt, theme_row.name_en, theme_row.name_es = names
            changed = True
    return changed
