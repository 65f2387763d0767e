"""The menus: of the header, of the account, of the desks, above the header and at the foot."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person


@dataclass(frozen=True)
class MenuLink:
    """A link of a menu; ``account`` ones stand at the right."""

    label: str
    href: str
    current: bool = False
    account: bool = False
    count: int | None = None


def utility() -> list[MenuLink]:
    """The links above the header."""
    return [
        MenuLink(_("Accessibility"), url_for("information.accessibility")),
        MenuLink(_("Preferences"), url_for("accounts.preferences")),
    ]


def help_links() -> list[MenuLink]:
    """The links beside "Do you need help?"."""
    return [MenuLink(_("Take part without internet"), url_for("information.offline"))]


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


def desk_menu(person: Person, plan: Plan | None, seat: Seat | None, *, demonstration: bool) -> list[MenuLink]:
    """Return the menu of the desks, for those who work there."""
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
            if plan.published:
                add(_("Follow-up"), "monitoring.manage", slug=plan.slug)
        if demonstration and plan and plan.demonstration:
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
