"""Pages of the notifications room."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.pagination import page_count, page_href, page_number
from ogp_participa.core.rate_limits import limiter
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.people.mail.queries import count_given_up, given_up, waiting_since
from ogp_participa.readers.notifications import actions
from ogp_participa.readers.notifications.forms import TopicsForm
from ogp_participa.readers.notifications.letters.events import letter
from ogp_participa.readers.notifications.models import Topic
from ogp_participa.readers.notifications.queries.facts import facts_of
from ogp_participa.readers.notifications.queries.inbox import PAGE, muted_by
from ogp_participa.readers.notifications.queries.inbox import inbox as inbox_of
from ogp_participa.readers.notifications.queries.trouble import untold
from ogp_participa.readers.notifications.rules import can_mend
from ogp_participa.readers.notifications.tokens import read_token
from ogp_participa.readers.notifications.topics import TOPIC_NAMES

pages = Blueprint("notifications", __name__)

MOST_PAGES = 1000


@pages.record_once
def without_csrf_token(state: BlueprintSetupState) -> None:
    """Mail programs press the unsubscribe button (RFC 8058); the signed token in the address is the authority."""
    state.app.extensions["csrf"].exempt(unsubscribe)


@pages.get("/minha-conta/avisos")
@signed_in
def inbox() -> ResponseReturnValue:
    """Everything the person was told."""
    number = min(page_number(), MOST_PAGES)
    entries, total = inbox_of(myself(), number)
    facts = facts_of([entry.event for entry in entries])
    return render_template(
        "readers/notifications/inbox.html",
        entries=[(entry, letter(entry.event, facts)) for entry in entries],
        number_of_page=number,
        pages=page_count(total, PAGE),
        url_for_page=page_href,
    )


@pages.post("/minha-conta/avisos/lidos")
@signed_in
def read() -> ResponseReturnValue:
    """Mark one entry, or all of them, as read."""
    entry = request.form.get("entry", type=int)
    actions.mark_read(myself(), None if entry is None else [entry])
    return redirect(url_for("notifications.inbox"), 303)


@pages.route("/minha-conta/avisos/preferencias", methods=["GET", "POST"])
@signed_in
def settings() -> ResponseReturnValue:
    """Which notices come by e-mail, too."""
    person = myself()
    wanted = [topic.value for topic in Topic if topic not in muted_by(person)]
    entry = TopicsForm(topics=wanted)
    if entry.validate_on_submit():
        actions.choose_topics(person, [Topic(value) for value in entry.topics.data])
        flash(_("Saved."), "success")
        return redirect(url_for("notifications.settings"), 303)
    return render_template("readers/notifications/settings.html", entry=entry), 422 if entry.errors else 200


@pages.get("/gestao/correio/problemas")
@signed_in
def trouble() -> ResponseReturnValue:
    """What could not be told or sent, and a button beside each to try it again."""
    can_mend(myself()).require()
    return render_template(
        "readers/notifications/trouble.html",
        events=untold(),
        mails=given_up(),
        total=count_given_up(),
        waiting_since=waiting_since(),
    )


@pages.post("/gestao/correio/problemas")
@signed_in
def mend() -> ResponseReturnValue:
    """Try one of them again: with the next run of the worker, within a minute."""
    person = myself()
    can_mend(person).require()
    event, mail = request.form.get("event", type=int), request.form.get("mail", type=int)
    if event is not None:
        actions.tell_again(person, event)
    if mail is not None:
        actions.send_again(person, mail)
    flash(_("It will be tried again within a minute."), "ok")
    return redirect(url_for("notifications.trouble"), 303)


@pages.route("/avisos/cancelamento/<token>", methods=["GET", "POST"])
@limiter.limit("60 per minute")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop one kind of mail without signing in: a page with a button, the button, and the way back."""
    recipient = read_token(token)
    if recipient is None:
        abort(404)
    person, topic = recipient
    if request.method == "GET":
        return render_template("readers/notifications/unsubscribe.html", token=token, topic_name=TOPIC_NAMES[topic])
    undone = "undo" in request.form
    (actions.unmute if undone else actions.mute)(person, topic)
    return render_template("readers/notifications/unsubscribed.html", token=token, undone=undone)
