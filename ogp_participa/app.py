"""The application: settings, extensions, rooms and error pages. The one file that knows every room."""

import sys
from typing import Any

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.middleware.proxy_fix import ProxyFix

from ogp_participa.audit.views import pages as audit_pages
from ogp_participa.config import ROOT, load_settings
from ogp_participa.core import errors, logs, outages, templates
from ogp_participa.core.database import db, init_database
from ogp_participa.core.hosts import KnownHosts, Site
from ogp_participa.core.i18n import init_i18n
from ogp_participa.core.jobs import init_jobs
from ogp_participa.core.rate_limits import init_rate_limits
from ogp_participa.core.sessions import PatientSessions
from ogp_participa.core.web import Number, init_web
from ogp_participa.decision.deliberation.views import pages as deliberation_pages
from ogp_participa.decision.publication.views.reading import pages as publication_pages
from ogp_participa.decision.roll_call.views import pages as rollcall_pages
from ogp_participa.drafting.commitments.views.editor import pages as editing_pages
from ogp_participa.drafting.commitments.views.pages import pages as commitments_pages
from ogp_participa.drafting.consultation.views import pages as consultation_pages
from ogp_participa.drafting.feasibility.views import pages as feasibility_pages
from ogp_participa.drafting.promotion.views import pages as drafting_pages
from ogp_participa.drafting.responses.views import pages as responses_pages
from ogp_participa.edition.calendar.views import pages as calendar_pages
from ogp_participa.edition.institutions.views import pages as institutions_pages
from ogp_participa.edition.plans.views import pages as plans_pages
from ogp_participa.forum.seats.views import pages as forum_pages
from ogp_participa.implementation.inquiries.views import pages as inquiries_pages
from ogp_participa.implementation.monitoring.views import pages as monitoring_pages
from ogp_participa.implementation.tracker.views import pages as tracker_pages
from ogp_participa.moderation.views.decisions import pages as moderation_pages
from ogp_participa.moderation.views.queue import pages as desk_pages
from ogp_participa.moderation.views.reading import pages as reading_pages
from ogp_participa.moderation.views.reasons import pages as reasons_pages
from ogp_participa.moderation.views.register import pages as register_pages
from ogp_participa.people.accounts import current as accounts
from ogp_participa.people.accounts.views import pages as accounts_pages
from ogp_participa.people.mail.actions import Outbox
from ogp_participa.people.unsent.views import pages as unsent_pages
from ogp_participa.proposals.browsing.views import pages as browsing_pages
from ogp_participa.proposals.comments.views import pages as conversation_pages
from ogp_participa.proposals.drafts.views.notebook import pages as notebook_pages
from ogp_participa.proposals.drafts.views.sending import pages as sending_pages
from ogp_participa.proposals.drafts.views.writing import pages as writing_pages
from ogp_participa.proposals.proposals.views import pages as proposals_pages
from ogp_participa.proposals.workshops.views import pages as workshops_pages
from ogp_participa.readers.demonstration import doors
from ogp_participa.readers.demonstration.views import pages as demonstration_pages
from ogp_participa.readers.information.views import pages as information_pages
from ogp_participa.readers.jobs.tasks import PLAN, tell_and_send
from ogp_participa.readers.navigation.furniture import init_furniture, words_of_city
from ogp_participa.readers.notifications.views import pages as notifications_pages
from ogp_participa.readers.opendata.views import pages as opendata_pages
from ogp_participa.vote.assisted_ballots.views import pages as assistance_pages
from ogp_participa.vote.audit_bundle.views import pages as elections_pages
from ogp_participa.vote.ballot_log.views import pages as proof_pages
from ogp_participa.vote.ballots.views import pages as voting_pages
from ogp_participa.vote.count.views.board import pages as board_pages
from ogp_participa.vote.count.views.removal import pages as counting_pages
from ogp_participa.vote.count.views.result import data as result_data_pages
from ogp_participa.vote.count.views.result import pages as result_pages
from ogp_participa.vote.email_change.views import pages as correction_pages
from ogp_participa.vote.identities.views import pages as identities_pages

ROOMS: tuple[Blueprint, ...] = (
    audit_pages,
    unsent_pages,
    accounts_pages,
    plans_pages,
    calendar_pages,
    institutions_pages,
    forum_pages,
    proposals_pages,
    browsing_pages,
    notebook_pages,
    writing_pages,
    sending_pages,
    conversation_pages,
    workshops_pages,
    desk_pages,
    reading_pages,
    moderation_pages,
    reasons_pages,
    register_pages,
    voting_pages,
    proof_pages,
    result_pages,
    result_data_pages,
    board_pages,
    counting_pages,
    assistance_pages,
    elections_pages,
    identities_pages,
    correction_pages,
    commitments_pages,
    editing_pages,
    drafting_pages,
    feasibility_pages,
    consultation_pages,
    responses_pages,
    deliberation_pages,
    rollcall_pages,
    publication_pages,
    monitoring_pages,
    inquiries_pages,
    tracker_pages,
    notifications_pages,
    opendata_pages,
    information_pages,
    demonstration_pages,
)
"""The rooms in story order."""


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application, ready to serve; ``settings`` win over the environment (see ``config.py``)."""
    app = Site(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = templates.Templates
    load_settings(app, settings)
    app.url_map.converters["int"] = Number
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_options["bytecode_cache"] = templates.compiled_templates(app)
    logs.init_logs(app)
    app.session_interface = PatientSessions()
    init_database(app)
    CSRFProtect(app)
    init_rate_limits(app)
    accounts.init_accounts(app, Outbox)
    init_jobs(app, PLAN, tell_and_send)
    for pages in ROOMS:
        app.register_blueprint(pages)
    templates.init_labels(app)
    init_furniture(app)
    doors.init_doors(app)
    outages.init_outages(app, words_of_city)
    errors.init_errors(app, accounts.ask_to_sign_in)
    init_web(app)
    init_i18n(app)
    if app.config["OGP_PROXIES"]:
        hops = int(app.config["OGP_PROXIES"])
        # The host is the one of the Host header, which the proxy keeps: one header more would let strangers write
        # addresses into pages that a cache gives to everybody.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)
    app.wsgi_app = KnownHosts(app)
    return app


def create_serving_app() -> Flask:
    """Create the application of :func:`create_app` for a server: it does not start with a demonstration's doors open.

    Where the database does not answer yet, the question is asked by the first request that it answers.
    """
    app = create_app()
    with app.app_context():
        try:
            doors.require_closed(app)
        except (OperationalError, ProgrammingError):  # it is away, or has no tables yet
            app.before_request(doors.Gate(app).ask)
        except doors.DemonstrationOpen as reason:
            sys.exit(str(reason))
        finally:
            db.session.remove()
            db.engine.dispose()  # a worker that is forked opens its own connections
    return app
