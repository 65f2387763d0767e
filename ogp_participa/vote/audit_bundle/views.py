"""Pages about checking a counted vote: what to do, and the bundle to do it with. They say the same to everybody."""

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from ogp_participa.core.logs import log
from ogp_participa.core.web import PUBLIC_CACHE
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.vote.audit_bundle import actions, queries, wording
from ogp_participa.vote.audit_bundle.queries import Closed
from ogp_participa.vote.audit_bundle.writing import Unwritable
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.ballots.rules_text import key_in

pages = Blueprint("elections", __name__)


def closed_vote_at(slug: str) -> Closed:
    """Return the vote of the plan at an address, when its count is closed; 404 before."""
    closed = queries.closed_vote(voted_plan_at(slug))
    if closed is None:
        abort(404)
    return closed


@pages.get("/planos/<slug>/votacao/confira")
def check(slug: str) -> str:
    """Show how anybody counts again and what that does not prove; before the count, what to note for it."""
    plan = voted_plan_at(slug)
    closed, (text, digest) = queries.closed_vote(plan), rules_of(plan)
    return render_template(
        "vote/audit_bundle/check.html",
        plan=plan,
        closed=closed,
        head=closed.head if closed else last_head(plan),
        digest=closed.count.digest if closed else digest,
        ready=closed is not None and (closed.leaves <= actions.AT_ONCE or actions.kept_bundle(closed).exists()),
        key=key_in(text),
        wording=wording,
    )


@pages.get("/planos/<slug>/votacao/pacote.zip")
def bundle(slug: str) -> ResponseReturnValue:
    """Send the public bundle in one file. A small one is made for whoever asks first; a large one by the worker."""
    closed = closed_vote_at(slug)
    path = actions.kept_bundle(closed)
    if closed.provable and closed.leaves <= actions.AT_ONCE:
        try:
            actions.keep_bundle(closed)
        except Unwritable as reason:
            log.warning("bundle", plan=slug, reason=str(reason))
    if not path.exists():
        return redirect(url_for("elections.check", slug=slug), 303)
    response: Response = send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=f"votacao-{slug}.zip"
    )
    response.headers["Cache-Control"] = PUBLIC_CACHE
    return response
