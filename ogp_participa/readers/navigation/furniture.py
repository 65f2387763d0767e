"""What every page has around its content: who and where we are, the menus, the languages, notices."""

from typing import Any

from flask import Flask, current_app, g, get_flashed_messages, request, session, url_for

from ogp_participa.core.cache import Cache
from ogp_participa.core.dates import today
from ogp_participa.core.i18n import lang, language_links
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.navigation.here import the_plan, where_we_are
from ogp_participa.readers.navigation.menus import (
    account_menu,
    desk_menu,
    footer,
    help_links,
    menu,
    utility,
)
from ogp_participa.readers.notifications.queries.inbox import unread_count

_menus = Cache(most=2_000)
"""The menus are the same for everybody at the same place, in the same language."""


def init_furniture(app: Flask) -> None:
    """Give every template the furniture of its page; a page that is drawn in parts asks several times."""

    @app.context_processor
    def furniture_of_page() -> dict[str, Any]:
        if "furniture" not in g:
            g.furniture = {**words_of_city(app), **menus_of_page(me() if request.cookies else None)}
        furniture: dict[str, Any] = g.furniture
        return furniture


def words_of_city(app: Flask) -> dict[str, Any]:
    """Return what is the same on all pages of a city, in the language of the page; asks no database."""
    return {
        "brand": app.config["OGP_BRAND"],
        "city": app.config["OGP_CITY"],
        "help_phone": app.config["OGP_HELP_PHONE"],
        "help_email": app.config["OGP_HELP_EMAIL"],
        "lang": lang(),
        "languages": language_links(),
        "home_href": url_for("plans.home"),
        "demonstration": app.config["OGP_DEMONSTRATION"],
        "utility_links": _menus.get(("utility", request.script_root), utility),
        "help_links": _menus.get(("help", request.script_root), help_links),
        "notices": get_flashed_messages(with_categories=True) if "_flashes" in session else [],
    }


def menus_of_page(person: Person | None) -> dict[str, Any]:
    """Return what depends on who reads and on the plan that the page is about."""
    plan = the_plan()
    seat = seat_of(person, plan, today()) if person and plan else None
    unread = unread_count(person) if person else 0
    demonstration: bool = current_app.config["OGP_DEMONSTRATION"]
    where = (plan.slug if plan else None, request.endpoint, request.script_root)
    return {
        "me": person,
        "my_seat": seat,
        "here": where_we_are(plan),
        "nav": _menus.get(("menu", *where), lambda: menu(plan)) + account_menu(person, seat, unread),
        "desk_nav": desk_menu(person, plan, seat, demonstration=demonstration) if person else [],
        "footer_links": _menus.get(("footer", *where), lambda: footer(plan)),
        "inbox_unread": unread,
        "theme": person.theme if person else request.cookies.get("tema", ""),
    }
