"""The follow-up bundle: dates, reports, evidence and the rule, with the program that repeats every status."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.content import evidence_data, report_data
from ogp_participa.implementation.monitoring.models import MonthlyReport, Voice
from ogp_participa.implementation.monitoring.queries.followed import DUE_DAY, FollowedMilestone, followed_milestones
from ogp_participa.implementation.status.follow import FACTS, SUMS, standing_data
from ogp_participa.implementation.status.milestones import RULE, standing_on
from ogp_participa.implementation.tracker.queries import reports_by_milestone

PROGRAM = """#!/usr/bin/env python3
import sys, pathlib
here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
sys.dont_write_bytecode = True
from status.follow import main
sys.exit(main(here))
"""

README = Path(__file__).with_name("README.txt")
SOURCES = Path(__file__).parents[1] / "status"
MADE_AT = (1980, 1, 1, 0, 0, 0)
"""The moment that every file of the archive bears, so that the same facts make the same bytes."""


def facts_data(plan: Plan, day: date) -> dict[str, Any]:
    """Return everything that the statuses of a plan's milestones until ``day`` depend on, as plain data."""
    milestones = [milestone for milestone in followed_milestones(plan) if milestone.facts.promises[0].since <= day]
    reports = reports_by_milestone(milestones)
    return {
        "plan": plan.slug,
        "title": plan.title,
        "rule": RULE,
        "as_of": day.isoformat(),
        "due_day": DUE_DAY,
        "milestones": [_milestone_data(milestone, reports.get(milestone.id, []), day) for milestone in milestones],
    }


def files_of(facts: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of a bundle by their names, the digests of all the others among them."""
    files = {
        FACTS: (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(),
        "README.txt": README.read_text(encoding="utf-8").replace("{plan}", facts["title"]).encode(),
        "follow.py": PROGRAM.encode(),
        **{f"status/{path.name}": path.read_bytes() for path in sorted(SOURCES.glob("*.py"))},
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {**files, SUMS: sums.encode()}


def archive_of(facts: dict[str, Any]) -> bytes:
    """Return a bundle as a ZIP file; the same facts always make the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files_of(facts).items()):
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _milestone_data(milestone: FollowedMilestone, reports: Sequence[MonthlyReport], day: date) -> dict[str, Any]:
    reports_data = [report_data(report) for report in sorted(reports, key=lambda report: report.id)]
    proofs = sorted((piece for report in reports for piece in report.evidence), key=lambda piece: piece.id)
    return {
        "reference": milestone.reference,
        "number": milestone.number,
        "title": milestone.title,
        "institutions": sorted(milestone.facts.reports),
        "institution": milestone.institution,
        "promises": [
            {
                "since": promise.since.isoformat(),
                "starts_on": _written(promise.starts_on),
                "ends_on": _written(promise.ends_on),
                "withdrawn": promise.withdrawn,
            }
            for promise in milestone.facts.promises
        ],
        "reports": [data for data in reports_data if data["voice"] == Voice.INSTITUTION],
        "forum_reports": [data for data in reports_data if data["voice"] == Voice.FORUM],
        "evidence": [evidence_data(piece) for piece in proofs],
        "suspensions": [
            {"since": stop.since.isoformat(), "until": _written(stop.until)} for stop in milestone.facts.suspensions
        ],
        "standing": standing_data(standing_on(milestone.facts, day)),
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
