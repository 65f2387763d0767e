"""Pages of contributions: what is said of a place, the form to say more, one contribution, and agreeing with it."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.pagination import page_count, page_href, page_number
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.verdicts import YES, Refused, Verdict
from ogp_participa.drafting.consultation import actions, rules
from ogp_participa.drafting.consultation.forms import ContributionForm, SuggestionForm
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.consultation.passages import WHOLE, DraftPlace, passages_of
from ogp_participa.drafting.consultation.queries.contributions import (
    PER_PAGE,
    ShownContribution,
    agreed_by,
    contribution_by_reference,
    said_at,
    shown,
)
from ogp_participa.drafting.consultation.queries.drafts import newest_number, part_of
from ogp_participa.drafting.consultation.queries.reports import report_of
from ogp_participa.drafting.consultation.views.drafts import draft_at, opening, pages
from ogp_participa.drafting.responses.queries.answers import answers_to
from ogp_participa.drafting.responses.queries.term import answer_due
from ogp_participa.edition.plans.addresses import seen
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.proposals.workshops.queries import workshops_of


def staff_asks() -> bool:
    """Whether staff press: what was said at a session is typed in one after another."""
    person = me()
    return person is not None and person.is_staff


@pages.route("/planos/<slug>/consulta/<int:number>/<int:commitment>/<path>", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def passage(slug: str, number: int, commitment: int, path: str) -> ResponseReturnValue:
    """Show one passage, milestone or whole commitment: everything said of it, and the form to say more."""
    draft, newest = draft_at(slug, number)
    part = part_of(draft, commitment) or abort(404)
    passages = {passage.path: passage for passage in passages_of(part.version.content)}
    if path not in (*passages, WHOLE):
        abort(404)
    place = DraftPlace(draft, part, passages.get(path))
    here = url_for(".passage", slug=slug, number=number, commitment=commitment, path=path)
    return room(place, newest, ContributionForm, here)


@pages.route("/planos/<slug>/consulta/<int:number>/geral", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def whole(slug: str, number: int) -> ResponseReturnValue:
    """Show what is said of the whole plan, and the form to say more."""
    draft, newest = draft_at(slug, number)
    return room(DraftPlace(draft), newest, ContributionForm, url_for(".whole", slug=slug, number=number))


@pages.route("/planos/<slug>/consulta/<int:number>/novos", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"], exempt_when=staff_asks)
def suggestions(slug: str, number: int) -> ResponseReturnValue:
    """Show the new commitments that people suggest, where the draft asks for them."""
    draft, newest = draft_at(slug, number)
    if not draft.accepts_new:
        abort(404)
    here = url_for(".suggestions", slug=slug, number=number)
    return room(DraftPlace(draft, new=True), newest, SuggestionForm, here)


def room(
    place: DraftPlace, newest: PlanDraft, form: type[ContributionForm] | type[SuggestionForm], action_href: str
) -> ResponseReturnValue:
    """Show the page of a place. When it closes while somebody types, the page says so and gives the words back."""
    person, _seat = reader(place.draft.plan)
    sessions = [workshop for workshop, _count in workshops_of(place.draft.plan)] if person and person.is_staff else []
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
                sent = actions.contribute(by, place, entry.words(), session_chosen(entry, sessions))
            except Refused as stopped:
                db.session.rollback()
                refused = stopped.reason
            else:
                flash(_("Published as %(ref)s. You will get an answer with its reasons.", ref=sent.reference), "ok")
                return redirect(url_for(".contribution", reference=sent.reference), 303)
    words = {"entry": entry, "action_href": action_href, "may": may, "refusal": refused, **explained(person)}
    page = render_template(
        "drafting/consultation/place.html", **opening(place.draft, newest.number), **talk(place), **words
    )
    return page, 403 if refused else 422 if request.method == "POST" else 200


def explained(person: Person | None) -> dict[str, Any]:
    """Return the sentences that explain the form, and what became of words that were not published."""
    name = person.public_name if person else ""
    return {
        "kept": _(
            "What you wrote was not published, and is not lost: it stands here. Copy it before you leave this page."
        ),
        "missing": _(
            "Is something missing in the draft? Suggest a commitment. Look first whether somebody suggested it "
            "already, and agree with them."
        ),
        "hints": {
            "replacement": _(
                "Only for a change of the text: change the words here. Everybody sees what you take away and what you "
                "add."
            ),
            "text": _(
                "It is published at once with the signature “%(name)s”. Leave out telephone numbers and documents.",
                name=name,
            ),
            "workshop": _(
                "What was said in person is published with the date, the place and the number of people, without your "
                "name."
            ),
        },
    }


def talk(place: DraftPlace) -> dict[str, Any]:
    """Return what is said of a place, page by page, and with what of it whoever reads agrees."""
    number = page_number()
    contributions, total = said_at(place, number)
    if number > 1 and not contributions:
        abort(404)
    person, _seat = reader(place.draft.plan)
    return {
        "place": place,
        "said": contributions,
        "total": total,
        "agreed": agreed_by(person, [contribution.id for contribution in contributions]),
        "page": number,
        "pages": page_count(total, PER_PAGE),
        "page_href": page_href,
    }


def may_write(place: DraftPlace, newest: int, sessions: list[Workshop], moment: datetime) -> Verdict:
    """Tell whether whoever asks finds a form; staff also while a session of before the end can still be typed in."""
    person = me() if request.cookies else None
    own = rules.can_contribute(person, place.draft, newest, moment)
    late = any(rules.can_enter(person, place.draft, newest, workshop.held_on, moment) for workshop in sessions)
    return YES if late else own


def session_chosen(entry: ContributionForm | SuggestionForm, sessions: list[Workshop]) -> Workshop | None:
    """Return the in-person session that staff chose in the form."""
    return next((workshop for workshop in sessions if str(workshop.id) == entry.session_id), None)


def contribution_at(reference: str) -> Contribution:
    """Return the contribution of an address, when whoever asks may see its plan; 404 otherwise."""
    contribution = contribution_by_reference(reference) or abort(404)
    seen(contribution.plan)
    return contribution


def place_href(contribution: Contribution, row: ShownContribution) -> str:
    """Return the address of the page of what a contribution is about."""
    draft: dict[str, Any] = {"slug": contribution.plan.slug, "number": contribution.draft.number}
    if row.commitment:
        return url_for(".passage", commitment=row.commitment, path=row.path, **draft)
    new = row.kind == ContributionKind.NEW_COMMITMENT
    return url_for(".suggestions" if new else ".whole", **draft)


@pages.get("/contribuicoes/<reference>")
def contribution(reference: str) -> str:
    """Show one contribution at an address that stays."""
    contribution = contribution_at(reference)
    person, _seat = reader(contribution.plan)
    newest, row = newest_number(contribution.plan_id), shown(contribution)
    return render_template(
        "drafting/consultation/contribution.html",
        **opening(contribution.draft, newest),
        contribution=row,
        back=place_href(contribution, row),
        agreed=agreed_by(person, [contribution.id]),
        reported=bool(person and report_of(person, contribution)),
        replies=answers_to(contribution_id=contribution.id),
        due=answer_due(contribution.plan, contribution),
        moment=now(),
    )


@pages.post("/contribuicoes/<reference>/concordancia")
@limiter.limit("60 per minute")
@signed_in
def agree(reference: str) -> ResponseReturnValue:
    """Agree with a contribution."""
    contribution = contribution_at(reference)
    actions.agree(me(), contribution)
    return redirect(url_for(".contribution", reference=contribution.reference), 303)


@pages.post("/contribuicoes/<reference>/concordancia/remocao")
@limiter.limit("60 per minute")
@signed_in
def take_back(reference: str) -> ResponseReturnValue:
    """Agree no longer."""
    contribution = contribution_at(reference)
    actions.take_back(me(), contribution)
    return redirect(url_for(".contribution", reference=contribution.reference), 303)
