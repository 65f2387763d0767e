"""The desk on which staff promote counted proposals into commitments, and answer everybody else."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.pagination import page_asked
from ogp_participa.drafting.commitments.queries import commitments_of
from ogp_participa.drafting.promotion import actions, queries, rules, wording
from ogp_participa.drafting.promotion.forms import CountResponseForm, PromoteForm
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.vote.count.queries import results
from ogp_participa.vote.count.wording import why

pages = Blueprint("drafting", __name__)

PER_PAGE = 50
CITY_LOCALE = "pt_BR"  # answers are written to residents, in the city's language
UNANSWERED = ("esperam", "respondidas", "nao")


def desk_plan(slug: str) -> Plan:
    """Return the plan, for staff alone, while commitments are drafted."""
    can_manage(myself()).require()
    plan = voted_plan_at(slug)
    rules.can_draft(myself(), plan, results.count_of(plan), now=now()).require()
    return plan


def reasons_of(plan: Plan, rows: Sequence[queries.PromotionRow]) -> dict[int, str]:
    """Return why each of these proposals has a seat or has none, by the proposals' numbers."""
    selection = results.stored_result_of(plan, [row.proposal.id for row in rows])
    return {row.proposal.id: why(row.standing, selection) for row in rows}


@pages.route("/gestao/planos/<slug>/promocoes/nova", methods=["GET", "POST"])
@signed_in
def promote(slug: str) -> ResponseReturnValue:
    """Make the ticked proposals part of a commitment."""
    plan = desk_plan(slug)
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
        promotions = actions.promote(
            myself(), commitment, proposals, form.chosen_decision, form.justification.data, form.seen_number
        )
        sentence = ngettext(
            "%(num)s proposal feeds %(ref)s now.",
            "%(num)s proposals feed %(ref)s now.",
            len(promotions),
            ref=commitment.reference,
        )
        flash(sentence, "success")
        return redirect(url_for("drafting.board", slug=slug), 303)
    page = render_template(
        "drafting/promotion/promote.html",
        plan=plan,
        rows=rows,
        below=[row for row in rows if not (row.standing and row.standing.elected)],
        draft=form,
        reasons=reasons_of(plan, rows),
        listeners=queries.listeners([row.proposal.id for row in rows]),
    )
    return page, 422 if form.errors else 200


def first_words(plan: Plan, cited: Sequence[queries.PromotionRow]) -> str:
    """Return what an answer begins with, in the city's language: for a winner that was taken out, why it was."""
    reasons = {removal.proposal_id: removal.reason for removal in results.removals_of(plan)}
    with force_locale(CITY_LOCALE):
        if len(cited) == 1 and cited[0].proposal.id in reasons:
            return wording.taken_out(reasons[cited[0].proposal.id])
        return wording.opening(results.line_of(plan).seats)


@pages.route("/gestao/planos/<slug>/respostas", methods=["GET", "POST"])
@signed_in
def answer(slug: str) -> ResponseReturnValue:
    """Answer everybody who was not promoted with a reason, several at once."""
    plan = desk_plan(slug)
    shown = request.args.get("mostrar", "esperam")
    shown = shown if shown in UNANSWERED else "esperam"
    cited = queries.rows_of(plan, request.args.getlist("p"))
    form = CountResponseForm(text=first_words(plan, cited))
    picked = queries.rows_of(plan, request.form.getlist("p"))
    if "todas" in request.form:
        picked = queries.desk_rows(plan, "esperam", queries.MOST, below=True)
    if form.validate_on_submit() and picked:
        with force_locale(CITY_LOCALE):
            responses = actions.answer(myself(), plan, [row.proposal for row in picked], form.text.data)
        flash(ngettext("%(num)s proposal was answered.", "%(num)s proposals were answered.", len(responses)), "success")
        return redirect(url_for("drafting.answer", slug=slug, mostrar=shown), 303)
    if request.method == "POST" and not picked:
        form.text.errors = [*form.text.errors, _("Tick at least one proposal.")]
    return draw_answer(plan, shown, cited, form), 422 if request.method == "POST" else 200


def draw_answer(plan: Plan, shown: str, cited: Sequence[queries.PromotionRow], form: CountResponseForm) -> str:
    """Render the page of answers: the ``cited`` proposals, or a page of those that ``shown`` names."""
    page = page_asked(queries.desk_total(plan, shown, below=True), PER_PAGE)
    rows = cited or queries.desk_rows(plan, shown, PER_PAGE, page.offset, below=True)
    return render_template(
        "drafting/promotion/answer.html",
        plan=plan,
        draft=form,
        shown=shown,
        rows=rows,
        reasons=reasons_of(plan, rows),
        totals={name: queries.desk_total(plan, name, below=True) for name in UNANSWERED},
        ticked=set(request.values.getlist("p")),
        **{**page.values(), "pages": 1 if cited else page.pages},
    )
