"""Pages that explain: how it works, accessibility, privacy, taking part in person, the map of the site."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, g, render_template, send_file
from flask.typing import ResponseReturnValue

from ogp_participa.core.clock import now
from ogp_participa.core.hosts import site_url
from ogp_participa.core.outages import is_database_there
from ogp_participa.core.web import STATIC
from ogp_participa.edition.plans.queries import current_plan, every_plan
from ogp_participa.readers.information.readiness import what_is_missing

pages = Blueprint("information", __name__)

ROBOTS = """User-agent: *
Disallow: /gestao
Disallow: /mesa
Disallow: /minha-conta
Disallow: /admin
Disallow: /recuperar
"""


@pages.get("/como-funciona")
def how() -> str:
    """The path of an idea, in six steps."""
    plan = g.plan = current_plan()
    return render_template("readers/information/how.html", plan=plan)


@pages.get("/acessibilidade")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("readers/information/accessibility.html")


@pages.get("/privacidade")
def privacy() -> str:
    """What is kept about people, why, and for how long."""
    return render_template("readers/information/privacy.html")


@pages.get("/participar-presencialmente")
def offline() -> str:
    """Taking part without internet."""
    plan = g.plan = current_plan()
    return render_template("readers/information/offline.html", plan=plan)


@pages.get("/mapa-do-site")
def sitemap() -> str:
    """Every door of the site on one page."""
    plan = g.plan = current_plan()
    return render_template("readers/information/sitemap.html", plan=plan, plans=every_plan())


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """For the machines that watch over the site: whether it and its database answer, within some seconds."""
    return _for_machines([] if is_database_there() else ["database unavailable"])


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """For the machines that send visitors here: whether tables, their version and the room on the disk are right."""
    return _for_machines(what_is_missing())


def _for_machines(missing: list[str]) -> Response:
    if missing:
        g.outage = True  # the log tells of it once a minute, not at each question
    answer = Response("\n".join(missing or ["ok"]) + "\n", 503 if missing else 200, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/robots.txt")
def robots() -> Response:
    """What search engines should leave alone: pages that differ from person to person."""
    return Response(ROBOTS, mimetype="text/plain")


@pages.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say where to report a weakness (RFC 9116); good for 180 days from now, so that it is never kept too long."""
    until = (now() + timedelta(days=180)).replace(microsecond=0, second=0, minute=0, hour=0)
    lines = [
        f"Contact: mailto:{current_app.config['OGP_HELP_EMAIL']}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: pt, en, es",
        f"Canonical: {site_url()}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Where browsers look for the icon by themselves."""
    return send_file(STATIC / "img" / "favicon.svg", mimetype="image/svg+xml", max_age=86_400)
