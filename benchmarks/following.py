"""What following a large plan costs: its public page beside the smallest honest page, and the bundle's own program.

``.venv/bin/python -m benchmarks.following [--commitments 15 --milestones 12 --months 36] [--rounds 5]``. On SQLite, in
one process. Pages are asked in turns, so that both meet the same machine; processor time, medians of the rounds.
"""

import argparse
import hashlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import baseline
from ogp_participa.app import create_app
from ogp_participa.core.clock import as_of
from ogp_participa.core.database import Model, db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.content import report_data
from ogp_participa.implementation.monitoring.models import Evidence, EvidenceKind, MonthlyReport, Voice
from ogp_participa.implementation.status.milestones import next_month
from ogp_participa.implementation.tracker import bundle
from tests import factories
from tests.decision.publication import filled
from tests.implementation import followed_plan, publish

SETTINGS = {"OGP_SECRET_KEY": "x" * 40, "OGP_PASSWORD_SALT": "x" * 10}
BEGUN = date(2027, 2, 1)
READING = """
import argparse, hashlib, json, pathlib, sys
content = (pathlib.Path(sys.argv[1]) / "facts.json").read_bytes()
assert hashlib.sha256(content).hexdigest() == sys.argv[2]
for milestone in json.loads(content)["milestones"]:
    for report in milestone["reports"]:
        text = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        hashlib.sha256(text.encode()).hexdigest()
"""
"""Reads a bundle's facts, and hashes them and each report: what nobody can do without."""


def plan_with(commitments: int, milestones: int, months: int) -> Plan:
    """A published plan of which every milestone was reported on in every month, each time with evidence."""
    plan, first = followed_plan(milestones, date(2030, 12, 31))
    others = [filled(plan, number, milestones) for number in range(2, commitments + 1)]
    for commitment in others:
        for milestone in commitment.every_milestone:
            milestone.starts_on, milestone.ends_on = BEGUN, date(2030, 12, 31)
        publish(plan, commitment, date(2027, 1, 10))
    for _number in range(20):
        factories.proposal(plan)
    for commitment in (first, *others):
        report_on(commitment, months)
    db.session.commit()
    return plan


def report_on(commitment: Commitment, months: int) -> None:
    """Write a report with a link for each milestone and month."""
    for milestone in commitment.every_milestone:
        month = BEGUN
        for _number in range(months):
            day = next_month(month).replace(day=5)
            report = MonthlyReport(
                milestone=milestone,
                organisation_id=milestone.organisation_id,
                voice=Voice.INSTITUTION,
                month=month,
                done="A equipe trabalhou no que o marco promete, e o que falta está descrito abaixo. " * 4,
                started_on=BEGUN,
                sent_at=datetime(day.year, day.month, day.day, 15, tzinfo=UTC),
            )
            proof = Evidence(
                kind=EvidenceKind.LINK, proves="A página", url="https://dados.example.org", digest="0" * 64
            )
            proof.at = report.sent_at
            report.evidence = [proof]
            db.session.add(report)
            db.session.flush()
            report.digest = report_data(report)["digest"]
            month = next_month(month)


def seconds_for(client: FlaskClient, path: str, count: int) -> float:
    """Return the processor time of one request, the mean of ``count``."""
    begun = time.process_time()
    for _number in range(count):
        assert client.get(path).status_code == 200
    return (time.process_time() - begun) / count


def measure_pages(app: Flask, plan: Plan, rounds: int) -> None:
    """Tell what the plan's page costs beside the smallest honest page of the same size."""
    path, client, other = f"/planos/{plan.slug}/acompanhamento", app.test_client(), baseline.app.test_client()
    size = len(client.get(path).data)
    baseline.engine, baseline.padding = db.engine, "x" * size
    ours, theirs = [], []
    for _round in range(rounds):
        ours.append(seconds_for(client, path, 40))
        theirs.append(seconds_for(other, "/", 40))
    page, least = statistics.median(ours), statistics.median(theirs)
    print(f"  page of {size // 1024} KiB: {1000 * page:.2f} ms; smallest page: {1000 * least:.2f} ms")
    print(f"  requests of the smallest page's: {100 * least / page:.0f} % (asked: at least 40 %)")


def measure_bundle(plan: Plan, day: date, rounds: int) -> None:
    """Tell what the bundle's program costs beside a program that only reads and hashes its files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in bundle.files_of(bundle.facts_data(plan, day)).items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_bytes(content)
        size = (Path(folder) / "facts.json").stat().st_size
        digest = hashlib.sha256((Path(folder) / "facts.json").read_bytes()).hexdigest()
        ours, theirs = [], []
        for _round in range(rounds):
            ours.append(_child([sys.executable, str(Path(folder) / "follow.py")]))
            theirs.append(_child([sys.executable, "-c", READING, folder, digest]))
    program, least = statistics.median(ours), statistics.median(theirs)
    print(f"  bundle of {size // 1024} KiB: its program {program:.2f} s, reading and hashing {least:.2f} s")
    print(f"  {program / least:.2f} × reading and hashing (asked: at most 2)")


def _child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Fill a database, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("commitments", 15), ("milestones", 12), ("months", 36), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/following.sqlite"
        app = create_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": folder, "OGP_DEMONSTRATION": True})
        last = BEGUN + timedelta(days=31 * asked.months)
        with app.app_context(), as_of(datetime(last.year, last.month, last.day, 15, tzinfo=UTC)):
            Model.metadata.create_all(db.engine)
            plan = plan_with(asked.commitments, asked.milestones, asked.months)
            print(f"{asked.commitments} commitments × {asked.milestones} milestones × {asked.months} months")
            measure_bundle(plan, last, asked.rounds)
            measure_pages(app, plan, asked.rounds)


if __name__ == "__main__":
    main()
