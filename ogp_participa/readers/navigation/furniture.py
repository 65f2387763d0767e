"""What every page has around its content: who and where we are, the menus, the languages, notices."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, get_flashed_messages, request, session, url_for
from flask.templating import Environment
from flask_babel import gettext as _
from jinja2 import FileSystemBytecodeCache

from ogp_participa.core.cache import Cache
from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.i18n import lang, language_links
from ogp_participa.core.vocabularies.labels import GROUPS, RIGHTS, label_of, name_of_stage, value_of, voice_of
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.queries import current_plan
from ogp_participa.edition.plans.wording import headline
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.notifications.queries import unread_count


@dataclass(frozen=True)
class MenuLink:
    """A link of a menu; ``account`` ones stand at the right."""

    label: str
    href: str
    current: bool = False
    account: bool = False
    count: int | None = None


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


def compiled_templates(app: Flask) -> FileSystemBytecodeCache:
    """Templates are compiled once for all workers, also for those to come: in a folder that is the platform's alone."""
    folder = Path(app.config["OGP_VAR"]) / "templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


class Templates(Environment):
    """Flask's templates; they share one dictionary of globals, since none has globals of its own.

    Jinja would chain two for each template, and compare them at each of the forty imports of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


_kept = Cache(most=2_000)


def init_furniture(app: Flask) -> None:
    """Give templates the furniture."""

    app.jinja_env.filters.update(fact_label=label_of, fact_voice=voice_of, fact_value=value_of)
    app.jinja_env.globals.update(FACT_GROUPS=GROUPS, stage_name=name_of_stage, right_name=RIGHTS.get)

    @app.context_processor
    def once() -> dict[str, Any]:
        """A page that is drawn in parts asks several times."""
        if "furniture" not in g:
            g.furniture = furniture()
        known: dict[str, Any] = g.furniture
        return known

    def furniture() -> dict[str, Any]:
        person = me() if request.cookies else None
        plan = the_plan()
        seat = seat_of(person, plan, today()) if person and plan else None
        unread = unread_count(person) if person else 0
        # The menus are the same for everybody at the same place, in the same language.
        where = (plan.slug if plan else None, request.endpoint, request.script_root)
        return {
            "brand": app.config["OGP_BRAND"],
            "city": app.config["OGP_CITY"],
            "help_phone": app.config["OGP_HELP_PHONE"],
            "help_email": app.config["OGP_HELP_EMAIL"],
            "lang": lang(),
            "languages": language_links(),
            "home_href": url_for("plans.home"),
            "me": person,
            "my_seat": seat,
            "here": where_we_are(plan),
            "nav": _kept.get(("menu", *where), lambda: menu(plan)) + account_menu(person, seat, unread),
            "desk_nav": desk_menu(person, plan, seat) if person else [],
            "utility_links": _kept.get(("utility", request.script_root), utility),
            "help_links": _kept.get(("help", request.script_root), help_links),
            "footer_links": _kept.get(("footer", *where), lambda: footer(plan)),
            "notices": get_flashed_messages(with_categories=True) if "_flashes" in session else [],
            "inbox_unread": unread,
            "theme": person.theme if person else request.cookies.get("tema", ""),
        }


def utility() -> list[MenuLink]:
    """The links above the header."""
    return [
        MenuLink(_("Accessibility"), url_for("information.accessibility")),
        MenuLink(_("Preferences"), url_for("accounts.preferences")),
    ]


def help_links() -> list[MenuLink]:
    """The links beside "Do you need help?"."""
    return [MenuLink(_("Take part without internet"), url_for("information.offline"))]


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


def menu(plan: Plan | None) -> list[MenuLink]:
    """The links of the header."""
    room = request.blueprint or ""
    items: list[MenuLink] = []
    if plan:
        reading = room in ("proposals", "browsing", "conversation") and request.endpoint != "browsing.search"
        items = [
            MenuLink(_("Proposals"), url_for("browsing.index", slug=plan.slug), reading),
            MenuLink(_("Commitments"), url_for("commitments.index", slug=plan.slug), room == "commitments"),
            MenuLink(_("Forum"), url_for("forum.show", slug=plan.slug), room == "forum"),
        ]
    plans = room in ("plans", "calendar") and request.endpoint != "plans.home"
    items.append(MenuLink(_("Plans"), url_for("plans.index"), plans))
    items.append(MenuLink(_("Search"), url_for("browsing.search"), request.endpoint == "browsing.search"))
    return items


def account_menu(person: Person | None, seat: Seat | None, unread: int) -> list[MenuLink]:
    """Sign in, or one's own pages and desks."""
    if person is None:
        back = request.script_root + request.full_path.rstrip("?")
        return [MenuLink(_("Sign in"), url_for("security.login", next=back), account=True)]
    items = []
    if seat:
        items.append(MenuLink(_("Forum desk"), url_for("desk.queue"), account=True))
    if person.is_staff:
        items.append(MenuLink(_("Management"), url_for("plans.desk"), account=True))
    items.append(MenuLink(_("My account"), url_for("accounts.account"), account=True, count=unread or None))
    return items


def desk_menu(person: Person, plan: Plan | None, seat: Seat | None) -> list[MenuLink]:
    """The menu of the desks, for those who work there."""
    at = request.endpoint or ""
    items: list[MenuLink] = []

    def add(label: str, endpoint: str, **values: Any) -> None:
        items.append(MenuLink(label, url_for(endpoint, **values), at == endpoint))

    if seat:
        add(_("To read"), "desk.queue")
        add(_("Appeals"), "desk.appeals")
        add(_("Reports"), "conversation.reports")
        if plan and not person.is_staff and plan.stages_with(Right.DELIBERATE):
            add(_("Decision"), "deliberation.desk", slug=plan.slug)
    if person.is_staff:
        add(_("Management"), "plans.desk")
        add(_("Identities"), "identities.find")
        if plan:
            add(_("Calendar"), "calendar.desk", slug=plan.slug)
            add(_("Forum"), "forum.desk", slug=plan.slug)
            add(_("Workshops"), "workshops.index", slug=plan.slug)
            if plan.stages_with(Right.VOTE):
                add(_("Ballots"), "assistance.index", slug=plan.slug)
                add(_("Selection"), "drafting.board", slug=plan.slug)
            add(_("Commitments"), "editing.index", slug=plan.slug)
            add(_("Opinions"), "feasibility.desk", slug=plan.slug)
            add(_("Consultation"), "consultation.desk", slug=plan.slug)
            add(_("Responses"), "responses.desk", slug=plan.slug)
            add(_("Decision"), "deliberation.desk", slug=plan.slug)
            add(_("Publication"), "publication.desk", slug=plan.slug)
        if plan and plan.demonstration:
            add(_("Outbox"), "demonstration.outbox")
    return items


def footer(plan: Plan | None) -> list[MenuLink]:
    """The links at the foot of every page."""
    links = [MenuLink(_("How it works"), url_for("information.how"))]
    if plan:
        links += [
            MenuLink(_("Rules of this plan"), url_for("plans.rules", slug=plan.slug)),
            MenuLink(_("How we moderate"), url_for("register.how", slug=plan.slug)),
        ]
    return [
        *links,
        MenuLink(_("Public record"), url_for("audit.log")),
        MenuLink(_("Open data"), url_for("opendata.about")),
        MenuLink(_("Privacy"), url_for("information.privacy")),
        MenuLink(_("Who works here"), url_for("accounts.staff")),
        MenuLink(_("Site map"), url_for("information.sitemap")),
    ]
