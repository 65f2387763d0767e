"""How a milestone's status is said: a word, a sign that stands without colour, and the reason in one sentence."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.dates import day, month_name
from ogp_participa.implementation.monitoring.models import Share, Voice
from ogp_participa.implementation.status.milestones import MilestoneStanding, Status

STATUSES: dict[Status, LazyString] = {
    Status.LATE: _l("Late"),
    Status.SILENT: _l("Without news"),
    Status.AT_RISK: _l("At risk of delay"),
    Status.STOPPED: _l("Stopped by decision"),
    Status.IN_TIME: _l("In time"),
    Status.NOT_STARTED: _l("Not started"),
    Status.DONE_LATE: _l("Done late"),
    Status.DONE: _l("Done"),
}
"""Every status in the order in which a page tells them: what needs attention first."""

SIGNS: dict[Status, tuple[str, str]] = {
    Status.LATE: ("▲", "error"),
    Status.SILENT: ("…", "warn"),
    Status.AT_RISK: ("△", "warn"),
    Status.STOPPED: ("■", "neutral"),
    Status.IN_TIME: ("◐", "info"),
    Status.NOT_STARTED: ("○", "neutral"),
    Status.DONE_LATE: ("✓", "ok"),
    Status.DONE: ("●", "ok"),
}
"""Sign and tone of each status; the colour is never alone."""

PATHS: dict[str, Status] = {
    "atrasado": Status.LATE,
    "sem-noticia": Status.SILENT,
    "em-risco": Status.AT_RISK,
    "parado": Status.STOPPED,
    "no-prazo": Status.IN_TIME,
    "nao-iniciado": Status.NOT_STARTED,
    "feito-com-atraso": Status.DONE_LATE,
    "feito": Status.DONE,
}
"""The statuses as they stand in addresses."""

VOICES: dict[Voice, LazyString] = {
    Voice.INSTITUTION: _l("The institution reports"),
    Voice.FORUM: _l("The forum says"),
}

MISSING: dict[Share, LazyString] = {
    Share.NO_DATA: _l("No data (ND)"),
    Share.NOT_REVIEWED: _l("Not reviewed (NR)"),
    Share.NOT_APPLICABLE: _l("Not applicable (NA)"),
}


def reason_of(standing: MilestoneStanding) -> str:
    """Return why a milestone stands as it does, in one sentence with its dates."""
    planned, forecast = standing.planned_on, standing.forecast_on
    parts = []
    if standing.finished_on is not None:
        parts.append(_("finished on %(day)s", day=day(standing.finished_on)))
    if planned is not None:
        parts.append(_("planned for %(day)s", day=day(planned)))
    if forecast is not None and standing.finished_on is None:
        parts.append(_("forecast %(day)s", day=day(forecast)))
    if standing.silent_since is not None:
        parts.append(_("no report since %(month)s", month=month_name(standing.silent_since)))
    elif standing.reported_on is not None:
        parts.append(_("last report %(day)s", day=day(standing.reported_on)))
    elif standing.status is not Status.NOT_STARTED:
        parts.append(_("no report yet"))
    if standing.unproved:
        parts.append(_("reported as done, without evidence"))
    return f"{STATUSES[standing.status]}: {', '.join(parts)}." if parts else f"{STATUSES[standing.status]}."
