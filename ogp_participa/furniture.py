"""What every page has around its content: who and where we are, the menu, the languages, notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, get_flashed_messages, request, session, url_for
from flask_babel import gettext as _

from ogp_participa.accounts.current import me
from ogp_participa.accounts.models import Person
from ogp_participa.database import now
from ogp_participa.forum.queries import seat_of
from ogp_participa.i18n import lang, language_links
from ogp_participa.notifications.queries import unread_count
from ogp_participa.plans.models import Plan, Stage
from ogp_participa.plans.queries import current_plan
from ogp_participa.plans.rules import headline


@dataclass(frozen=True)
class NavItem:
    """A link of the menu."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Here:
    """Where the current edition stands, for the strip on every page."""

    plan: Plan
    stage: Stage | None
    sentence: str
    closes_at: datetime | None


def init_furniture(app: Flask) -> None:
    """Give templates the furniture; each piece is made only when a page with a layout is drawn."""

    @app.context_processor
    def furniture() -> dict[str, Any]:
        person = me() if request.cookies else None
        plan = the_plan()
        return {
            "brand": app.config["OGP_BRAND"],
            "city": app.config["OGP_CITY"],
            "help_phone": app.config["OGP_HELP_PHONE"],
            "help_email": app.config["OGP_HELP_EMAIL"],
            "lang": lang(),
            "languages": language_links(),
            "me": person,
            "my_seat": seat_of(person, plan, now().date()) if person and plan else None,
            "here": where_we_are(plan),
            "nav": menu(person, plan),
            "notices": get_flashed_messages(with_categories=True) if "_flashes" in session else [],
            "inbox_unread": unread_count(person) if person else 0,
            "theme": person.theme if person else request.cookies.get("tema", ""),
        }


def the_plan() -> Plan | None:
    """The plan the page is about (views may set ``g.plan``), or the current edition."""
    if "plan" not in g:
        g.plan = current_plan()
    plan: Plan | None = g.plan
    return plan


def where_we_are(plan: Plan | None) -> Here | None:
    """The sentence of the strip: stage, and until when."""
    if plan is None or plan.historical:
        return None
    stage, sentence = headline(plan, now())
    return Here(plan, stage, sentence, stage.closes_at if stage else None)


def menu(person: Person | None, plan: Plan | None) -> list[NavItem]:
    """The links of the header."""
    room = request.blueprint or ""
    items: list[NavItem] = []
    if plan:
        items = [
            NavItem(_("Proposals"), url_for("proposals.index", slug=plan.slug), room in ("proposals", "conversation")),
            NavItem(_("Commitments"), url_for("commitments.index", slug=plan.slug), room == "commitments"),
            NavItem(_("Forum"), url_for("forum.show", slug=plan.slug), room == "forum"),
        ]
    items.append(NavItem(_("Plans"), url_for("plans.index"), room == "plans"))
    return items
