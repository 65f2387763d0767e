"""Pages for writing a proposal: the start page, the steps, the check page, one's own things, and staff's workshops."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.signals import user_authenticated
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import joinedload, undefer
from werkzeug.wrappers import Response as AnyResponse

from ogp_participa import uploads
from ogp_participa.accounts.current import me, myself, signed_in
from ogp_participa.accounts.models import Person, Signature, signed_name
from ogp_participa.database import db, now
from ogp_participa.forum.queries import organisations_of
from ogp_participa.i18n import lang
from ogp_participa.moderation.models import Decision, Outcome
from ogp_participa.plans.models import Plan, Right
from ogp_participa.plans.queries import current_plan, plan_by_slug, themes_of
from ogp_participa.plans.rules import can_manage
from ogp_participa.proposals.models import NEXT, Attachment, Proposal, State, Workshop
from ogp_participa.proposals.queries import by_reference, similar
from ogp_participa.ratelimits import limiter
from ogp_participa.text import tidy, to_html
from ogp_participa.verdicts import Verdict
from ogp_participa.writing import actions, queries, rules
from ogp_participa.writing.forms import (
    FORMS,
    SIGNATURES,
    STEP_NAMES,
    VALUE_HINTS,
    VALUE_NAMES,
    ContributionForm,
    PlaceForm,
    ProblemForm,
    SignatureForm,
    StepForm,
    ThemeForm,
    WholeForm,
    WithdrawForm,
    WorkshopForm,
)
from ogp_participa.writing.models import Draft, Step

pages = Blueprint("writing", __name__)

COOKIE = "rascunhos"
PERSONAL = _l("There seems to be a phone or ID number in the text. If it belongs to someone, delete it before sending.")
KEPT = actions.KEPT_DAYS * 24 * 3600
HELD = 10


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="drafts")


def held() -> list[str]:
    """The tokens of the drafts that this browser began, from its signed cookie."""
    try:
        tokens = _signer().loads(request.cookies.get(COOKIE, ""), max_age=KEPT)
    except BadData:
        return []
    return [str(token) for token in tokens][-HELD:]


def hold(response: AnyResponse, token: str) -> AnyResponse:
    """Remember a draft in the browser, so that it goes on without an account."""
    tokens = [other for other in held() if other != token][-(HELD - 1) :]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps([*tokens, token])),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


@pages.record_once
def listen(state: BlueprintSetupState) -> None:
    """Who signs in, or has just made an account, owns what this browser began before."""
    user_authenticated.connect(_claim, state.app, weak=False)


def _claim(_app: Flask, user: Person, **_details: Any) -> None:
    if COOKIE in request.cookies:
        actions.claim(user, held())


def find(token: str) -> Draft:
    """The draft, for its owner or for the browser that began it; for everybody else it is not there."""
    draft = queries.draft_by_token(token) if token.isprintable() else None
    person = me()
    if draft is None or (draft.person_id is None and token not in held()):
        abort(404)
    if draft.person_id is not None and (person is None or person.id != draft.person_id):
        abort(401 if person is None and token in held() else 404)
    g.plan = draft.plan
    return draft


def the_plan() -> Plan | None:
    """The plan that the address names, or the current edition."""
    slug = tidy(request.args.get("plano"))
    plan = plan_by_slug(slug) if slug else current_plan()
    if slug and (plan is None or plan.historical or not plan.listed):
        abort(404)
    g.plan = plan
    return plan


def entry_of(kind: type[StepForm], plan: Plan, draft: Draft | None = None) -> StepForm:
    """The form of a page with its choices; it starts from what the draft says."""
    entry = kind()
    person = me()
    if isinstance(entry, ThemeForm):
        entry.offer(themes_of(plan), lang())
    if isinstance(entry, PlaceForm):
        entry.offer_territories()
    if isinstance(entry, SignatureForm):
        entry.offer_organisations(organisations_of(person, now().date()) if person else [])
    if request.method != "POST" and draft is not None:
        entry.start_from(draft)
        if isinstance(entry, SignatureForm) and person and not draft.signature:
            entry.signature.data, entry.collective.data = person.signature, draft.collective or person.collective
    return entry


@pages.get("/propor")
def start() -> ResponseReturnValue:
    """What a proposal is, how long it takes, and what is already begun. Anonymous visitors get no cookie."""
    plan = the_plan()
    drafts = queries.drafts_of(me(), held()) if request.cookies else []
    opening = rules.receives(plan, now()) if plan else None
    stage = plan.stage_open(now(), Right.PROPOSE) if plan else None
    return render_template("writing/start.html", plan=plan, drafts=drafts, opening=opening, stage=stage)


@pages.route("/propor/novo", methods=["GET", "POST"])
@limiter.limit("120 per minute")
def new() -> ResponseReturnValue:
    """The first step, before there is a draft: the first post begins it."""
    plan = the_plan() or abort(404)
    entry = entry_of(ProblemForm, plan)
    token = request.form.get("token", "")
    if request.method == "GET":
        if not rules.receives(plan, now()):
            return redirect(url_for(".start", plano=request.args.get("plano")), 303)
        return _step_page(None, Step.PROBLEM, entry, token=actions.new_token())
    if not _can_keep(entry):
        return _step_page(None, Step.PROBLEM, entry, token=token), 422
    draft = actions.start_draft(plan, entry.answers(), by=me(), token=token, language=lang()[:2])
    return hold(_onward(draft, Step.PROBLEM, entry), draft.token)


@pages.route("/propor/<token>/<step>", methods=["GET", "POST"])
@limiter.limit("600 per minute")
def step(token: str, step: str) -> ResponseReturnValue:
    """One page of a draft; ``?modo=unica`` shows all of them on one."""
    here = Step(step) if step in list(Step) else abort(404)
    draft = find(token)
    if draft.sent_id:
        return redirect(url_for(".sent", token=token), 303)
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
    """Which button: continue, back, exit, go, attach, remove; "autosave" when no button was pressed at all."""
    return "autosave" if "autosave" in request.form else request.form.get("do", "continue").partition(":")[0]


def _can_keep(entry: StepForm) -> bool:
    """Whoever goes on has finished the page; whoever stops, goes back or is still typing only needs room for it."""
    finished = entry.validate()
    return entry.storable() and (finished or _pressed() != "continue")


def _take_files(draft: Draft, entry: StepForm) -> bool:
    """Take the file that came along, or remove one; False when the file cannot be taken (the form says why)."""
    if not isinstance(entry, SignatureForm):
        return True
    person, (verb, _colon, number) = me(), request.form.get("do", "").partition(":")
    if verb == "remove" and number.isdecimal():
        actions.remove_attachment(person, draft, int(number[:12]))
    sent = entry.file.data
    if not sent or not sent.filename:
        entry.file.errors = [_("Choose a file first")] if verb == "attach" else []
        return verb != "attach"
    verdict = rules.can_attach(person, draft, attached=len(queries.files_of(draft)))
    try:
        if verdict:
            file = uploads.accept(sent.filename, sent.read(uploads.LIMIT + 1))
            actions.attach(person, draft, file, entry.description.data or "")
    except uploads.NotAccepted as error:
        verdict = Verdict(False, error.sentence)
    entry.file.errors = [] if verdict else [str(verdict.reason)]
    return bool(verdict)


def _step_page(
    draft: Draft | None, here: Step, entry: StepForm, *, token: str = "", proposal: Proposal | None = None
) -> str:
    person = me()
    files = queries.files_of(draft) if draft and isinstance(entry, SignatureForm) else []
    return render_template(
        "writing/one_page.html" if isinstance(entry, WholeForm) else "writing/step.html",
        draft=draft,
        here_step=here,
        steps_total=len(Step),
        entry=entry,
        token=token,
        files=files,
        attaching=rules.can_attach(person, draft, attached=len(files)) if draft else None,
        names=_signatures(person),
        headings_of=STEP_NAMES,
        every_step=list(Step),
        value_hints={key: str(hint) for key, hint in VALUE_HINTS.items()},
        proposal=proposal,
        request_text=_request(draft.proposal_id) if draft and draft.proposal_id else None,
    )


def _signatures(person: Person | None) -> dict[str, str]:
    """How each way of signing would look."""
    name = person.name if person else "Maria Aparecida Souza"
    return {
        Signature.INITIAL: signed_name(name, Signature.INITIAL),
        Signature.FULL: name,
        Signature.COLLECTIVE: _("The name of the collective stands instead of yours."),
    }


def _onward(draft: Draft, here: Step, entry: StepForm) -> AnyResponse:
    """Where the pressed button leads."""
    pressed = _pressed()
    if pressed == "autosave":
        return Response(status=204)
    if pressed == "exit":
        flash(_("Saved. You can go on from here for %(days)s days.", days=actions.KEPT_DAYS), "ok")
        return redirect(url_for(".mine" if me() else ".start"), 303)
    if pressed in ("attach", "remove"):
        return redirect(request.full_path.rstrip("?") + "#files", 303)
    wanted = request.form.get("do", "").partition(":")[2] if pressed == "go" else ""
    following = {"back": here.before, "go": next((one for one in Step if one == wanted), None)}.get(pressed, here.after)
    if wanted == "unica":
        return redirect(url_for(".step", token=draft.token, step=here, modo="unica"), 303)
    checking = _on_one_page() or request.args.get("de") == "conferencia"
    if following is None or (checking and pressed == "continue"):
        return redirect(url_for(".check", token=draft.token), 303)
    if rules.shows_personal_data(*(str(field.data or "") for field in entry if field.name in rules.LIMITS)):
        flash(str(PERSONAL), "warn")  # the check page says it by itself
    return redirect(url_for(".step", token=draft.token, step=following), 303)


@pages.route("/propor/<token>/conferencia", methods=["GET", "POST"])
@limiter.limit("60 per minute")
def check(token: str) -> ResponseReturnValue:
    """Everything once more before it is sent; sending twice lands on the same proposal."""
    draft = find(token)
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
    own = organisations_of(person, now().date()) if person and draft.organisation_id else []
    return next((one.name for one in own if one.id == draft.organisation_id), "")


def _check_page(draft: Draft, *, changed: bool = False, pressed: bool = False) -> str:
    person = me()
    text = actions.texts_of(draft)
    proposal = db.session.get(Proposal, draft.proposal_id) if draft.proposal_id else None
    return render_template(
        "writing/check.html",
        draft=draft,
        preview=SimpleNamespace(**text, language=draft.language),
        proposal=proposal,
        headings_of=STEP_NAMES,
        organisation=_organisation(person, draft),
        signed=signed_name(_signatures(person)[Signature.FULL], draft.signature or Signature.INITIAL, draft.collective),
        signatures=SIGNATURES,
        value_names=VALUE_NAMES,
        problem=to_html(draft.problem),
        change=to_html(draft.change),
        files=queries.files_of(draft),
        gaps=rules.gaps(draft),
        verdict=_can_send(draft),
        receiving=rules.receives(draft.plan, now()) if proposal is None else None,
        account=rules.has_account(person),
        similar=similar(draft.plan, f"{draft.title} {draft.summary} {draft.change}", exclude=proposal),
        advice=rules.long_sentences(f"{draft.problem}\n{draft.change}"),
        personal=rules.shows_personal_data(draft.problem, draft.change, draft.title, draft.summary),
        request_text=_request(draft.proposal_id) if draft.proposal_id else None,
        changed=changed,
        pressed=pressed,
        Step=Step,
    )


@pages.get("/propor/<token>/enviada")
def sent(token: str) -> ResponseReturnValue:
    """What happens next, with dates."""
    draft = find(token)
    proposal = db.session.get(Proposal, draft.sent_id) if draft.sent_id else None
    if proposal is None:
        return redirect(url_for(".check", token=token), 303)
    reading = proposal.plan.stages_with(Right.MODERATE)
    voting = proposal.plan.stages_with(Right.VOTE)
    return render_template(
        "writing/sent.html", proposal=proposal, reading=reading[-1] if reading else None, voting=voting[:1]
    )


@pages.get("/propor/<token>/texto")
def text(token: str) -> ResponseReturnValue:
    """The draft as plain text, to take away."""
    draft = find(token)
    response = Response(render_template("writing/draft.txt", draft=draft, value_names=VALUE_NAMES))
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = 'attachment; filename="proposta.txt"'
    return response


@pages.route("/propor/<token>/exclusao", methods=["GET", "POST"])
def discard(token: str) -> ResponseReturnValue:
    """Delete a draft, after asking once."""
    draft = find(token)
    rules.can_write(me(), draft).require()
    if request.method == "GET":
        return render_template("writing/discard.html", draft=draft)
    actions.discard(me(), draft)
    flash(_("The draft was deleted."), "ok")
    return redirect(url_for(".mine" if me() else ".start"), 303)


@pages.get("/propor/<token>/anexos/<int:number>/<name>")
def file(token: str, number: int, name: str) -> ResponseReturnValue:
    """A file of a draft, for who writes it."""
    mine = {one.id for one in queries.files_of(find(token))}
    if number not in mine:
        abort(404)
    found = db.session.get_one(Attachment, number, options=[undefer(Attachment.content)])
    return uploads.as_response(found.content, found.name, found.media_type)


@pages.get("/minha-conta/propostas")
@signed_in
def mine() -> ResponseReturnValue:
    """One's drafts and proposals, and what each waits for."""
    person = myself()
    return render_template(
        "writing/mine.html",
        drafts=queries.drafts_of(person, held()),
        proposals=queries.proposals_of(person),
        withdrawable=[state for state, steps in NEXT.items() if State.WITHDRAWN in steps],
    )


