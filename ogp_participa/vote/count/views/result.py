"""The public result of a vote: who won and why, the whole ranking, and the same as data."""

from datetime import date
from typing import Any

from flask import Response, abort, jsonify, render_template, url_for

from ogp_participa.core.clock import now
from ogp_participa.core.pagination import page_asked
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.drafting.promotion.queries import promotions_by_proposal, unanswered_count
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.people.accounts.current import me
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.stage import voting_stage
from ogp_participa.vote.count import charts, wording
from ogp_participa.vote.count.models import Count
from ogp_participa.vote.count.queries import results
from ogp_participa.vote.count.queries.participation import FEW
from ogp_participa.vote.count.queries.published import as_data
from ogp_participa.vote.count.queries.story import story_of, totals_of
from ogp_participa.vote.count.views.endpoints import EndpointsOf

pages = EndpointsOf("drafting", "result", __name__)
data = EndpointsOf("counting", "result_data", __name__)

PER_PAGE = 50
DAYS = 60


@pages.get("/planos/<slug>/resultado")
def result(slug: str) -> str:
    """Show who won and why, and the whole ranking, once the count is closed; until then, when the result comes."""
    plan = voted_plan_at(slug)
    count = results.count_of(plan)
    if count is None:
        return render_template("vote/count/to_come.html", plan=plan, stage=voting_stage(plan, now()), moment=now())
    totals = totals_of(plan)
    page = page_asked(totals.proposals, PER_PAGE)
    standings = results.standings(plan, PER_PAGE, page.offset)
    first = first_page(plan, count) if page.number == 1 else {}
    shown = {standing.proposal_id: standing.proposal for standing in standings}
    shown |= {seat.standing.proposal_id: seat.standing.proposal for seat in first.get("seats", ())}
    return render_template(
        "vote/count/show.html",
        plan=plan,
        count=count,
        totals=totals,
        decided=wording.decided(totals.elected, totals.proposals),
        standings=standings,
        names={number: name_in(plan, proposal) for number, proposal in shown.items()},
        promoted=promotions_by_proposal(list(shown)),
        **page.values(),
        **first,
    )


def first_page(plan: Plan, count: Count) -> dict[str, Any]:
    """Return what only the first page shows: seats, near misses, who took part, how to check it."""
    story = story_of(plan, count, me())
    places: dict[str, int] = count.participation.get("places", {})
    return {
        "story": story,
        "seats": story.seats,
        "rule_name": name_of_rule(count.rule),
        "rule_in_short": wording.in_short(count.rule),
        "tiles": charts.tiles(places, FEW),
        "places": charts.by_ballots({TERRITORIES[code].name: ballots for code, ballots in places.items()}),
        "elsewhere": count.participation.get("elsewhere", 0),
        "ways": charts.ways(count.channels, count.levels, FEW),
        "days": [(date.fromisoformat(day), n) for day, n in count.participation.get("days", ())][-DAYS:],
        "few": FEW,
        "waiting": unanswered_count(plan),
    }


@data.get("/planos/<slug>/resultado.json")
def result_json(slug: str) -> Response:
    """Return the closed count as data: rule, seed, places, steps, comparisons, removals."""
    plan = voted_plan_at(slug)
    count = results.count_of(plan) or abort(404)
    address = url_for("drafting.result", slug=plan.slug, _external=True)
    return jsonify({"plan": plan.slug, "title": plan.title, "address": address, **as_data(plan, count)})
