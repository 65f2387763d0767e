"""Pages for writing a proposal: the start page, the steps, the files, and mending what was returned."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from ogp_participa.core import uploads
from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.i18n import lang
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.text import tidy
from ogp_participa.core.verdicts import Verdict
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.queries import current_plan, plan_by_slug, themes_of
from ogp_participa.forum.seats.queries import organisations_of
from ogp_participa.moderation.queries.decisions import last_request
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.proposals.drafts import actions, rules
from ogp_participa.proposals.drafts.actions import attach, remove_attachment
from ogp_participa.proposals.drafts.addresses import draft_at
from ogp_participa.proposals.drafts.advice import shows_personal_data
from ogp_participa.proposals.drafts.content import amendment, new_token
from ogp_participa.proposals.drafts.draft_cookie import KEPT_DAYS, held, hold
from ogp_participa.proposals.drafts.forms import (
    FORMS,
    PlaceForm,
    ProblemForm,
    SignatureForm,
    StepForm,
    ThemeForm,
    WholeForm,
)
from ogp_participa.proposals.drafts.gaps import LIMITS
from ogp_participa.proposals.drafts.models import Draft, DraftStep
from ogp_participa.proposals.drafts.queries import drafts_of, files_of, open_amendment
from ogp_participa.proposals.drafts.rules import can_attach
from ogp_participa.proposals.drafts.wording import PROBLEM_EXAMPLE, STEP_NAMES, VALUE_HINTS, signatures_of
from ogp_participa.proposals.proposals.addresses import proposal_at
from ogp_participa.proposals.proposals.models import Proposal

pages = Blueprint("writing", __name__)

PERSONAL = _l("There seems to be a phone or ID number in the text. If it belongs to someone, delete it before sending.")


def the_plan() -> Plan | None:
    """Return the plan that the address names, or the current edition."""
    slug = tidy(request.args.get("plano"))
    plan = plan_by_slug(slug) if slug else current_plan()
    if slug and (plan is None or plan.historical or not plan.listed):
        abort(404)
    g.plan = plan
    return plan


def entry_of(kind: type[StepForm], plan: Plan, draft: Draft | None = None) -> StepForm:
    """Return the form of a page with its choices; it starts from what the draft says."""
    entry = kind()
    person = me()
    if isinstance(entry, ThemeForm):
        entry.offer(themes_of(plan), lang())
    if isinstance(entry, PlaceForm):
        entry.offer_territories()
    if isinstance(entry, SignatureForm):
        entry.offer_organisations(organisations_of(person, today()) if person else [])
    if request.method != "POST" and draft is not None:
        entry.start_from(draft)
        if isinstance(entry, SignatureForm) and person and not draft.signature:
            entry.signature.data, entry.collective.data = person.signature, draft.collective or person.collective
    return entry


@pages.get("/propor")
def start() -> ResponseReturnValue:
    """Show what a proposal is, how long it takes, and what is already begun. Anonymous visitors get no cookie."""
    plan = the_plan()
    drafts = drafts_of(me(), held()) if request.cookies else []
    opening = rules.receives(plan, now()) if plan else None
    stage = plan.stage_open(now(), Right.PROPOSE) if plan else None
    return render_template("proposals/drafts/start.html", plan=plan, drafts=drafts, opening=opening, stage=stage)


@pages.route("/propor/novo", methods=["GET", "POST"])
@limiter.limit("120 per minute")
def new() -> ResponseReturnValue:
    """Show the first step, before there is a draft: the first post begins it."""
    plan = the_plan() or abort(404)
    entry = entry_of(ProblemForm, plan)
    token = request.form.get("token", "")
    if request.method == "GET":
        if not rules.receives(plan, now()):
            return redirect(url_for(".start", plano=request.args.get("plano")), 303)
        return _step_page(None, DraftStep.PROBLEM, entry, token=new_token())
    if not _can_keep(entry):
        return _step_page(None, DraftStep.PROBLEM, entry, token=token), 422
    draft = actions.start_draft(plan, entry.answers(), by=me(), token=token, language=lang()[:2])
    return hold(_onward(draft, DraftStep.PROBLEM, entry), draft.token)


@pages.route("/propor/<token>/<step>", methods=["GET", "POST"])
@limiter.limit("600 per minute")
def step(token: str, step: str) -> ResponseReturnValue:
    """Show one page of a draft; ``?modo=unica`` shows all of them on one."""
    here = DraftStep(step) if step in list(DraftStep) else abort(404)
    draft = draft_at(token)
    if draft.sent_id:
        return redirect(url_for("sending.sent", token=token), 303)
    entry = entry_of(WholeForm if _on_one_page() else FORMS[here], draft.plan, draft)
    if request.method == "GET":
        return _step_page(draft, here, entry)
    if not _can_keep(entry):
        return _step_page(draft, here, entry), 422
    actions.save_step(draft, entry.answers(), by=me())
    if not _take_files(draft, entry):
        return _step_page(draft, here, entry), 422
    return _onward(draft, here, entry)


def _on_one_page() -> bool:
    return request.args.get("modo") == "unica"


def _pressed() -> str:
    """Return which button: continue, back, exit, go, attach, remove; "autosave" when no button was pressed at all."""
    return "autosave" if "autosave" in request.form else request.form.get("do", "continue").partition(":")[0]


def _can_keep(entry: StepForm) -> bool:
    """Tell whether the answers can be kept: whoever goes on has finished the page, others only need room for it."""
    finished = entry.validate()
    return entry.storable() and (finished or _pressed() != "continue")


def _take_files(draft: Draft, entry: StepForm) -> bool:
    """Take the file that came along, or remove one; False when the file cannot be taken (the form says why)."""
    if not isinstance(entry, SignatureForm):
        return True
    person, (verb, _colon, number) = me(), request.form.get("do", "").partition(":")
    if verb == "remove" and number.isdecimal():
        remove_attachment(person, draft, int(number[:12]))
    sent = entry.file.data
    if not sent or not sent.filename:
        entry.file.errors = [_("Choose a file first")] if verb == "attach" else []
        return verb != "attach"
    verdict = can_attach(person, draft, attached=len(files_of(draft)))
    try:
        if verdict:
            file = uploads.receive(sent)
            attach(person, draft, file, entry.description.data or "")
    except uploads.NotAccepted as error:
        verdict = Verdict(False, error.sentence)
    entry.file.errors = [] if verdict else [str(verdict.reason)]
    return bool(verdict)


def _step_page(
    draft: Draft | None, here: DraftStep, entry: StepForm, *, token: str = "", proposal: Proposal | None = None
) -> str:
    person = me()
    files = files_of(draft) if draft and isinstance(entry, SignatureForm) else []
    return render_template(
        "proposals/drafts/one_page.html" if isinstance(entry, WholeForm) else "proposals/drafts/step.html",
        draft=draft,
        here_step=here,
        steps_total=len(DraftStep),
        entry=entry,
        token=token,
        files=files,
        attaching=can_attach(person, draft, attached=len(files)) if draft else None,
        names=signatures_of(person),
        headings_of=STEP_NAMES,
        problem_example=PROBLEM_EXAMPLE,
        every_step=list(DraftStep),
        value_hints={key: str(hint) for key, hint in VALUE_HINTS.items()},
        proposal=proposal,
        request_text=last_request(draft.proposal_id) if draft and draft.proposal_id else None,
    )


def _onward(draft: Draft, here: DraftStep, entry: StepForm) -> AnyResponse:
    """Return where the pressed button leads."""
    pressed = _pressed()
    if pressed == "autosave":
        return Response(status=204)
    if pressed == "exit":
        flash(_("Saved. You can go on from here for %(days)s days.", days=KEPT_DAYS), "ok")
        return redirect(url_for("sending.mine" if me() else ".start"), 303)
    if pressed in ("attach", "remove"):
        return redirect(request.full_path.rstrip("?") + "#files", 303)
    wanted = request.form.get("do", "").partition(":")[2] if pressed == "go" else ""
    following = {"back": here.before, "go": next((step for step in DraftStep if step == wanted), None)}.get(
        pressed, here.after
    )
    if wanted == "unica":
        return redirect(url_for(".step", token=draft.token, step=here, modo="unica"), 303)
    checking = _on_one_page() or request.args.get("de") == "conferencia"
    if following is None or (checking and pressed == "continue"):
        return redirect(url_for("sending.check", token=draft.token), 303)
    if shows_personal_data(*(str(field.data or "") for field in entry if field.name in LIMITS)):
        flash(str(PERSONAL), "warn")  # the check page says it by itself
    return redirect(url_for(".step", token=draft.token, step=following), 303)


@pages.route("/propostas/<reference>/ajuste", methods=["GET", "POST"])
@signed_in
def amend(reference: str) -> ResponseReturnValue:
    """Answer the forum's request: the proposal on one page, with the request on top."""
    proposal, person = proposal_at(reference), myself()
    rules.can_amend(person, proposal, now()).require()
    draft = open_amendment(proposal) or amendment(person, proposal)
    entry = entry_of(WholeForm, proposal.plan, draft)
    if request.method == "GET":
        return _step_page(draft, DraftStep.PROBLEM, entry, proposal=proposal)
    if not _can_keep(entry):
        return _step_page(draft, DraftStep.PROBLEM, entry, proposal=proposal), 422
    draft = actions.amend(person, proposal, entry.answers())
    if not _take_files(draft, entry):
        return _step_page(draft, DraftStep.PROBLEM, entry, proposal=proposal), 422
    if _pressed() == "continue":
        return redirect(url_for("sending.check", token=draft.token), 303)
    return _onward(draft, DraftStep.PROBLEM, entry)