def _proposal(reference: str) -> Proposal:
    found = by_reference(reference) or abort(404)
    g.plan = found.plan
    return found


def _request(number: int | None) -> Decision | None:
    """What the forum asked for when it last returned the proposal."""
    query = sa.select(Decision).where(Decision.proposal_id == number, Decision.outcome == Outcome.RETURN)
    query = query.options(joinedload(Decision.reason)).order_by(Decision.round.desc()).limit(1)
    return db.session.scalars(query).first()


@pages.route("/propostas/<reference>/ajuste", methods=["GET", "POST"])
@signed_in
def amend(reference: str) -> ResponseReturnValue:
    """Answer the forum's request: the proposal on one page, with the request on top."""
    proposal, person = _proposal(reference), myself()
    rules.can_amend(person, proposal, now()).require()
    draft = queries.open_amendment(proposal) or actions.amendment(person, proposal)
    entry = entry_of(WholeForm, proposal.plan, draft)
    if request.method == "GET":
        return _step_page(draft, Step.PROBLEM, entry, proposal=proposal)
    if not _can_keep(entry):
        return _step_page(draft, Step.PROBLEM, entry, proposal=proposal), 422
    draft = actions.amend(person, proposal, entry.answers())
    if not _take_files(draft, entry):
        return _step_page(draft, Step.PROBLEM, entry, proposal=proposal), 422
    if _pressed() == "continue":
        return redirect(url_for(".check", token=draft.token), 303)
    return _onward(draft, Step.PROBLEM, entry)


