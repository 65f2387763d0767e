"""Pages of one proposal: what it says, its history and its files."""

from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ogp_participa.core.cache import Cache
from ogp_participa.core.clock import now
from ogp_participa.core.differences import Part
from ogp_participa.core.i18n import lang
from ogp_participa.core.markdown import to_html
from ogp_participa.core.pagination import page_number
from ogp_participa.core.verdicts import Verdict
from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.core.web import PRIVATE_CACHE, PUBLIC_CACHE
from ogp_participa.drafting.feasibility.queries import opinions_in
from ogp_participa.drafting.feasibility.rules import JUDGED
from ogp_participa.drafting.promotion.queries import answers_of, promotions_of
from ogp_participa.drafting.responses.queries.term import answer_due
from ogp_participa.edition.plans.models import Right
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.moderation.queries.decisions import last_decision, versions_set_aside
from ogp_participa.people.accounts.current import me
from ogp_participa.proposals.comments.queries import PER_PAGE as COMMENTS_PER_PAGE
from ogp_participa.proposals.comments.queries import comments_on, follow_of
from ogp_participa.proposals.comments.rules import can_comment, can_follow
from ogp_participa.proposals.drafts.rules import can_amend
from ogp_participa.proposals.proposals import rules
from ogp_participa.proposals.proposals.addresses import readable
from ogp_participa.proposals.proposals.content import changes
from ogp_participa.proposals.proposals.forms import CommentForm
from ogp_participa.proposals.proposals.kept_parts import DIVIDER, Parts
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, ProposalVersion, State
from ogp_participa.proposals.proposals.queries.companions import companions_of, related
from ogp_participa.proposals.proposals.queries.finding import (
    attachment_with_proposal,
    by_reference,
    by_reference_as_of_late,
    versions_of,
)
from ogp_participa.proposals.workshops.queries import workshop_of
from ogp_participa.readers.timeline.queries.facts import events_of, replies_to
from ogp_participa.readers.timeline.queries.story import timeline
from ogp_participa.vote.ballots.models import Ballot
from ogp_participa.vote.ballots.queries import ballot_of, may_vote

pages = Blueprint("proposals", __name__)


@pages.app_template_filter("markdown")
def markdown(text: str | None) -> Markup:
    """Turn people's text into safe HTML."""
    return to_html(text)


@pages.app_template_filter("web_address")
def web_address(text: str) -> str:
    """Return the address of a link that somebody gave; empty unless it leads to the web."""
    return text if urlsplit(text).scheme in ("http", "https") else ""


pages.add_app_template_filter(name_of, "territory_name")


def comments_address(proposal: Proposal, number: int) -> str:
    """Return a page of the comments of a proposal."""
    return url_for("proposals.show", address=proposal.address, comentarios=number, _anchor="comentarios")


@pages.get("/propostas/<address>")
def show(address: str) -> ResponseReturnValue:
    """Show one proposal: what it says, where it stands, what happened, what people say."""
    proposal = find(address)
    if address != proposal.address:
        return redirect(url_for("proposals.show", address=proposal.address), 301)
    voting = proposal.state is State.PUBLISHED and bool(proposal.plan.stage_open(now(), Right.VOTE))
    person = me() if request.cookies else None
    ballot = ballot_of(person, proposal.plan) if person and voting else None
    may = may_vote(person, proposal.plan, now()) if person and voting else None
    if request.cookies:
        parts = draw_parts(proposal, voting, ballot, may)
    else:
        # What everybody reads: drawn once a minute, and at once when the proposal or its conversation changes.
        key = (proposal.id, proposal.revision, request.script_root, request.host, page_number("comentarios"), voting)
        parts = Parts.unpacked(_parts.get(key, lambda: draw_parts(proposal, voting).packed()))
    return render_template(
        "proposals/proposals/show.html",
        proposal=proposal,
        public=proposal.state in PUBLIC,
        parts=parts,
        voting=voting,
        ballot=ballot,
        may_vote=may,
    )


_parts = Cache(most=1_200_000)  # packed bytes of HTML


