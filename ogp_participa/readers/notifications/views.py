"""Pages of the notifications room."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.rate_limits import limiter
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.readers.notifications import actions, queries
from ogp_participa.readers.notifications.forms import TopicsForm
from ogp_participa.readers.notifications.letters import letter
from ogp_participa.readers.notifications.models import Topic
from ogp_participa.readers.notifications.queries import read_token
from ogp_participa.readers.notifications.rules import TOPIC_NAMES

pages = Blueprint("notifications", __name__)


@pages.record_once
def without_csrf_token(state: BlueprintSetupState) -> None:
    """Mail programs press the unsubscribe button (RFC 8058); the signed token in the address is the authority."""
    state.app.extensions["csrf"].exempt(unsubscribe)


@pages.get("/minha-conta/avisos")
@signed_in
def inbox() -> ResponseReturnValue:
    """Everything the person was told."""
    page = min(max(request.args.get("pagina", 1, type=int), 1), 1000)
    shown, last = queries.inbox(myself(), page)
    facts = queries.facts_of([entry.event for entry in shown])
    return render_template(
        "readers/notifications/inbox.html",
        entries=[(entry, letter(entry.event, facts)) for entry in shown],
        number_of_page=page,
        pages=last,
        url_for_page=lambda number: url_for("notifications.inbox", pagina=number),
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
    wanted = [topic.value for topic in Topic if topic not in queries.muted_by(person)]
    entry = TopicsForm(topics=wanted)
    if entry.validate_on_submit():
        actions.choose_topics(person, [Topic(value) for value in entry.topics.data])
        flash(_("Saved."), "success")
        return redirect(url_for("notifications.settings"), 303)
    return render_template("readers/notifications/settings.html", entry=entry), 422 if entry.errors else 200


@pages.route("/avisos/cancelamento/<token>", methods=["GET", "POST"])
@limiter.limit("60 per minute")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop one kind of mail without signing in: a page with a button, the button, and the way back."""
    found = read_token(token)
    if found is None:
        abort(404)
    person, topic = found
    if request.method == "GET":
        return render_template("readers/notifications/unsubscribe.html", token=token, topic_name=TOPIC_NAMES[topic])
    undone = "undo" in request.form
    (actions.unmute if undone else actions.mute)(person, topic)
    return render_template("readers/notifications/unsubscribed.html", token=token, undone=undone)