@pages.route("/propostas/<reference>/retirada", methods=["GET", "POST"])
@signed_in
def withdraw(reference: str) -> ResponseReturnValue:
    """Take a proposal back, after asking once."""
    proposal, entry = _proposal(reference), WithdrawForm()
    if request.method == "GET":
        rules.can_withdraw(myself(), proposal).require()
    if not entry.validate_on_submit():
        page = render_template("writing/withdraw.html", proposal=proposal, entry=entry)
        return page, 422 if request.method == "POST" else 200
    actions.withdraw(myself(), proposal, entry.reason.data or "")
    flash(_("You withdrew proposal %(ref)s.", ref=proposal.reference), "ok")
    return redirect(url_for(".mine"), 303)


def _plan_or_404(slug: str) -> Plan:
    plan = plan_by_slug(tidy(slug)) or abort(404)
    g.plan = plan
    return plan


@pages.route("/gestao/planos/<slug>/oficinas", methods=["GET", "POST"])
@signed_in
def workshops(slug: str) -> ResponseReturnValue:
    """In-person workshops of a plan, and a form to note down another."""
    plan, entry = _plan_or_404(slug), WorkshopForm()
    can_manage(me()).require()
    entry.offer_territories()
    if not entry.validate_on_submit():
        page = render_template("writing/workshops.html", plan=plan, entry=entry, rows=queries.workshops_of(plan))
        return page, 422 if request.method == "POST" else 200
    made = actions.record_workshop(
        me(),
        plan,
        held_on=entry.held_on.data,
        place=entry.place.data,
        people=entry.people.data,
        territory=entry.territory.data or None,
    )
    return redirect(url_for(".contributions", slug=slug, number=made.id), 303)


@pages.route("/gestao/planos/<slug>/oficinas/<int:number>", methods=["GET", "POST"])
@signed_in
def contributions(slug: str, number: int) -> ResponseReturnValue:
    """Type in what people wrote at a workshop, one after another."""
    plan = _plan_or_404(slug)
    can_manage(me()).require()
    workshop = db.session.get(Workshop, number)
    if workshop is None or workshop.plan_id != plan.id:
        abort(404)
    start_from = Draft(territory=workshop.territory, whole_city=workshop.territory is None, values=[])
    entry = entry_of(ContributionForm, plan, start_from)
    if request.method == "POST" and entry.validate():
        made = actions.enter_contribution(me(), workshop, plan, entry.answers())
        flash(_("%(ref)s was entered. Type in the next one.", ref=made.reference), "ok")
        return redirect(url_for(".contributions", slug=slug, number=number), 303)
    page = render_template(
        "writing/contributions.html",
        plan=plan,
        workshop=workshop,
        entry=entry,
        verdict=rules.can_enter_contribution(me(), plan, now()),
        entered=queries.contributions_of(workshop),
        value_hints={},
    )
    return page, 422 if request.method == "POST" else 200
