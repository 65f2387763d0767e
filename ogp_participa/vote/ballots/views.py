"""Pages of the voting room: how it works, the list to choose from, the ballot, the swap, the confirmation."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.pagination import page_number
from ogp_participa.core.vocabularies.labels import LEVELS, RULES_IN_SHORT, quota_in_words
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan, Right, Rule
from ogp_participa.edition.plans.moments import has_voting_opened
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.proposals.browsing.filters import Order, ProposalFilters, draw_in
from ogp_participa.proposals.browsing.queries import lists as browsing
from ogp_participa.proposals.browsing.queries.counts import counts_of
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, State
from ogp_participa.proposals.proposals.queries.finding import by_reference
from ogp_participa.vote.assisted_ballots.rules import PAPER_DAYS
from ogp_participa.vote.ballot_log.queries import newest_entry
from ogp_participa.vote.ballots import actions, queries, rules, stage
from ogp_participa.vote.ballots.forms import SwapForm, own_path
from ogp_participa.vote.ballots.models import FrozenRules
from ogp_participa.vote.selection.example import SEED, example_of, lots
from ogp_participa.vote.selection.rules_in_words import how

pages = Blueprint("voting", __name__)


def reader() -> Any:
    """Return who reads; pages for everybody do not look for an account where no cookie came."""
    return me() if request.cookies else None


def surroundings(plan: Plan) -> dict[str, Any]:
    """Return what every page about a vote needs: the stage, the person's ballot, and whether they may vote."""
    person, moment = reader(), now()
    return {
        "plan": plan,
        "stage": stage.voting_stage(plan, moment),
        "open": plan.stage_open(moment, Right.VOTE) is not None,
        "moment": moment,
        "ballot": queries.ballot_of(person, plan) if person else None,
        "verdict": queries.may_vote(person, plan, moment),
    }


@pages.get("/planos/<slug>/votacao")
def start(slug: str) -> str:
    """Show how voting works here, and the way to the ballot."""
    plan = voted_plan_at(slug)
    return render_template("vote/ballots/start.html", rule_in_short=RULES_IN_SHORT[plan.rule], **surroundings(plan))


@pages.get("/planos/<slug>/votacao/regras", endpoint="rules")
def rules_page(slug: str) -> str:
    """Show the rules of the vote in words. Everything here is read from the text that is frozen."""
    plan = voted_plan_at(slug)
    text, digest = queries.rules_of(plan)
    frozen = json.loads(text)
    rule, quota = Rule(frozen["rule"]), frozen["quota"] or {"by": None, "least": 0, "most": None}
    return render_template(
        "vote/ballots/rules.html",
        plan=plan,
        words=frozen,
        rule=rule,
        text=text,
        digest=digest,
        opened=has_voting_opened(plan, now()),
        frozen=db.session.get(FrozenRules, plan.id),
        quota=quota_in_words(**quota),
        voters=LEVELS[frozen["voters"]],
        rule_name=name_of_rule,
        how=how(rule),
        example=example_of(rule, frozen["seats"]),
        seed=SEED,
        lots=lots(),
        paper_days=PAPER_DAYS,
        link_days=rules.LINK_DAYS,
    )


