"""Checking a draft and sending it; one's own proposals; taking one back."""

from types import SimpleNamespace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.markdown import to_html
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.verdicts import Verdict
from ogp_participa.edition.plans.models import Right
from ogp_participa.forum.seats.queries import organisations_of
from ogp_participa.moderation.queries.decisions import last_request
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.people.accounts.models import Person, Signature, signed_name
from ogp_participa.proposals.drafts import actions, queries, rules
from ogp_participa.proposals.drafts.addresses import draft_at
from ogp_participa.proposals.drafts.advice import long_sentences, shows_personal_data
from ogp_participa.proposals.drafts.content import texts_of
from ogp_participa.proposals.drafts.draft_cookie import held
from ogp_participa.proposals.drafts.forms import WithdrawProposalForm
from ogp_participa.proposals.drafts.gaps import gaps
from ogp_participa.proposals.drafts.models import Draft, DraftStep
from ogp_participa.proposals.drafts.queries import drafts_of, files_of
from ogp_participa.proposals.drafts.rules import can_amend, has_account, receives
from ogp_participa.proposals.drafts.wording import (
    SIGNATURES,
    STEP_NAMES,
    VALUE_NAMES,
    signatures_of,
    steps_after_sending,
)
from ogp_participa.proposals.proposals.addresses import proposal_at
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.queries.alike import similar

pages = Blueprint("sending", __name__)


@pages.route("/propor/<token>/conferencia", methods=["GET", "POST"])
@limiter.limit("60 per minute")
def check(token: str) -> ResponseReturnValue:
    """Show everything once more before it is sent; sending twice lands on the same proposal."""
    draft = draft_at(token)
    person = me()
    if draft.sent_id:
        return redirect(url_for(".sent", token=token), 303)
    if request.method == "GET":
        return _check_page(draft)
    if person is None:
        return redirect(url_for("security.login", next=url_for(".check", token=token)), 303)
    if request.form.get("seen") != draft.updated_at.isoformat():
        return _check_page(draft, changed=True), 409
    if not _can_send(draft):
        return _check_page(draft, pressed=True), 422
    actions.submit(person, draft)
    return redirect(url_for(".sent", token=token), 303)


def _can_send(draft: Draft) -> Verdict:
    proposal = db.session.get(Proposal, draft.proposal_id) if draft.proposal_id else None
    if proposal is not None:
        return rules.can_resend(me(), draft, proposal, now())
    return rules.can_send(me(), draft, now())


def _organisation(person: Person | None, draft: Draft) -> str:
    own = organisations_of(person, today()) if person and draft.organisation_id else []
    return next((organisation.name for organisation in own if organisation.id == draft.organisation_id), "")


def _check_page(draft: Draft, *, changed: bool = False, pressed: bool = False) -> str:
    person = me()
    text, name = texts_of(draft), signatures_of(person)[Signature.FULL]
    proposal = db.session.get(Proposal, draft.proposal_id) if draft.proposal_id else None
    return render_template(
        "proposals/drafts/check.html",
        draft=draft,
        preview=SimpleNamespace(**text, language=draft.language),
        proposal=proposal,
        headings_of=STEP_NAMES,
        organisation=_organisation(person, draft),
        signed=signed_name(name, draft.signature or Signature.INITIAL, draft.collective),
        signatures=SIGNATURES,
        value_names=VALUE_NAMES,
        problem=to_html(draft.problem),
        change=to_html(draft.change),
        files=files_of(draft),
        gaps=gaps(draft),
        verdict=_can_send(draft),
        receiving=receives(draft.plan, now()) if proposal is None else None,
        account=has_account(person),
        similar=similar(draft.plan, f"{draft.title} {draft.summary} {draft.change}", exclude=proposal),
        advice=long_sentences(f"{draft.problem}\n{draft.change}"),
        personal=shows_personal_data(draft.problem, draft.change, draft.title, draft.summary),
        request_text=last_request(draft.proposal_id) if draft.proposal_id else None,
        changed=changed,
        pressed=pressed,
        Step=DraftStep,
    )


@pages.get("/propor/<token>/enviada")
def sent(token: str) -> ResponseReturnValue:
    """Show what happens next, with dates."""
    draft = draft_at(token)
    proposal = db.session.get(Proposal, draft.sent_id) if draft.sent_id else None
    if proposal is None:
        return redirect(url_for(".check", token=token), 303)
    reading = proposal.plan.stages_with(Right.MODERATE)
    voting = proposal.plan.stages_with(Right.VOTE)
    last = reading[-1] if reading else None
    return render_template(
        "proposals/drafts/sent.html",
        proposal=proposal,
        reading=last,
        next_steps=steps_after_sending(proposal, last, voting[:1]),
    )


@pages.get("/minha-conta/propostas")
@signed_in
def mine() -> ResponseReturnValue:
    """Show one's drafts and proposals, and what each waits for."""
    person = myself()
    proposals = queries.proposals_of(person)
    answered, joined = queries.answered(proposals), queries.joined(proposals)
    return render_template(
        "proposals/drafts/mine.html",
        drafts=drafts_of(person, held()),
        proposals=proposals,
        withdrawable={proposal.id for proposal in proposals if rules.can_withdraw(person, proposal, answered, joined)},
        amendable={proposal.id for proposal in proposals if can_amend(person, proposal, now())},
    )


@pages.route("/propostas/<reference>/retirada", methods=["GET", "POST"])
@signed_in
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a proposal back, after asking once."""
    proposal, entry = proposal_at(reference), WithdrawProposalForm()
    if request.method == "GET":
        rules.can_withdraw(myself(), proposal, queries.answered([proposal]), queries.joined([proposal])).require()
    if not entry.validate_on_submit():
        page = render_template("proposals/drafts/withdraw.html", proposal=proposal, entry=entry)
        return page, 422 if request.method == "POST" else 200
    actions.withdraw(myself(), proposal, entry.reason.data or "")
    flash(_("You withdrew proposal %(ref)s.", ref=proposal.reference), "ok")
    return redirect(url_for(".mine"), 303)
