"""Repeat how every milestone of a plan stood on a day, from the files of a follow-up bundle.

Standard library only: a bundle carries this folder as it is. What was published is compared with what the rule says;
the first difference is named, and one changed byte is one.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .milestones import RULE, EvidenceFact, Facts, MilestoneStanding, Promise, ReportFact, Suspension, standing_on

FACTS, SUMS = "facts.json", "SHA256SUMS"

Print = Callable[[str], object]


class FollowDifference(Exception):
    """The first thing in a bundle that is not as it says, in a sentence."""


def canonical(value: object) -> str:
    """Return a value as JSON in the one way in which it is hashed: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(report: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report's public content, in hexadecimal digits; its own ``digest`` is left out."""
    content = {name: value for name, value in report.items() if name != "digest"}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def facts_of(milestone: Mapping[str, Any], due_day: int) -> Facts:
    """Return the facts of one milestone of ``facts.json``."""
    reports: dict[int, list[ReportFact]] = {number: [] for number in milestone["institutions"]}
    for report in milestone["reports"]:
        days = {name: _day(report[name]) for name in ("started_on", "finished_on", "forecast_on")}
        sent, month = date.fromisoformat(report["sent_on"]), date.fromisoformat(report["month"] + "-01")
        reports.setdefault(report["institution"], []).append(ReportFact(sent, month, **days))
    return Facts(
        [
            Promise(
                date.fromisoformat(promise["since"]),
                _day(promise["starts_on"]),
                _day(promise["ends_on"]),
                promise["withdrawn"],
            )
            for promise in milestone["promises"]
        ],
        dict(reports),
        [
            EvidenceFact(date.fromisoformat(piece["added_on"]), _day(piece["withdrawn_on"]))
            for piece in milestone["evidence"]
        ],
        [Suspension(date.fromisoformat(stop["since"]), _day(stop["until"])) for stop in milestone["suspensions"]],
        due_day,
    )


def standing_data(standing: MilestoneStanding | None) -> dict[str, Any] | None:
    """Return a standing as plain data: its status and the days it rests on; None where there is none."""
    if standing is None:
        return None
    days = ("planned_on", "forecast_on", "finished_on", "reported_on", "silent_since")
    written = {name: _written(getattr(standing, name)) for name in days}
    return {"status": standing.status.value, **written, "unproved": standing.unproved}


def check(folder: Path, day: date | None = None, tell: Print = print) -> str | None:
    """Check a bundle and print every status on ``day`` (by default the day on which the bundle was made).

    Returns the first difference in a sentence; None where everything matches.
    """
    try:
        for line in _lines(folder, day):
            tell(line)
    except FollowDifference as difference:
        return str(difference)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{folder}: the bundle cannot be read ({error})."
    return None


def main(here: Path, arguments: list[str] | None = None) -> int:
    """Run the program of a bundle; returns 1 when something differs."""
    parser = argparse.ArgumentParser(description="Check a follow-up bundle and print how each milestone stood.")
    parser.add_argument("--day", type=date.fromisoformat, help="the day to tell of (YYYY-MM-DD); by default the last")
    parser.add_argument("folder", nargs="?", type=Path, default=here, help="the folder of the bundle")
    chosen = parser.parse_args(arguments)
    difference = check(chosen.folder, chosen.day)
    print(f"differs: {difference}" if difference else "matches")
    return int(difference is not None)


def _lines(folder: Path, day: date | None) -> Iterator[str]:
    _check_sums(folder)
    known = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    if known["rule"] != RULE:
        raise FollowDifference(f"{FACTS} was made by rule {known['rule']}; this program knows rule {RULE}.")
    last = date.fromisoformat(known["as_of"])
    if day is not None and day > last:
        raise FollowDifference(f"{FACTS} tells of days until {last}; nobody knows {day} from it.")
    for milestone in known["milestones"]:
        for report in milestone["reports"]:
            if digest_of(report) != report["digest"]:
                raise FollowDifference(
                    f"{FACTS}: report {report['number']} on {milestone['reference']} is not as digested."
                )
        facts = facts_of(milestone, known["due_day"])
        if standing_data(standing_on(facts, last)) != milestone["standing"]:
            raise FollowDifference(f"{FACTS}: {milestone['reference']} stands otherwise on {last} than the rule says.")
        yield _line(milestone["reference"], standing_on(facts, day or last))


def _line(reference: str, standing: MilestoneStanding | None) -> str:
    if standing is None:
        return f"{reference}\tnot in the plan"
    days = {
        "planned": standing.planned_on,
        "forecast": standing.forecast_on,
        "finished": standing.finished_on,
        "last report": standing.reported_on,
        "silent since": standing.silent_since,
    }
    reason = ", ".join(f"{name} {day}" for name, day in days.items() if day is not None)
    return f"{reference}\t{standing.status}\t{reason}{', without evidence' if standing.unproved else ''}".rstrip()


def _check_sums(folder: Path) -> None:
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        expected, _space, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            raise FollowDifference(f"{name} is missing.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise FollowDifference(f"{name} is not the file that {SUMS} names: at least one byte of it was changed.")


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
