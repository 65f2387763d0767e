"""What a report and its evidence say, as plain data: the follow-up bundle and open data hold the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ogp_participa.core.dates import city_day
from ogp_participa.core.uploads import Upload
from ogp_participa.implementation.monitoring.models import Evidence, MonthlyReport
from ogp_participa.implementation.status.follow import digest_of


@dataclass(frozen=True)
class NewEvidence:
    """A link or a file that comes with a report: what it proves, of which day."""

    proves: str
    day: date | None = None
    url: str = ""
    upload: Upload | None = None


def report_data(report: MonthlyReport) -> dict[str, Any]:
    """Return everything public about a report, its digest included; the person who sent it is left out."""
    data = {
        "number": report.id,
        "voice": report.voice.value,
        "institution": report.organisation_id,
        "month": report.month.strftime("%Y-%m"),
        "sent_on": city_day(report.sent_at).isoformat(),
        "late": report.late,
        "corrects": report.corrects_id,
        "done": report.done,
        "share": report.share,
        "missing": report.missing.value if report.missing else None,
        "started_on": _written(report.started_on),
        "finished_on": _written(report.finished_on),
        "forecast_on": _written(report.forecast_on),
        "late_reason": report.late_reason,
        "next_step": report.next_step,
    }
    return {**data, "digest": digest_of(data)}


def evidence_data(evidence: Evidence) -> dict[str, Any]:
    """Return everything public about a piece of evidence; of withdrawn evidence the digest, the days and why."""
    withdrawn = evidence.withdrawn_at
    return {
        "number": evidence.id,
        "report": evidence.report_id,
        "kind": evidence.kind.value,
        "proves": evidence.proves,
        "day": _written(evidence.day),
        "name": evidence.name,
        "url": evidence.url,
        "media_type": evidence.media_type,
        "size": evidence.size,
        "sha256": evidence.digest,
        "added_on": city_day(evidence.at).isoformat(),
        "withdrawn_on": city_day(withdrawn).isoformat() if withdrawn else None,
        "withdrawn_reason": evidence.withdrawn_reason,
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
