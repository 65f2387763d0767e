"""How a plan stands, for everybody: a year of it with a set clock, and the bundle that proves it."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

from flask import Flask

from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.actions import record_decision
from ogp_participa.implementation.monitoring import actions
from ogp_participa.implementation.monitoring.content import NewEvidence
from ogp_participa.implementation.monitoring.queries.followed import followed_milestones
from ogp_participa.implementation.status.milestones import Status
from ogp_participa.implementation.tracker import bundle
from ogp_participa.implementation.tracker.queries import plan_standing
from tests.cast import Browser, Cast
from tests.implementation import followed_plan, noon, publish, reported, reporter, words
from tests.test_query_caps import count

PROOF = [NewEvidence("A tabela publicada", date(2027, 8, 2), url="https://dados.example.org")]


def statuses(plan: Plan, day: date) -> list[Status]:
    return [row.standing.status for row in plan_standing(plan, day).rows]


def a_year(cast: Cast) -> Plan:
    """A milestone that slips and is done late, and one of which nobody hears again."""
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    slips, silent = commitment.milestones
    reported(person, silent, date(2027, 2, 1), words(started_on=date(2027, 2, 3)))
    for month in range(2, 5):
        reported(person, slips, date(2027, month, 1), words(started_on=date(2027, 2, 1), share=10 * month))
    delay = {"forecast_on": date(2027, 8, 15), "late_reason": "O contrato está em licitação."}
    reported(person, slips, date(2027, 5, 1), words(started_on=date(2027, 2, 1), **delay))
    reported(person, slips, date(2027, 6, 1), words(started_on=date(2027, 2, 1), **delay))
    finished = {"finished_on": date(2027, 8, 2), "share": 100, "late_reason": "A licitação demorou."}
    reported(person, slips, date(2027, 7, 1), words(**finished), day=date(2027, 8, 5), evidence=PROOF)
    return plan


def test_each_quarter_tells_how_the_plan_stands(app: Flask, cast: Cast) -> None:
    plan = a_year(cast)
    assert statuses(plan, date(2027, 1, 20)) == [Status.NOT_STARTED, Status.NOT_STARTED]
    assert statuses(plan, date(2027, 4, 9)) == [Status.IN_TIME, Status.IN_TIME]
    assert statuses(plan, date(2027, 6, 29)) == [Status.AT_RISK, Status.SILENT]
    assert statuses(plan, date(2027, 7, 31)) == [Status.LATE, Status.LATE]
    assert statuses(plan, date(2027, 12, 31)) == [Status.DONE_LATE, Status.LATE]


def test_an_amendment_moves_the_end_from_its_publication_on(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    commitment.milestones[0].ends_on = date(2027, 12, 31)
    publish(plan, commitment, date(2027, 7, 15))
    promises = followed_milestones(plan)[0].facts.promises
    assert [(promise.since, promise.ends_on) for promise in promises] == [
        (date(2027, 1, 10), date(2027, 6, 30)),
        (date(2027, 7, 15), date(2027, 12, 31)),
    ]
    assert statuses(plan, date(2027, 7, 14)) == [Status.LATE]
    assert statuses(plan, date(2027, 7, 15)) == [Status.SILENT]


def test_a_milestone_that_an_amendment_takes_out_stands_nowhere_from_then_on(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    commitment.milestones[1].removed_at = noon(date(2027, 7, 14))
    publish(plan, commitment, date(2027, 7, 15))
    assert len(statuses(plan, date(2027, 7, 14))) == 2
    assert len(statuses(plan, date(2027, 7, 15))) == 1


def test_a_decision_of_the_forum_stops_a_milestone(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    with as_of(noon(date(2027, 7, 10))):
        decision = record_decision(plan, cast.dario, "Parar", "O decreto mudou tudo.", date(2027, 7, 9), 9, 1, 0)
        stop = actions.stop(cast.dario, commitment.milestones[0], decision, "O decreto mudou o que se pode fazer.")
    with as_of(noon(date(2027, 8, 10))):
        actions.resume(cast.dario, stop)
    db.session.commit()
    days = (date(2027, 7, 9), date(2027, 7, 10), date(2027, 8, 9), date(2027, 8, 10))
    assert [statuses(plan, day)[0] for day in days] == [Status.LATE, Status.STOPPED, Status.STOPPED, Status.LATE]


def test_everybody_reads_how_the_plan_stands(app: Flask, cast: Cast, visitor: Browser) -> None:
    plan = a_year(cast)
    with as_of(noon(date(2027, 12, 31))):
        page = visitor.get(f"/planos/{plan.slug}/acompanhamento").text
        commitment = visitor.get(
            "/compromissos/" + followed_milestones(plan)[0].commitment_reference + "/acompanhamento"
        )
        narrowed = visitor.get(f"/planos/{plan.slug}/acompanhamento?situacao=feito-com-atraso").text
    assert "Feito com atraso" in page
    assert "Marco número 2" in page
    assert "Marco número 2" not in narrowed
    assert "O contrato está em licitação." in commitment.text
    assert "<del>30 de junho de 2027</del> → 2 de agosto de 2027" in " ".join(commitment.text.split())


def test_any_past_day_can_be_asked_for_and_no_other(app: Flask, cast: Cast, visitor: Browser) -> None:
    plan = a_year(cast)
    with as_of(noon(date(2027, 12, 31))):
        address = f"/planos/{plan.slug}/acompanhamento?dia="
        assert "Em risco" in visitor.get(address + "2027-06-29").text
        for day in ("2028-01-01", "2027-01-09", "ontem"):
            visitor.get(address + day, status=404)


def test_a_plan_that_was_not_published_is_not_followed(app: Flask, cast: Cast, visitor: Browser) -> None:
    visitor.get(f"/planos/{cast.plan.slug}/acompanhamento", status=404)


def test_the_page_of_the_plan_costs_the_same_with_any_number_of_months(
    app: Flask, cast: Cast, visitor: Browser
) -> None:
    plan = a_year(cast)
    with as_of(noon(date(2027, 12, 31))):
        assert len(count(visitor, f"/planos/{plan.slug}/acompanhamento")) <= 10


def test_the_bundle_repeats_every_status_with_python_alone(app: Flask, cast: Cast, tmp_path: Path) -> None:
    plan = a_year(cast)
    unpacked = _unpacked(plan, tmp_path)
    last, earlier = _run(unpacked), _run(unpacked, "--day", "2027-06-29")
    assert last.stdout.splitlines()[-1] == earlier.stdout.splitlines()[-1] == "matches"
    assert [line.split("\t")[1] for line in last.stdout.splitlines()[:-1]] == ["done_late", "late"]
    assert [line.split("\t")[1] for line in earlier.stdout.splitlines()[:-1]] == ["at_risk", "silent"]


def test_one_changed_byte_is_named(app: Flask, cast: Cast, tmp_path: Path) -> None:
    unpacked = _unpacked(a_year(cast), tmp_path)
    facts = unpacked / "facts.json"
    facts.write_bytes(facts.read_bytes().replace("licitação".encode(), "licitaçao".encode(), 1))
    result = _run(unpacked)
    assert result.returncode == 1
    assert "facts.json is not the file that SHA256SUMS names" in result.stdout


def test_a_report_that_was_changed_with_its_sum_is_named_by_its_own_digest(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    plan = a_year(cast)
    facts = bundle.facts_data(plan, date(2027, 12, 31))
    facts["milestones"][0]["reports"][0]["share"] = 99
    for name, content in bundle.files_of(facts).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert "is not as digested" in _run(tmp_path).stdout


def test_the_same_facts_make_the_same_bytes(app: Flask, cast: Cast) -> None:
    plan = a_year(cast)
    first, second = (bundle.archive_of(bundle.facts_data(plan, date(2027, 12, 31))) for _time in range(2))
    assert first == second
    assert json.loads(zipfile.ZipFile(io.BytesIO(first)).read("facts.json"))["plan"] == plan.slug


def _unpacked(plan: Plan, folder: Path) -> Path:
    archive = bundle.archive_of(bundle.facts_data(plan, date(2027, 12, 31)))
    zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
    return folder


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(folder / "follow.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
