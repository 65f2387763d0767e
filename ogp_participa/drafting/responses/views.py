"""The public ledger of reasoned responses, each response, and the desk on which staff answer."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.pagination import page_asked, page_number
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.drafting.consultation.models import ContributionKind
from ogp_participa.drafting.consultation.wording import KINDS as SAID_KINDS
from ogp_participa.drafting.responses import actions, rules, wording
from ogp_participa.drafting.responses.forms import ReplyForm, SignedResponseForm
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.queries import answers, ledger, likeness, term
from ogp_participa.drafting.responses.queries.figures import figures_of
from ogp_participa.drafting.responses.queries.ledger import PROPOSAL, LedgerFilters, LedgerRow
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in, with_password
from ogp_participa.vote.count.queries.results import count_of

pages = Blueprint("responses", __name__)

KINDS: dict[str, Any] = {PROPOSAL: _l("Proposal"), **{kind.value: words for kind, words in SAID_KINDS.items()}}
KIND_PATHS = {
    "proposta": PROPOSAL,
    "redacao": ContributionKind.WORDING.value,
    "duvida": ContributionKind.QUESTION.value,
    "apoio": ContributionKind.SUPPORT.value,
    "objecao": ContributionKind.OBJECTION.value,
    "novo-compromisso": ContributionKind.NEW_COMMITMENT.value,
}
OUTCOME_PATHS = {
    "acolhida": ReplyOutcome.ACCEPTED,
    "em-parte": ReplyOutcome.IN_PART,
    "ja-contemplada": ReplyOutcome.COVERED,
    "nao-acolhida": ReplyOutcome.NOT_ACCEPTED,
}
ANSWERED_PATHS = {"respondidas": True, "esperam": False}

pages.add_app_template_filter(wording.OUTCOMES.get, "reply_outcome")
pages.add_app_template_filter(wording.SIGNS.get, "reply_sign")
pages.add_app_template_filter(KINDS.get, "said_kind")


def wanted_here() -> LedgerFilters:
    """Return what the address narrows the list to."""
    asked = request.args
    reference = "".join(letter for letter in asked.get("ref", "")[:40] if letter.isprintable()).strip()
    return LedgerFilters(
        ANSWERED_PATHS.get(asked.get("situacao", "")),
        OUTCOME_PATHS.get(asked.get("resultado", "")),
        KIND_PATHS.get(asked.get("tipo", ""), ""),
        reference,
    )


def list_of(plan: Plan, wanted: LedgerFilters) -> dict[str, Any]:
    """Return a page of contributions; 404 beyond the last."""
    rows, total = ledger.rows_of(plan, wanted, page_number())
    return {
        "rows": rows,
        "wanted": wanted,
        "due": {row.reference: term.due(term.closed_at(plan, row.is_proposal, row.at)) for row in rows},
        "moment": now(),
        "term": rules.TERM_DAYS,
        "kinds": KIND_PATHS,
        "outcomes": OUTCOME_PATHS,
        "answered": ANSWERED_PATHS,
        **page_asked(total, ledger.PER_PAGE).values(),
    }


@pages.get("/planos/<slug>/devolutivas")
def index(slug: str) -> str:
    """Show every contribution of a plan with its answer, and the shares and days."""
    plan = plan_at(slug)
    figures = figures_of(plan, now())
    return render_template(
        "drafting/responses/index.html",
        in_time=str(wording.IN_TIME) % {"days": rules.TERM_DAYS},
        lead=wording.LEDGER_LEAD,
        plan=plan,
        figures=figures,
        **list_of(plan, wanted_here()),
    )


@pages.get("/devolutivas/<int:number>")
def show(number: int) -> str:
    """Show one answer: what it says, who signs, what it changed, and everything it answers."""
    reply = answers.reply_by_id(number) or abort(404)
    seen(reply.plan)
    links, total = answers.links_of(reply, page_number())
    return render_template(
        "drafting/responses/show.html",
        plan=reply.plan,
        reply=reply,
        links=links,
        **page_asked(total, ledger.PER_PAGE).values(),
    )


@pages.get("/gestao/planos/<slug>/devolutivas")
@signed_in
def desk(slug: str) -> str:
    """Show what waits for an answer, the oldest first."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    asked = wanted_here()
    wanted = LedgerFilters(
        False if asked.answered is None else asked.answered, asked.outcome, asked.kind, asked.reference
    )
    return render_template(
        "drafting/responses/desk.html",
        plan=plan,
        figures=figures_of(plan, now()),
        verdict=rules.can_reply(myself(), plan),
        **list_of(plan, wanted),
    )


def picked_of(plan: Plan) -> list[LedgerRow]:
    """Return the contributions that were ticked."""
    return ledger.rows_cited(plan, request.values.getlist("c")[: rules.MOST])


@pages.route("/gestao/planos/<slug>/devolutivas/nova", methods=["GET", "POST"])
@signed_in
def answer(slug: str) -> ResponseReturnValue:
    """Answer the ticked contributions at once; those that were answered before get a correction."""
    plan = plan_at(slug)
    rules.can_reply(myself(), plan).require()
    picked = picked_of(plan)
    if not picked:
        flash(rules.NOBODY, "error")
        return redirect(url_for("responses.desk", slug=slug), 303)
    stands = sum(row.answers or 0 for row in picked)
    entry = ReplyForm(institutions(), whole_commitments_of(plan), stands, data=first_words(picked))
    late = entry.is_late
    if not late and entry.validate_on_submit():
        try:
            response = actions.reply(myself(), plan, picked, entry.words(), entry.seen_number)
        except Stale:
            raise
        except Refused as stopped:  # what was typed stays beside the sentence that says why
            db.session.rollback()
            entry.outcome.errors = [str(stopped.reason)]
        else:
            n = len(picked)
            flash(ngettext("%(num)s contribution was answered.", "%(num)s contributions were answered.", n), "success")
            return redirect(url_for("responses.show", number=response.id), 303)
    status = entry.show_again()
    page = render_template(
        "drafting/responses/answer.html",
        answered_together=wording.ANSWERED_TOGETHER,
        plan=plan,
        entry=entry,
        picked=picked,
        similar=likeness.similar_to(plan, picked),
        late=late,
        verdict=rules.is_time(plan, any(row.is_proposal for row in picked), counted=count_of(plan) is not None),
    )
    return page, status


def first_words(picked: Sequence[LedgerRow]) -> dict[str, str]:
    """Return what the form begins with: the commitment that the picked proposals feed, when it is one."""
    fed = answers.fed_commitments(picked)
    return {"changed": f"c{fed[0]}"} if len(fed) == 1 else {}


@pages.route("/gestao/planos/<slug>/devolutivas/assinatura", methods=["GET", "POST"])
@with_password
def sign(slug: str) -> ResponseReturnValue:
    """Show an institution signs the answers that were given after the count."""
    plan = plan_at(slug)
    rules.can_reply(myself(), plan).require()
    entry = SignedResponseForm(institutions())
    if entry.validate_on_submit():
        count = actions.sign(myself(), plan, entry.named(), entry.role.data)
        flash(ngettext("%(num)s answer was signed.", "%(num)s answers were signed.", count), "success")
        return redirect(url_for("responses.desk", slug=slug), 303)
    waiting = answers.unsigned_responses(plan, ledger.PER_PAGE)
    figures = figures_of(plan, now())
    page = render_template(
        "drafting/responses/sign.html",
        lead=wording.SIGNING_LEAD,
        plan=plan,
        entry=entry,
        waiting=waiting,
        figures=figures,
    )
    return page, 422 if entry.is_submitted() else 200
