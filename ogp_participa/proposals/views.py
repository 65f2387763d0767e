"""Pages of the proposals room: one proposal, its history and files."""

from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ogp_participa.accounts.current import me
from ogp_participa.database import now
from ogp_participa.forum.queries import seat_of
from ogp_participa.plans.models import Right
from ogp_participa.proposals import queries, rules
from ogp_participa.proposals.models import PUBLIC, Proposal, State
from ogp_participa.text import to_html

pages = Blueprint("proposals", __name__)


@pages.app_template_filter("markdown")
def markdown(text: str | None) -> Markup:
    """People's text as safe HTML."""
    return to_html(text)


@pages.app_template_filter("web_address")
def web_address(text: str) -> str:
    """The address of a link that somebody gave; empty unless it leads to the web."""
    return text if urlsplit(text).scheme in ("http", "https") else ""


@pages.get("/planos/<slug>/propostas")
def index(slug: str) -> ResponseReturnValue:
    """The proposals of a plan."""
    abort(404)


@pages.get("/planos/<slug>/propostas/mapa")
def territories(slug: str) -> ResponseReturnValue:
    """Where proposals come from."""
    abort(404)


@pages.get("/busca")
def search() -> ResponseReturnValue:
    """One search for everything."""
    abort(404)


@pages.get("/propostas/<address>")
def show(address: str) -> ResponseReturnValue:
    """One proposal."""
    proposal = find(address)
    if address != proposal.address:
        return redirect(url_for("proposals.show", address=proposal.address), 301)
    person = me() if request.cookies else None
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        voting=bool(proposal.plan.stage_open(now(), Right.VOTE)) and proposal.state is State.PUBLISHED,
        insider=rules.is_insider(person, proposal, None),
        attachments=queries.attachments_of(proposal),
        hosted=queries.merged_into(proposal),
    )


@pages.get("/propostas/<reference>/historico")
def history(reference: str) -> ResponseReturnValue:
    """Every version of a proposal, with what changed."""
    proposal = find(reference)
    return render_template("proposals/history.html", proposal=proposal, versions=queries.versions_of(proposal))


@pages.get("/anexos/<int:number>/<name>")
def attachment(number: int, name: str) -> ResponseReturnValue:
    """A file of a proposal, served so that nothing in it is executed."""
    found = queries.attachment(number)
    if found is None or found[0].name != name or not readable(found[1]):
        abort(404)
    file, proposal = found
    shown = "inline" if file.media_type.startswith("image/") else "attachment"
    public = proposal.state in PUBLIC
    return Response(
        file.content,
        mimetype=file.media_type,
        headers={
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "public, max-age=31536000, immutable" if public else "private, no-store",
        },
    )


def find(address: str) -> Proposal:
    """The proposal of an address, when this reader may read it; else 404, or 410 for one that was withdrawn."""
    proposal = queries.by_reference(address)
    if proposal is None:
        abort(404)
    g.plan = proposal.plan
    if not readable(proposal):
        abort(410 if proposal.state is State.WITHDRAWN and proposal.published_at else 404)
    return proposal


def readable(proposal: Proposal) -> bool:
    """Whether whoever asks may read the proposal."""
    person = me() if request.cookies else None
    seat = seat_of(person, proposal.plan, now().date()) if person else None
    return bool(rules.can_read(person, proposal, seat))
