"""Looking through proposals: the list of a plan, the map of where they come from, and search over everything."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import to_user_timezone

from ogp_participa.core.clock import now
from ogp_participa.core.pagination import page_number
from ogp_participa.core.text import fold, tidy
from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.edition.plans.addresses import seen
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.queries import every_plan, plan_as_of_late, plan_by_slug
from ogp_participa.people.accounts.current import me
from ogp_participa.proposals.browsing.filters import DRAW, WHOLE_CITY, Draw, Order, ProposalFilters, draw_in, order_in
from ogp_participa.proposals.browsing.forms import around, cards, tiles
from ogp_participa.proposals.browsing.queries import lists
from ogp_participa.proposals.browsing.queries.counts import counts_of
from ogp_participa.proposals.proposals.addresses import readable
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.queries.alike import similar
from ogp_participa.proposals.proposals.queries.finding import by_reference, split_reference
from ogp_participa.proposals.search.queries import mended, terms_of
from ogp_participa.readers.opendata.queries import commitments_in

pages = Blueprint("browsing", __name__)

FEW = 3


@pages.get("/planos/<slug>/propostas")
def index(slug: str) -> ResponseReturnValue:
    """Show the proposals of a plan: searched, filtered, in one of the orders, page by page."""
    plan = plan_to_read(slug)
    chosen = ProposalFilters.read(request.args)
    cited = by_typed_reference(chosen.q)
    if cited:
        return redirect(url_for("proposals.show", address=cited.address), 302)
    order, draw = order_in(request.args, chosen.q), reader_draw()
    page = lists.page(plan, chosen, order, draw, page_number())
    meant = None
    if chosen.q and page.total < FEW and page.number == 1 and "exato" not in request.args:
        page, meant = forgiving(plan, chosen, order, draw, page)
    if page.number > page.pages:
        abort(404)
    counts = counts_of(plan)
    surroundings = around(plan, chosen, order, counts, draw.personal)
    voting = bool(plan.stage_open(now(), Right.VOTE))
    near = similar(plan, chosen.q) if chosen.q and not page.total else []
    return render_template(
        "proposals/browsing/index.html",
        plan=plan,
        page=page,
        chosen=chosen,
        filtered=bool(chosen.q or chosen.chosen),
        unlisted=bool(chosen.q or chosen.chosen or DRAW in request.args),
        only_place=name_of(chosen.territory) if chosen == ProposalFilters(territory=chosen.territory) else "",
        meant=meant,
        cards=cards(page.rows, counts, voting),
        near=cards(near, counts, voting),
        may_propose=bool(plan.stage_open(now(), Right.PROPOSE)),
        around=surroundings,
        page_href=lambda number: surroundings.page_href(number, draw if order is Order.SHUFFLED else None),
    )


@pages.get("/planos/<slug>/propostas/mapa")
def territories(slug: str) -> ResponseReturnValue:
    """Show where proposals come from: a drawing and a table."""
    plan = plan_to_read(slug)
    counts = counts_of(plan)
    return render_template(
        "proposals/browsing/territories.html",
        plan=plan,
        tiles=tiles(plan, counts),
        total=counts.total,
        whole=counts.territories.get(WHOLE_CITY, 0),
    )


@pages.get("/busca")
def search() -> ResponseReturnValue:
    """Search proposals, commitments and plans at once."""
    q = tidy(request.args.get("q", "")[:200])
    cited = by_typed_reference(q)
    if cited:
        return redirect(url_for("proposals.show", address=cited.address), 302)
    page = lists.everywhere(q, page_number())
    better = mended(q, None) if q and page.total < FEW and "exato" not in request.args else None
    forgiven = lists.everywhere(better, page_number()) if better else page
    meant = better if forgiven.total > page.total else None
    page = forgiven if meant else page
    if page.number > page.pages:
        abort(404)
    return render_template(
        "proposals/browsing/search.html",
        q=q,
        page=page,
        meant=meant,
        titles=titles_with(meant or q),
        cards=cards(page.rows, None, voting=False),
        page_href=lambda number: url_for("browsing.search", q=q, pagina=number),
    )


def titles_with(q: str) -> list[dict[str, str]]:
    """Return plans and commitments whose title holds every word that was typed."""
    terms = terms_of(q)
    plans = every_plan() if terms else []
    matches = [
        {"title": plan.title, "note": "", "href": url_for("plans.show", slug=plan.slug)}
        for plan in plans
        if all(term in fold(plan.title) for term in terms)
    ]
    for commitment in commitments_in([plan.id for plan in plans]):
        if all(term in fold(commitment.title) for term in terms):
            href = url_for("commitments.show", reference=commitment.reference)
            matches.append({"title": commitment.title, "note": commitment.reference, "href": href})
    return matches[:30]


def plan_to_read(slug: str) -> Plan:
    """Return the plan of an address; the page then speaks of it."""
    # A page that is the same for everybody may be a second old; people who change things see them at once.
    plan = plan_by_slug(slug) if request.cookies else plan_as_of_late(slug)
    return seen(plan)


def reader_draw() -> Draw:
    """Return the shuffled order of whoever reads, or the one in which they began to read."""
    person = me() if request.cookies else None
    return draw_in(request.args, person.id if person else None, to_user_timezone(now()))


def by_typed_reference(typed: str) -> Proposal | None:
    """Return the proposal whose reference was typed into the search box, if this reader may read it."""
    proposal = by_reference(typed) if split_reference(typed) else None
    return proposal if proposal and readable(proposal) else None


def forgiving(
    plan: Plan, chosen: ProposalFilters, order: Order, draw: Draw, exact: lists.ProposalPage
) -> tuple[lists.ProposalPage, str | None]:
    """Return the page for what was probably meant, with those words, if it finds more than what was typed."""
    better = mended(chosen.q, plan.id)
    if better is None:
        return exact, None
    page = lists.page(plan, chosen.saying(better), order, draw, 1)
    return (page, better) if page.total > exact.total else (exact, None)
