"""Pages of the consultation: the drafts, what is said beside their text, and the desk that opens them."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.pagination import page_href, page_number
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.verdicts import YES, Refused, Verdict
from ogp_participa.drafting.consultation import actions, queries, rules
from ogp_participa.drafting.consultation.forms import ALSO_NEW, CommentForm, DraftForm, SuggestionForm
from ogp_participa.drafting.consultation.models import Contribution, PlanDraft
from ogp_participa.drafting.consultation.rules import Place
from ogp_participa.drafting.responses.queries.term import answer_due
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.proposals.comments import rules as conversation
from ogp_participa.proposals.comments.forms import ReportDecisionForm, ReportForm
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.proposals.workshops.queries import workshops_of

pages = Blueprint("consultation", __name__)

pages.add_app_template_filter(rules.KINDS.get, "contribution_kind")
pages.add_app_template_filter(rules.field_label, "passage_field")


def staff_asks() -> bool:
    """Whether staff press: what was said at a session is typed in one after another."""
    person = me()
    return person is not None and person.is_staff


def draft_at(slug: str, number: int) -> tuple[PlanDraft, PlanDraft]:
    """The draft of an address, and the newest one of its plan; 404 when there is none."""
    drafts = queries.drafts_of(plan_at(slug))
    found = next((draft for draft in drafts if draft.number == number), None) or abort(404)
    return found, drafts[0]


def contribution_at(reference: str) -> Contribution:
    """The contribution of an address, when whoever asks may see its plan."""
    found = queries.contribution_by_reference(reference) or abort(404)
    seen(found.plan)
    return found


def opening(draft: PlanDraft, newest: int) -> dict[str, Any]:
    """What every page of a draft says: whether one can contribute, and until when."""
    moment = now()
    return {
        "plan": draft.plan,
        "draft": draft,
        "newest": newest,
        "open": rules.is_open(draft, newest, moment),
        "closes_at": rules.closes_at(draft, moment),
    }


@pages.get("/planos/<slug>/consulta")
def start(slug: str) -> str:
    """What is consulted, until when, which changes are accepted, and every draft."""
    plan = plan_at(slug)
    drafts = queries.drafts_of(plan)
    stages = plan.stages_with(Right.CONSULT)
    if not drafts:
        return render_template("drafting/consultation/nothing.html", plan=plan, stages=stages)
    newest = drafts[0]
    return render_template(
        "drafting/consultation/start.html",
        **opening(newest, newest.number),
        drafts=drafts,
        stages=stages,
        parts=queries.parts_of(newest),
        counts=queries.counts_in(newest),
    )


@pages.get("/planos/<slug>/consulta/<int:number>")
def draft(slug: str, number: int) -> str:
    """One draft: its commitments, and how much was said of each."""
    found, newest = draft_at(slug, number)
    return render_template(
        "drafting/consultation/draft.html",
        **opening(found, newest.number),
        parts=queries.parts_of(found),
        counts=queries.counts_in(found),
    )


@pages.get("/planos/<slug>/consulta/<int:number>/<int:commitment>")
def commitment(slug: str, number: int, commitment: int) -> str:
    """One commitment as the draft froze it, with what people say beside each passage."""
    found, newest = draft_at(slug, number)
    part = queries.part_of(found, commitment) or abort(404)
    return render_template(
        "drafting/consultation/commitment.html",
        **opening(found, newest.number),
        part=part,
        content=part.version.content,
        passages=rules.passages_of(part.version.content),
        said=queries.beside(part),
        count=queries.counts_in(found).commitments.get(part.commitment_id, 0),
    )


@pages.route("/planos/<slug>/consulta/<int:number>/<int:commitment>/<path>", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def passage(slug: str, number: int, commitment: int, path: str) -> ResponseReturnValue:
    """One passage, milestone or whole commitment: everything said of it, and the form to say more."""
    found, newest = draft_at(slug, number)
    part = queries.part_of(found, commitment) or abort(404)
    passages = rules.passages_of(part.version.content)
    chosen = next((one for one in passages if one.path == path), None)
    if chosen is None and path != rules.WHOLE:
        abort(404)
    place = Place(found, part, chosen)
    here = url_for(".passage", slug=slug, number=number, commitment=commitment, path=path)
    return room(place, newest, CommentForm, here)


@pages.route("/planos/<slug>/consulta/<int:number>/geral", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def whole(slug: str, number: int) -> ResponseReturnValue:
    """What is said of the whole plan."""
    found, newest = draft_at(slug, number)
    return room(Place(found), newest, CommentForm, url_for(".whole", slug=slug, number=number))


@pages.route("/planos/<slug>/consulta/<int:number>/novos", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def suggestions(slug: str, number: int) -> ResponseReturnValue:
    """New commitments that people suggest, where the draft asks for them."""
    found, newest = draft_at(slug, number)
    if not found.accepts_new:
        abort(404)
    here = url_for(".suggestions", slug=slug, number=number)
    return room(Place(found, new=True), newest, SuggestionForm, here)


def room(
    place: Place, newest: PlanDraft, form: type[CommentForm] | type[SuggestionForm], action_href: str
) -> ResponseReturnValue:
    """The page of a place. When it closes while somebody types, the page says so and gives the words back."""
    person, _seat = reader(place.draft.plan)
    sessions = [one for one, _count in workshops_of(place.draft.plan)] if person and person.is_staff else []
    # Without an account there is no form: its token would start a session, and nobody could keep the page.
    entry = form() if person or request.method == "POST" else None
    may = may_write(place, newest.number, sessions, now())
    refused: str | LazyString = ""
    if entry is not None:
        entry.offer_workshops(sessions)
        entry.prepare(place)
    if request.method == "POST" and entry is not None:
        by, refused = myself(), may.reason
        if may and entry.validate():
            try:
                made = actions.contribute(by, place, entry.words(), session_chosen(entry, sessions))
            except Refused as stopped:
                db.session.rollback()
                refused = stopped.reason
            else:
                flash(_("Published as %(ref)s. You will get an answer with its reasons.", ref=made.reference), "ok")
                return redirect(url_for(".contribution", reference=made.reference), 303)
    words = {"entry": entry, "action_href": action_href, "may": may, "refusal": refused}
    page = render_template(
        "drafting/consultation/place.html", **opening(place.draft, newest.number), **talk(place), **words
    )
    return page, 403 if refused else 422 if request.method == "POST" else 200


def talk(place: Place) -> dict[str, Any]:
    """What is said of a place, page by page, and with what of it whoever reads agrees."""
    number = page_number()
    said, total = queries.said_at(place, number)
    if number > 1 and not said:
        abort(404)
    person, _seat = reader(place.draft.plan)
    return {
        "place": place,
        "said": said,
        "total": total,
        "agreed": queries.agreed_by(person, [one.id for one in said]),
        "page": number,
        "pages": max(1, -(-total // queries.PER_PAGE)),
        "page_href": page_href,
    }


def may_write(place: Place, newest: int, sessions: list[Workshop], moment: datetime) -> Verdict:
    """Whether whoever asks finds a form; staff also while a session of before the end can still be typed in."""
    person = me() if request.cookies else None
    own = rules.can_contribute(person, place.draft, newest, moment)
    late = any(rules.can_enter(person, place.draft, newest, one.held_on, moment) for one in sessions)
    return YES if late else own


def session_chosen(entry: CommentForm | SuggestionForm, sessions: list[Workshop]) -> Workshop | None:
    """The in-person session that staff chose in the form."""
    return next((one for one in sessions if str(one.id) == entry.session_id), None)


@pages.get("/contribuicoes/<reference>")
def contribution(reference: str) -> str:
    """One contribution at an address that stays."""
    found = contribution_at(reference)
    person, _seat = reader(found.plan)
    newest = queries.newest_number(found.plan_id)
    return render_template(
        "drafting/consultation/contribution.html",
        **opening(found.draft, newest),
        one=queries.shown(found),
        agreed=queries.agreed_by(person, [found.id]),
        reported=bool(person and queries.report_of(person, found)),
        due=answer_due(found.plan, found),
        moment=now(),
    )


@pages.post("/contribuicoes/<reference>/concordancia")
@limiter.limit("60 per minute")
@signed_in
def agree(reference: str) -> ResponseReturnValue:
    """Agree with a contribution."""
    found = contribution_at(reference)
    actions.agree(me(), found)
    return redirect(url_for(".contribution", reference=found.reference), 303)


@pages.post("/contribuicoes/<reference>/concordancia/remocao")
@limiter.limit("60 per minute")
@signed_in
def take_back(reference: str) -> ResponseReturnValue:
    """Agree no longer."""
    found = contribution_at(reference)
    actions.take_back(me(), found)
    return redirect(url_for(".contribution", reference=found.reference), 303)


@pages.route("/contribuicoes/<reference>/denuncia", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
@signed_in
def report(reference: str) -> ResponseReturnValue:
    """Tell the forum that a contribution hurts."""
    found, entry = contribution_at(reference), ReportForm()
    if entry.validate_on_submit():
        actions.report(me(), found, entry.reason.data)
        flash(_("Thank you. The forum reads your report; its decision and the reason are published."), "ok")
        return redirect(url_for(".contribution", reference=found.reference), 303)
    verdict = conversation.can_report(me(), found)
    page = render_template(
        "drafting/consultation/report.html", plan=found.plan, one=queries.shown(found), entry=entry, verdict=verdict
    )
    return page, 422 if entry.is_submitted() else 200


@pages.get("/mesa/denuncias/consulta/<slug>")
@signed_in
def reports(slug: str) -> str:
    """The contributions of a plan that were reported and wait for the forum, and its latest decisions."""
    plan = plan_at(slug)
    _person, seat = reader(plan)
    conversation.can_read_reports(me(), seat).require()
    return render_template(
        "drafting/consultation/reports.html", plan=plan, cases=queries.open_cases(plan), decided=queries.decided(plan)
    )


@pages.route("/contribuicoes/<reference>/decisao", methods=["GET", "POST"])
@signed_in
def decide(reference: str) -> ResponseReturnValue:
    """Hide, restore or keep a contribution."""
    found, entry = contribution_at(reference), ReportDecisionForm()
    person, seat = reader(found.plan)
    conversation.can_read_reports(person, seat).require()
    offered = [outcome for outcome in Visibility if conversation.can_decide(person, seat, found, outcome)]
    entry.offer(offered)
    if entry.validate_on_submit():
        actions.decide(person, seat, found, Visibility(entry.outcome.data), entry.reason.data)
        flash(_("Decided, and published with your reason."), "ok")
        return redirect(url_for(".reports", slug=found.plan.slug), 303)
    page = render_template(
        "drafting/consultation/decide.html",
        plan=found.plan,
        one=queries.shown(found),
        entry=entry,
        offered=offered,
        refusal=conversation.can_decide(person, seat, found, Visibility.RESTORE if found.hidden else Visibility.HIDE),
        reports=queries.reports_of(found),
        decisions=queries.decisions_on(found),
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/consulta", methods=["GET", "POST"])
@signed_in
def desk(slug: str) -> ResponseReturnValue:
    """Staff open the next draft, and see what the earlier ones brought."""
    plan, entry = plan_at(slug), DraftForm()
    can_manage(me()).require()
    if entry.validate_on_submit():
        made = actions.open_draft(me(), plan, entry.accepts.data == ALSO_NEW, entry.note.data or "")
        flash(_("Draft %(n)s is before the public.", n=made.number), "ok")
        return redirect(url_for(".draft", slug=slug, number=made.number), 303)
    page = render_template("drafting/consultation/desk.html", plan=plan, entry=entry, **desk_facts(plan))
    return page, 422 if entry.is_submitted() else 200


def desk_facts(plan: Plan) -> dict[str, Any]:
    """What the desk shows: whether a draft can be opened, and every one that was."""
    drafts = queries.drafts_of(plan)
    changes = queries.changes_since(plan, drafts[0] if drafts else None)
    return {
        "drafts": drafts,
        "totals": queries.totals_of(plan),
        "changes": changes,
        "stages": plan.stages_with(Right.CONSULT),
        "verdict": rules.can_open(me(), plan, changes.commitments, bool(changes.changed or changes.renamed), now()),
    }
