"""Pages about checking a counted vote: what to do, and the bundle to do it with. They say the same to everybody."""

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from ogp_participa.addresses import voted_plan_at
from ogp_participa.bundling import Unwritable
from ogp_participa.counting.queries import count_of
from ogp_participa.elections import actions, queries
from ogp_participa.logs import log
from ogp_participa.plans.models import Plan
from ogp_participa.proof.queries import last_head
from ogp_participa.voting.queries import public_log_key
from ogp_participa.web import PUBLIC_CACHE

pages = Blueprint("elections", __name__)


def counted_plan_at(slug: str) -> Plan:
    """The plan of an address, when its count is closed; 404 before."""
    plan = voted_plan_at(slug)
    if count_of(plan) is None:
        abort(404)
    return plan


@pages.get("/planos/<slug>/votacao/confira")
def check(slug: str) -> str:
    """How anybody counts again, in three steps, and what that does not prove."""
    plan = counted_plan_at(slug)
    path = actions.kept_bundle(plan)
    return render_template(
        "elections/check.html",
        plan=plan,
        count=count_of(plan),
        head=last_head(plan),
        key=public_log_key(),
        there=queries.is_provable(plan),
        ready=queries.leaves_of(plan) <= actions.AT_ONCE or (path is not None and path.exists()),
        size=path.stat().st_size if path is not None and path.exists() else None,
    )


@pages.get("/planos/<slug>/votacao/pacote.zip")
def bundle(slug: str) -> ResponseReturnValue:
    """The public bundle in one file. A small one is made for whoever asks first; a large one by the worker."""
    plan = counted_plan_at(slug)
    path = actions.kept_bundle(plan)
    if path is not None and not path.exists() and queries.leaves_of(plan) <= actions.AT_ONCE:
        try:
            path = actions.keep_bundle(plan)
        except Unwritable as reason:
            log.warning("bundle", plan=plan.slug, reason=str(reason))
    if path is None or not path.exists():
        return redirect(url_for("elections.check", slug=plan.slug), 303)
    response: Response = send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=f"votacao-{plan.slug}.zip"
    )
    response.headers["Cache-Control"] = PUBLIC_CACHE
    return response