@pages.get("/planos/<slug>/votacao/regras.json")
def rules_file(slug: str) -> Response:
    """Send the text of the rules, byte for byte."""
    plan = voted_plan_at(slug)
    answer = Response(queries.rules_of(plan)[0].encode(), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename=regras-{plan.slug}.json"
    return answer


@pages.get("/planos/<slug>/votacao/propostas")
def choose(slug: str) -> str:
    """Show every proposal that receives votes, in an order of the reader's own, with the button to vote for it."""
    plan = voted_plan_at(slug)
    asked, person, counts = ProposalFilters.read(request.args), reader(), counts_of(plan)
    themes = tuple(theme.key for theme in counts.themes if theme.key in asked.themes)
    chosen = ProposalFilters(asked.q, themes, (), asked.territory, (State.PUBLISHED.value,))
    draw = draw_in(request.args, person.id if person else None, to_user_timezone(now()))
    number = page_number()
    page = browsing.page(plan, chosen, Order.RELEVANCE if chosen.q else Order.SHUFFLED, draw, number)
    if number > page.pages:
        abort(404)
    shown = stage.shows_counts(plan, now())
    return render_template(
        "vote/ballots/choose.html",
        page=page,
        draw=None if chosen.q else draw,
        chosen=chosen,
        counts=counts,
        votes=queries.votes_of([row.id for row in page.rows]) if shown else None,
        here_path=request.script_root + request.full_path.rstrip("?"),
        **surroundings(plan),
    )


@pages.get("/planos/<slug>/cedula")
@signed_in
def ballot(slug: str) -> str:
    """Show what is chosen, what is left, and the button to confirm."""
    around = surroundings(voted_plan_at(slug))
    return render_template(
        "vote/ballots/ballot.html", **around, **receipt(around), proposals=queries.chosen_proposals(around["ballot"])
    )


@pages.get("/propostas/<reference>/voto")
@signed_in
def consider(reference: str) -> ResponseReturnValue:
    """Show a proposal with the button to vote for it: where somebody arrives who first had to sign in."""
    proposal = _proposal(reference)
    if proposal.state not in PUBLIC:
        abort(404)
    around = surroundings(voted_plan_at(proposal.plan.slug))
    return render_template("vote/ballots/consider.html", proposal=proposal, **around)


@pages.post("/propostas/<reference>/voto")
@signed_in
def cast(reference: str) -> ResponseReturnValue:
    """Put a proposal on the ballot. No limit of its own: the ballot holds few choices, and twice is the same as once.
    The token of the form was checked before."""
    proposal = _proposal(reference)
    try:
        actions.cast(myself(), proposal)
    except actions.BallotFull:
        return redirect(url_for("voting.swap", slug=proposal.plan.slug, por=proposal.reference), 303)
    return _back(proposal)


@pages.post("/propostas/<reference>/voto/remocao")
@signed_in
def uncast(reference: str) -> ResponseReturnValue:
    """Take a proposal off the ballot."""
    proposal = _proposal(reference)
    actions.uncast(myself(), proposal)
    return _back(proposal)


@pages.route("/planos/<slug>/cedula/troca", methods=["GET", "POST"])
@signed_in
def swap(slug: str) -> ResponseReturnValue:
    """Ask which of the chosen proposals makes room on a full ballot."""
    plan = voted_plan_at(slug)
    wanted = by_reference(request.values.get("por", ""))
    if wanted is None or wanted.plan_id != plan.id:
        abort(404)
    rules.can_choose(myself(), wanted, now=now()).require()
    around = surroundings(plan)
    form = SwapForm(queries.chosen_proposals(around["ballot"]))
    if len(form.chosen) < plan.choices and (request.method == "GET" or not form.chosen):
        return redirect(url_for("voting.consider", reference=wanted.reference), 303)
    if form.validate_on_submit():
        actions.swap(myself(), form.leaving, wanted)
        flash(_("Done: “%(title)s” is on your ballot now.", title=wanted.title), "success")
        return redirect(url_for("voting.ballot", slug=slug), 303)
    page = render_template("vote/ballots/swap.html", wanted=wanted, draft=form, **around)
    return page, 422 if form.errors else 200


@pages.post("/planos/<slug>/cedula/confirmacao")
@signed_in
def confirm(slug: str) -> ResponseReturnValue:
    """Note that the person looked at the ballot and agrees."""
    plan = voted_plan_at(slug)
    actions.confirm(myself(), plan)
    return redirect(url_for("voting.confirmed", slug=slug), 303)


@pages.get("/planos/<slug>/cedula/confirmacao")
@signed_in
def confirmed(slug: str) -> ResponseReturnValue:
    """Show what was confirmed and when, to print or to keep; back to the ballot when nothing was."""
    around = surroundings(voted_plan_at(slug))
    if around["ballot"] is None or around["ballot"].confirmed_at is None:
        return redirect(url_for("voting.ballot", slug=slug), 302)
    return render_template(
        "vote/ballots/confirmed.html", **around, **receipt(around), proposals=queries.chosen_proposals(around["ballot"])
    )


def receipt(around: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of the ballot as it is now in the ballots' log, and its receipt in words."""
    entry = newest_entry(around["ballot"])
    return {"entry": entry, "words": entry.words if entry else ""}


def _proposal(reference: str) -> Proposal:
    """Return the proposal. A choice holds its count open, which it waits for only while the calendar allows choices;
    otherwise the rule says why not, at once."""
    posting = request.method == "POST"
    proposal = queries.proposal_to_choose(reference, now()) if posting else None
    if proposal is None:
        proposal = queries.proposal_to_vote(reference) or abort(404)
        if posting:
            rules.can_vote(myself(), proposal.plan, now=now()).require()
            queries.hold_count(proposal.plan)  # the calendar was changed meanwhile
    g.plan = proposal.plan
    return proposal


def _back(proposal: Proposal) -> ResponseReturnValue:
    """Lead to the page the button was on, at the same card."""
    back = own_path(request.form.get("volta", "")).partition("#")[0]
    return redirect(f"{back or url_for('voting.ballot', slug=proposal.plan.slug)}#{proposal.reference}", 303)