def draw_parts(proposal: Proposal, voting: bool, ballot: Ballot | None = None, may: Verdict | None = None) -> Parts:
    """Draw what the proposal says, what happened to it, and what people say about it.

    With the reader's own ballot, and whether they ``may`` vote (None without an account: they are shown the way in)."""
    person, seat = reader(proposal.plan)
    refusal = last_decision(proposal) if proposal.state is State.REFUSED else None
    number = refusal.reason.number if refusal and refusal.reason else None
    comments, total = comments_on(proposal, page_number("comentarios"))
    companions = companions_of(proposal)
    events, moment = events_of(proposal), now()
    replies = replies_to(proposal, events)
    facts = {
        "proposal": proposal,
        "workshop": workshop_of(proposal),
        "voting": voting,
        "ballot": ballot,
        "may_vote": may,
        "promotions": promotions_of(proposal) if proposal.state is State.PROMOTED else [],
        "answers": answers_of(proposal) if proposal.state is State.NOT_PROMOTED and not replies else [],
        "replies": replies,
        "due": answer_due(proposal.plan, proposal),
        "moment": moment,
        "refusal": refusal,
        "text": rules.can_read_text(person, proposal, seat, number),
        "may_amend": can_amend(person, proposal, moment),
        "mine": person is not None and person.id == proposal.author_id,
        "public": proposal.state in PUBLIC,
        "companions": companions,
        "opinions": opinions_in(events),
        "judged": proposal.state in JUDGED,
        "steps": timeline(proposal, lang(), moment, events, replies),
        "related": related(proposal, companions),
        "shown_comments": comments,
        "comment_pages": max(1, -(-total // COMMENTS_PER_PAGE)),
        "comment_page": page_number("comentarios"),
        "comment_href": lambda page: comments_address(proposal, page),
        "may_comment": can_comment(person, proposal),
        "entry": CommentForm() if person else None,
        "follows": bool(person and follow_of(person, proposal)),
        "may_follow": can_follow(person, proposal),
        "share_url": url_for("proposals.show", address=proposal.reference, _external=True),
    }
    return Parts.of(render_template("proposals/proposals/_columns.html", divider=DIVIDER, **facts))


@pages.get("/propostas/<reference>/historico")
def history(reference: str) -> ResponseReturnValue:
    """Show every version of a proposal, with what changed from one to the next."""
    proposal = find(reference)
    person, seat = reader(proposal.plan)
    refusal = last_decision(proposal) if proposal.state is State.REFUSED else None
    number = refusal.reason.number if refusal and refusal.reason else None
    versions, aside = versions_of(proposal), versions_set_aside(proposal)
    readable_by_number = {
        version.number: rules.can_read_version(person, proposal, seat, set_aside=version.number in aside)
        for version in versions
    }
    return render_template(
        "proposals/proposals/history.html",
        proposal=proposal,
        steps=timeline(proposal, lang(), now()),
        text=rules.can_read_text(person, proposal, seat, number),
        open_to=readable_by_number,
        changes=[
            (newer, _texts_changed(older, newer, readable_by_number))
            for newer, older in zip(versions, [*versions[1:], None], strict=True)
        ],
    )


def _texts_changed(
    older: ProposalVersion | None, newer: ProposalVersion, readable_by_number: dict[int, Verdict]
) -> dict[str, list[Part]]:
    """Return which texts differ between two versions that the reader may read; theme and place are told elsewhere."""
    if older is None or not (readable_by_number[older.number] and readable_by_number[newer.number]):
        return {}
    differing = changes(older, newer, lang())
    return {name: parts for name, parts in differing.items() if name not in ("theme", "territory")}


@pages.get("/anexos/<int:number>/<name>")
def attachment(number: int, name: str) -> ResponseReturnValue:
    """Show a file of a proposal, served so that nothing in it is executed."""
    pair = attachment_with_proposal(number)
    if pair is None or pair[0].name != name or not text_is_readable(pair[1]):
        abort(404)
    file, proposal = pair
    shown = "inline" if file.media_type.startswith("image/") else "attachment"
    answer = Response(
        file.content,
        mimetype=file.media_type,
        headers={
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            # Not for long: a proposal can be withdrawn, and its files with it.
            "Cache-Control": PUBLIC_CACHE if proposal.state in PUBLIC else PRIVATE_CACHE,
        },
    )
    answer.set_etag(file.digest)
    return answer.make_conditional(request)


def find(address: str) -> Proposal:
    """Return the proposal of an address, when this reader may read it; else 404, or 410 for one that was withdrawn."""
    # What is the same for everybody may say of the plan what was true a second ago.
    proposal = by_reference(address) if request.cookies else by_reference_as_of_late(address)
    if proposal is None:
        abort(404)
    g.plan = proposal.plan
    if not readable(proposal):
        if proposal.state is State.WITHDRAWN and proposal.published_at:
            sentence = _(
                "Whoever proposed %(reference)s took it back. Its text is no longer public; that it existed stays in "
                "the public record.",
                reference=proposal.reference,
            )
            page = render_template("proposals/proposals/withdrawn.html", proposal=proposal, sentence=sentence)
            abort(make_response(page, 410))
        abort(404)
    return proposal


def text_is_readable(proposal: Proposal) -> bool:
    """Tell whether whoever asks may read what it says: of a refused one, the reason may hide it."""
    if proposal.state in PUBLIC:
        return True
    refusal = last_decision(proposal) if proposal.state is State.REFUSED else None
    number = refusal.reason.number if refusal and refusal.reason else None
    person, seat = reader(proposal.plan)
    return bool(rules.can_read_text(person, proposal, seat, number))
