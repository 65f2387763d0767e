"""Pages of the drafting room: the public result, and the desk on which staff promote and answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.pagination import page_number
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.drafting.commitments.queries import commitments_of
from ogp_participa.drafting.promotion import actions, queries, rules
from ogp_participa.drafting.promotion.forms import CountResponseForm, PromoteForm
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.vote.ballots import queries as voting
from ogp_participa.vote.ballots.rules import voting_stage
from ogp_participa.vote.count import actions as count_actions
from ogp_participa.vote.count import rules as count_rules
from ogp_participa.vote.count import story as result_rules
from ogp_participa.vote.count.forms import CountForm
from ogp_participa.vote.count.models import Count
from ogp_participa.vote.count.queries import results as counting
from ogp_participa.vote.count.queries import story as results
from ogp_participa.vote.count.stored_result import StoredResult, in_steps
from ogp_participa.vote.count.story import compared, mentioned
from ogp_participa.vote.selection import explanations

pages = Blueprint("drafting", __name__)

PER_PAGE = 50
DAYS = 60
ANY = "1"  # whether the count can be closed, whatever number is written then
CITY_LOCALE = "pt_BR"  # answers are written to residents, in the city's language


def desk_plan(slug: str) -> Plan:
    """The plan, for staff alone."""
    can_manage(myself()).require()
    return voted_plan_at(slug)


def told_of_rows(plan: Plan, rows: Sequence[queries.PromotionRow]) -> StoredResult:
    """The selection as it was kept, with the proposals of these rows."""
    return counting.told_of(plan, [row.proposal.id for row in rows])


def page_of(total: int) -> tuple[int, int]:
    """The page asked for and how many there are; 404 beyond the last."""
    number, pages_ = page_number(), max(1, -(-total // PER_PAGE))
    if number > pages_:
        abort(404)
    return number, pages_


@pages.get("/planos/<slug>/resultado")
def result(slug: str) -> str:
    """Who won and why, and the whole ranking, once the count is closed; until then, when the result comes."""
    plan = voted_plan_at(slug)
    count = counting.count_of(plan)
    if count is None:
        return render_template("vote/count/to_come.html", plan=plan, stage=voting_stage(plan, now()), moment=now())
    totals = results.totals_of(plan)
    number, pages_ = page_of(totals.proposals)
    standings = counting.standings(plan, PER_PAGE, (number - 1) * PER_PAGE)
    first = told_first(plan, count) if number == 1 else {}
    named = {one.proposal_id for one in standings} | {seat.standing.proposal_id for seat in first.get("seats", ())}
    return render_template(
        "vote/count/show.html",
        plan=plan,
        count=count,
        totals=totals,
        decided=result_rules.decided(totals.elected, totals.proposals),
        standings=standings,
        promoted=queries.promotions_by_proposal(list(named)),
        page=number,
        pages=pages_,
        **first,
    )


def told_first(plan: Plan, count: Count) -> dict[str, Any]:
    """What only the first page of the result tells: seats, near misses, who took part, how to check it."""
    story = results.story_of(plan, count, me())
    places: dict[str, int] = count.participation.get("places", {})
    return {
        "story": story,
        "seats": story.seats,
        "name_of": name_of_rule,
        "in_short": result_rules.in_short,
        "tiles": tiles(places),
        "places": result_rules.by_ballots({TERRITORIES[code].name: ballots for code, ballots in places.items()}),
        "elsewhere": count.participation.get("elsewhere", 0),
        "ways": result_rules.ways(count.channels, count.levels, voting.FEW),
        "days": [(date.fromisoformat(day), n) for day, n in count.participation.get("days", ())][-DAYS:],
        "few": voting.FEW,
        "waiting": queries.unanswered_count(plan),
    }


@pages.get("/gestao/planos/<slug>/selecao")
@signed_in
def board(slug: str) -> str:
    """The selection board: turnout alone until the count is closed; then the ranking and what became of each."""
    return draw_board(desk_plan(slug), CountForm())


def draw_board(plan: Plan, form: CountForm) -> str:
    """The board, with what was typed into its form."""
    count, stage = counting.count_of(plan), voting_stage(plan, now())
    if count:
        return draw_selection(plan, count)
    ballots, confirmed = voting.turnout(plan)
    places, elsewhere = voting.ballots_by_territory(plan)
    return render_template(
        "drafting/promotion/turnout.html",
        plan=plan,
        stage=stage,
        draft=form,
        moment=now(),
        ballots=ballots,
        confirmed=confirmed,
        days=voting.ballots_by_day(plan),
        tiles=tiles(places),
        places=sorted(((TERRITORIES[c].name, n) for c, n in places.items()), key=lambda row: -row[1]),
        elsewhere=elsewhere,
        name_of=name_of_rule,
        how=explanations.how,
        verdict=count_rules.can_close_count(myself(), plan, now=now(), counted=False, seed=ANY),
    )


def draw_selection(plan: Plan, count: Count) -> str:
    """The board of a closed count: the seats, what other rules would choose, and what became of each proposal."""
    shown = request.args.get("mostrar", "")
    shown = shown if shown in queries.SHOWN else ""
    number, pages_ = page_of(queries.desk_total(plan, shown))
    rows, line, removals = (
        queries.desk_rows(plan, shown, PER_PAGE, (number - 1) * PER_PAGE),
        counting.line_of(plan),
        counting.removals_of(plan),
    )
    winners = counting.standings(plan, line.elected)
    return render_template(
        "drafting/promotion/board.html",
        plan=plan,
        count=count,
        line=line,
        shown=shown,
        rows=rows,
        told=told_of_rows(plan, rows),
        proposals=counting.proposals_of(in_steps(count) | mentioned(count, removals)),
        removals=removals,
        removable={
            one.proposal_id
            for one in winners
            if count_rules.can_remove(myself(), plan, count, one.proposal, one, now=now())
        },
        comparison=compared(count, winners),
        totals={name: queries.desk_total(plan, name) for name in queries.SHOWN},
        why=rules.why,
        explanations=explanations,
        name_of=name_of_rule,
        verdict=rules.can_draft(myself(), plan, count, now=now()),
        page=number,
        pages=pages_,
    )


def tiles(places: dict[str, int]) -> list[dict[str, Any]]:
    """The city's tiles with the ballots of each place; where there are too few, only that."""
    few = str(_("fewer than %(few)s ballots", few=voting.FEW))

    def said(code: str) -> str:
        return str(ngettext("%(num)s ballot", "%(num)s ballots", places[code])) if code in places else few

    return [
        {
            "code": code,
            "name": place.name,
            "count": places.get(code, 0),
            "shown": places.get(code, f"<{voting.FEW}"),
            "label": said(code),
        }
        for code, place in TERRITORIES.items()
    ]


