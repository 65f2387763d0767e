"""Where staff enter ballots on paper and with help, and the paper ballot to print."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.pagination import page_href, page_number
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.verdicts import Verdict
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.vote.assisted_ballots import actions, papers, queries, rules, typed
from ogp_participa.vote.assisted_ballots.forms import ChoicesForm, CorrectionForm, SheetForm, complain, say
from ogp_participa.vote.ballot_log.queries import newest_entry
from ogp_participa.vote.ballots.models import Channel
from ogp_participa.vote.ballots.stage import voting_stage
from ogp_participa.vote.count.wording import CHANNELS

pages = Blueprint("assistance", __name__)

TYPING = "60 per minute; 5000 per day"
"""Two posts for each ballot, and clerks of one office share an address."""


@pages.get("/planos/<slug>/votacao/cedula-de-papel")
def paper(slug: str) -> str:
    """Show a paper ballot to print, with how to fill it in and where to bring it."""
    plan = voted_plan_at(slug)
    return render_template(
        "vote/assisted_ballots/paper.html",
        plan=plan,
        stage=voting_stage(plan, now()),
        boxes=min(plan.choices, 20),
        rules=rules,
    )


@pages.get("/gestao/planos/<slug>/cedulas")
@signed_in
def index(slug: str) -> str:
    """Show how many ballots came each way, and the numbers of the papers that were entered."""
    plan = voted_plan_at(slug)
    can_manage(myself()).require()
    counts, number = queries.by_channel(plan), page_number()
    count = max(1, -(-counts[Channel.PAPER] // queries.PAGE))
    if number > count:
        abort(404)
    asked = typed.paper_number(request.args.get("numero", "")[: typed.LONGEST_NUMBER])
    return render_template(
        "vote/assisted_ballots/index.html",
        plan=plan,
        ways=[{"label": CHANNELS[channel], "count": ballots} for channel, ballots in counts.items()],
        papers=queries.papers(plan, (number - 1) * queries.PAGE),
        total=counts[Channel.PAPER],
        number=number,
        pages=count,
        page_href=page_href,
        asked=asked,
        there=queries.has_paper(plan, asked) if asked else False,
        verdicts=_verdicts(plan),
        until=papers.paper_until(plan, now()),
    )


@pages.route("/gestao/planos/<slug>/cedulas/nova", methods=["GET", "POST"])
@limiter.limit(TYPING, methods=["POST"])
@signed_in
def new(slug: str) -> ResponseReturnValue:
    """Type a ballot, look at it once more, enter it. Nothing is kept before that."""
    plan, entry = voted_plan_at(slug), SheetForm()
    verdicts = _verdicts(plan)
    if request.method == "POST" or not can_manage(myself()):
        verdicts[Channel.PAPER].require()
    entry.offer([channel for channel, verdict in verdicts.items() if verdict])
    step = request.form.get("step", "")
    number = typed.paper_number(entry.paper_number.data or "")
    meant = queries.proposals_meant(plan, typed.read_choices(entry.choices.data or ""))
    if request.method == "POST" and step != "edit":
        right, looking = _is_right(entry, plan, meant), not step.startswith("enter")
        if looking and number and queries.has_paper(plan, number):
            say(entry, "paper_number", _("A paper ballot with this number was entered already."))
        elif looking and right:
            return render_template("vote/assisted_ballots/check.html", plan=plan, entry=entry, meant=meant)
        elif right and (token := _entered(entry, plan, meant, number)):
            flash(_("The ballot is in the box."), "success")
            if step == "enter":
                return redirect(url_for(".done", slug=slug, token=token), 303)
            return redirect(url_for(".new", slug=slug), 303)
    page = render_template("vote/assisted_ballots/new.html", plan=plan, entry=entry, meant=meant, verdicts=verdicts)
    return page, 422 if entry.errors else 200


def _verdicts(plan: Plan) -> dict[Channel, Verdict]:
    """Whether ballots of each way are entered now."""
    counted, moment = plan.counted_at is not None, now()
    ways = Channel.ASSISTED, Channel.PAPER
    return {way: rules.can_enter(myself(), plan, way, counted=counted, now=moment) for way in ways}


def _is_right(entry: ChoicesForm, plan: Plan, meant: queries.MeantChoices) -> bool:
    """Whether the form can be a ballot; it says what is missing."""
    entry.validate()
    if not entry["choices"].errors:
        complain(entry, plan, len(meant.doubts), len(meant.proposals))
    return not entry.errors


def _entered(entry: SheetForm, plan: Plan, meant: queries.MeantChoices, number: str) -> str:
    """Enter the ballot; the token of its receipt, or nothing when somebody was first, which the form says then."""
    identity = typed.identity(entry.identity.data)
    sheet = actions.PaperSheet(Channel(entry.channel.data), identity, meant.proposals, number)
    try:
        return queries.token_for(myself(), actions.enter(myself(), plan, sheet))
    except actions.BallotTaken as taken:
        say(entry, taken.field, taken.reason)
        return ""


@pages.route("/gestao/planos/<slug>/cedulas/correcao", methods=["GET", "POST"])
@limiter.limit(TYPING, methods=["POST"])
@signed_in
def correct(slug: str) -> ResponseReturnValue:
    """Type a paper again. What was typed before is not shown: it comes from the paper, not from the screen."""
    plan, entry = voted_plan_at(slug), CorrectionForm()
    verdict = _verdicts(plan)[Channel.PAPER]
    if request.method == "POST" or not can_manage(myself()):
        verdict.require()
    else:
        entry.paper_number.data = request.args.get("numero", "")[: typed.LONGEST_NUMBER]
    step = request.form.get("step", "")
    meant = queries.proposals_meant(plan, typed.read_choices(entry.choices.data or ""))
    if request.method == "POST" and step != "edit" and _is_right(entry, plan, meant):
        number = typed.paper_number(entry.paper_number.data)
        if not queries.has_paper(plan, number):
            say(entry, "paper_number", _("No paper ballot with this number was entered."))
        elif step != "enter":
            return render_template("vote/assisted_ballots/check.html", plan=plan, entry=entry, meant=meant)
        else:
            ballot = actions.correct(myself(), plan, number, meant.proposals, papers.PaperReason(entry.reason.data))
            flash(_("Corrected: paper %(number)s counts as typed now.", number=number), "success")
            return redirect(url_for(".done", slug=slug, token=queries.token_for(myself(), ballot)), 303)
    page = render_template("vote/assisted_ballots/correct.html", plan=plan, entry=entry, meant=meant, verdict=verdict)
    return page, 422 if entry.errors else 200


@pages.get("/gestao/planos/<slug>/cedulas/recibo/<token>")
@signed_in
def done(slug: str, token: str) -> ResponseReturnValue:
    """Show the receipt, to print and hand over, for half an hour."""
    plan = voted_plan_at(slug)
    can_manage(myself()).require()
    ballot = queries.entered_by(myself(), plan, token)
    entry: Any = newest_entry(ballot)
    if ballot is None or entry is None:
        flash(_("A receipt can be opened for half an hour, by whoever entered the ballot."), "info")
        return redirect(url_for(".index", slug=slug), 303)
    return render_template("vote/assisted_ballots/done.html", plan=plan, ballot=ballot, entry=entry, words=entry.words)
