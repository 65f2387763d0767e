"""The selection board of staff: who takes part until the count is closed, then the seats and what became of each."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import short_day
from ogp_participa.core.pagination import page_asked
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.drafting.promotion import queries as promotions
from ogp_participa.drafting.promotion.rules import can_draft
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.people.accounts.current import myself, signed_in, with_password
from ogp_participa.vote.ballots.stage import voting_stage
from ogp_participa.vote.count import actions, charts, rules, story, wording
from ogp_participa.vote.count.forms import CountForm
from ogp_participa.vote.count.models import Closing, Count, CountStep
from ogp_participa.vote.count.queries import participation, results
from ogp_participa.vote.count.queries.story import standings_of
from ogp_participa.vote.count.stored_result import in_steps, stored
from ogp_participa.vote.count.views.endpoints import EndpointsOf
from ogp_participa.vote.selection.explanations import NEXT
from ogp_participa.vote.selection.rules_in_words import how

pages = EndpointsOf("drafting", "board", __name__)

PER_PAGE = 50
DAYS = 31
ANY = "1"  # whether the count can be closed, whatever number is written then


def desk_plan(slug: str) -> Plan:
    """Return the plan, for staff alone."""
    can_manage(myself()).require()
    return voted_plan_at(slug)


@pages.get("/gestao/planos/<slug>/selecao")
@signed_in
def board(slug: str) -> str:
    """Show turnout alone until the count is closed; then the ranking and what became of each proposal."""
    return draw_board(desk_plan(slug), CountForm())


@pages.post("/gestao/planos/<slug>/contagem")
@with_password
def close_count(slug: str) -> ResponseReturnValue:
    """Close the vote for good. A small one is counted at once, a large one by the worker; where that does not move,
    by whoever presses the button again."""
    plan, form = desk_plan(slug), CountForm()
    closing = results.closing_of(plan)
    if closing is not None and results.count_of(plan) is None:
        rules.can_count_here(closing, now=now()).require()
        actions.count_closed(plan, closing)
        flash(_("The count is closed and published."), "success")
        return redirect(url_for("drafting.board", slug=slug), 303)
    rules.can_close_count(myself(), plan, now=now(), counted=closing is not None, seed=ANY).require()
    if not form.validate_on_submit():
        return draw_board(plan, form), 422
    if participation.is_large(plan):
        actions.close_vote(myself(), plan, form.seed.data)
        flash(_("Voting is closed for good, and the votes are being counted."), "success")
    else:
        actions.close_count(myself(), plan, form.seed.data)
        flash(_("The count is closed and published."), "success")
    return redirect(url_for("drafting.board", slug=slug), 303)


def draw_board(plan: Plan, form: CountForm) -> str:
    """Render the board, with what was typed into its form."""
    if count := results.count_of(plan):
        return draw_selection(plan, count)
    if closing := results.closing_of(plan):
        return draw_counting(plan, closing)
    return draw_turnout(plan, form)


def draw_counting(plan: Plan, closing: Closing) -> str:
    """Render the board of a vote that is closed and being counted: how far it is, and what to do if it stands still."""
    return render_template(
        "vote/count/counting.html",
        plan=plan,
        closing=closing,
        doing=wording.STEPS[closing.step],
        number=list(CountStep).index(closing.step),
        steps=len(CountStep) - 1,
        verdict=rules.can_count_here(closing, now=now()),
    )


def draw_turnout(plan: Plan, form: CountForm) -> str:
    """Render the board of a vote that is not counted: how many take part, never for what."""
    turnout = participation.turnout_to_show(plan)
    places: dict[str, int] = turnout.participation["places"]
    days = [(date.fromisoformat(day), number) for day, number in turnout.participation["days"][-DAYS:]]
    return render_template(
        "vote/count/turnout.html",
        plan=plan,
        stage=voting_stage(plan, now()),
        draft=form,
        moment=now(),
        turnout=turnout,
        days=[charts.Bar(short_day(day), number) for day, number in days],
        tiles=charts.tiles(places, participation.FEW),
        places=sorted(((TERRITORIES[code].name, n) for code, n in places.items()), key=lambda row: -row[1]),
        elsewhere=turnout.participation["elsewhere"],
        rule_name=name_of_rule(plan.rule),
        rule_works=how(plan.rule),
        verdict=rules.can_close_count(myself(), plan, now=now(), counted=False, seed=ANY),
    )


def draw_selection(plan: Plan, count: Count) -> str:
    """Render the board of a closed count: seats, what other rules would choose, what became of each proposal."""
    shown = request.args.get("mostrar", "")
    shown = shown if shown in promotions.SHOWN else ""
    page = page_asked(promotions.desk_total(plan, shown), PER_PAGE)
    rows = promotions.desk_rows(plan, shown, PER_PAGE, page.offset)
    line, removals = results.line_of(plan), results.removals_of(plan)
    named = in_steps(count) | story.mentioned(count, removals)
    standings = standings_of(plan, named | {row.proposal.id for row in rows})
    selection = stored(count, standings.values())
    winners = results.standings(plan, line.elected)
    moment = now()
    return render_template(
        "vote/count/board.html",
        plan=plan,
        count=count,
        line=line,
        shown=shown,
        rows=rows,
        rule_name=name_of_rule(count.rule),
        rule_works=how(count.rule),
        places=story.places(count, selection, standings, removals, NEXT),
        proposals={number: standing.proposal for number, standing in standings.items()},
        removals=removals,
        removable={
            winner.proposal_id
            for winner in winners
            if rules.can_remove(myself(), plan, count, winner.proposal, winner, now=moment)
        },
        comparison=story.compared(count, winners),
        totals={name: promotions.desk_total(plan, name) for name in promotions.SHOWN},
        reasons={row.proposal.id: wording.why(row.standing, selection) for row in rows},
        verdict=can_draft(myself(), plan, count, now=moment),
        **page.values(),
    )