@pages.post("/gestao/planos/<slug>/contagem")
@signed_in
def close_count(slug: str) -> ResponseReturnValue:
    """Count the ballots once and for all."""
    plan, form = desk_plan(slug), CountForm()
    counted = counting.count_of(plan) is not None
    count_rules.can_close_count(myself(), plan, now=now(), counted=counted, seed=ANY).require()
    if not form.validate_on_submit():
        return draw_board(plan, form), 422
    count_actions.close_count(myself(), plan, form.seed.data)
    flash(_("The count is closed and published."), "success")
    return redirect(url_for("drafting.board", slug=slug), 303)


@pages.route("/gestao/planos/<slug>/promocoes/nova", methods=["GET", "POST"])
@signed_in
def promote(slug: str) -> ResponseReturnValue:
    """The ticked proposals become part of a commitment."""
    plan = desk_plan(slug)
    count = counting.count_of(plan)
    rules.can_draft(myself(), plan, count, now=now()).require()
    rows = queries.rows_of(plan, request.values.getlist("p"))
    if not rows:
        flash(_("Tick at least one proposal."), "error")
        return redirect(url_for("drafting.board", slug=slug), 303)
    form = PromoteForm(rows, commitments_of(plan), decisions_of(plan))
    if form.validate_on_submit():
        commitment = form.chosen_commitment or actions.draft_commitment(
            myself(), plan, form.title.data, form.summary.data
        )
        proposals = [row.proposal for row in rows]
        seen, reason = form.seen_promotions, form.justification.data
        made = actions.promote(myself(), commitment, proposals, form.chosen_decision, reason, seen)
        ref = commitment.reference
        said = ngettext(
            "%(num)s proposal feeds %(ref)s now.", "%(num)s proposals feed %(ref)s now.", len(made), ref=ref
        )
        flash(said, "success")
        return redirect(url_for("drafting.board", slug=slug), 303)
    page = render_template(
        "drafting/promotion/promote.html",
        plan=plan,
        rows=rows,
        draft=form,
        told=told_of_rows(plan, rows),
        why=rules.why,
        listeners=queries.listeners([row.proposal.id for row in rows]),
    )
    return page, 422 if form.errors else 200


def answer_to(plan: Plan, cited: Sequence[queries.PromotionRow]) -> str:
    """What an answer begins with, in the city's language: for a winner that was taken out, the published reason."""
    reasons = {one.proposal_id: one.reason for one in counting.removals_of(plan)}
    with force_locale(CITY_LOCALE):
        if len(cited) == 1 and cited[0].proposal.id in reasons:
            return rules.taken_out(reasons[cited[0].proposal.id])
        return rules.opening(counting.line_of(plan).seats)


@pages.route("/gestao/planos/<slug>/respostas", methods=["GET", "POST"])
@signed_in
def answer(slug: str) -> ResponseReturnValue:
    """Reasoned answers to everybody who was not promoted, one or many at once."""
    plan = desk_plan(slug)
    rules.can_draft(myself(), plan, counting.count_of(plan), now=now()).require()
    shown = request.args.get("mostrar", "esperam")
    shown = shown if shown in ("esperam", "respondidas", "nao") else "esperam"
    cited = queries.rows_of(plan, request.args.getlist("p"))
    form = CountResponseForm(text=answer_to(plan, cited))
    picked = queries.rows_of(plan, request.form.getlist("p"))
    if "todas" in request.form:
        picked = queries.desk_rows(plan, "esperam", queries.MOST, below=True)
    if form.validate_on_submit() and picked:
        with force_locale(CITY_LOCALE):
            made = actions.answer(myself(), plan, [row.proposal for row in picked], form.text.data)
        flash(ngettext("%(num)s proposal was answered.", "%(num)s proposals were answered.", len(made)), "success")
        return redirect(url_for("drafting.answer", slug=slug, mostrar=shown), 303)
    if request.method == "POST" and not picked:
        form.text.errors = [*form.text.errors, _("Tick at least one proposal.")]
    number, pages_ = page_of(queries.desk_total(plan, shown, below=True))
    rows = cited or queries.desk_rows(plan, shown, PER_PAGE, (number - 1) * PER_PAGE, below=True)
    page = render_template(
        "drafting/promotion/answer.html",
        plan=plan,
        draft=form,
        shown=shown,
        told=told_of_rows(plan, rows),
        why=rules.why,
        rows=rows,
        totals={name: queries.desk_total(plan, name, below=True) for name in ("esperam", "respondidas", "nao")},
        ticked=set(request.values.getlist("p")),
        page=number,
        pages=1 if cited else pages_,
    )
    return page, 422 if request.method == "POST" else 200
