"""A published version as files: for paper (which headings, which lines, in which order), and as data."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from ogp_participa.core.dates import day
from ogp_participa.core.documents.paper import Paper, Section, Table
from ogp_participa.core.hosts import site_url
from ogp_participa.core.i18n import lang
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments.content import LABELS, ROLES, VALUES
from ogp_participa.drafting.commitments.models import InstitutionRole
from ogp_participa.edition.plans.models import Value

DRAWN = 3
"""The way of drawing: another number when the same data shall make another file."""

MARKS = (
    *("plan", "version", "commitment", "milestone", "title", "output", "institution", "starts_on", "ends_on"),
    "address",
)
"""The columns of the file of milestones."""
NOTHING = "–"
"""What stands where nothing was filled in."""

WIDTHS = (7, 27, 24, 16, 13, 13)
"""How wide the columns of the milestones are on paper, of a hundred."""

TEXTS = ("problem", "causes", "status_quo", "done_so_far", "action", "result")


def paper_of(record: Mapping[str, Any], at: datetime, author: str) -> Paper:
    """Return the whole document."""
    span = "–".join(part for part in (record["starts"], record["ends"]) if part)
    published = _("Version %(n)s, published on %(day)s", n=record["version"], day=day(at))
    return Paper(
        language=lang(),
        written_in=record["language"],
        title=record["title"],
        subtitle=" · ".join(part for part in (span, published) if part),
        author=author,
        subject=_("Open Government Action Plan"),
        made_at=at,
        contents=_("Contents"),
        page=_("Page"),
        sections=[
            *_opening(record),
            *(part for commitment in record["commitments"] for part in _commitment(commitment)),
        ],
    )


def _opening(record: Mapping[str, Any]) -> Iterator[Section]:
    if record["summary"]:
        yield Section(_("Summary"), 1, text=record["summary"], own_page=True)
    if record["foreword"]:
        yield Section(_("Foreword"), 1, text=record["foreword"], own_page=not record["summary"])


def _commitment(commitment: Mapping[str, Any]) -> Iterator[Section]:
    title = f"{commitment['reference']} {commitment['title']}"
    yield Section(title, 1, text=commitment["summary"], lines=list(_lines(commitment)), own_page=True)
    for name in TEXTS:
        if commitment[name]:
            yield Section(str(LABELS[name]), text=commitment[name])
    for value, how in commitment["served"].items():
        yield Section(_("OGP value: %(value)s", value=VALUES[Value(value)]), text=how)
    if commitment["milestones"]:
        yield Section(str(LABELS["milestones"]), table=_milestones(commitment))
    if commitment["came_from"]:
        proposals = [f"{source['reference']} {source['title']}" for source in commitment["came_from"]]
        yield Section(_("Where it came from"), items=proposals)


def _lines(commitment: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if commitment["ogp_id"]:
        yield _("OGP number"), commitment["ogp_id"]
    for name in ("starts_on", "ends_on"):
        yield str(LABELS[name]), _written(commitment[name])
    yield str(LABELS["areas"]), "; ".join(str(AREAS.get(key, key)) for key in commitment["areas"]) or NOTHING
    for part in commitment["institutions"]:
        contact = (part["name"], part["contact_name"], part["contact_post"], part["contact_email"])
        yield str(ROLES[InstitutionRole(part["role"])]), " · ".join(text for text in contact if text)


def _milestones(commitment: Mapping[str, Any]) -> Table:
    head = (_("No."), _("What will be done"), _("What it delivers"), _("Who is responsible"), LABELS["starts_on"])
    rows = [
        (
            *(mark["number"], *(mark[name] or NOTHING for name in ("title", "output", "institution"))),
            *(_in_figures(mark["starts_on"]), _in_figures(mark["ends_on"])),
        )
        for mark in commitment["milestones"]
    ]
    caption = _("Milestones of %(ref)s", ref=commitment["reference"])
    return Table(caption, [*map(str, head), str(LABELS["ends_on"])], rows, WIDTHS)


def _written(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else NOTHING


def _in_figures(value: str | None) -> str:
    """Return a day that fits a narrow column: "18/11/2026"."""
    return str(format_date(date.fromisoformat(value), "short")) if value else NOTHING


def digest_of(record: dict[str, Any], kind: str) -> str:
    """Return what a file is made of, in a few letters: its data, and the way of drawing."""
    # Data hold addresses, paper holds none.
    host = site_url() if kind in ("json", "csv") else ""
    source = json.dumps([DRAWN, kind, host, lang() if kind in ("docx", "pdf") else "", record], sort_keys=True)
    return hashlib.blake2b(source.encode(), digest_size=16).hexdigest()


def plan_json(record: dict[str, Any]) -> str:
    """Return the version as data, with the address of its schema and of everything that it names."""
    number = record["version"]
    return json.dumps(
        {
            "$schema": url_for("publication.schema", _external=True),
            "address": url_for("publication.version", slug=record["plan"], number=number, _external=True),
            **record,
            "commitments": [with_addresses(commitment) for commitment in record["commitments"]],
        },
        ensure_ascii=False,
    )


def with_addresses(commitment: dict[str, Any]) -> dict[str, Any]:
    """Return a commitment with the addresses of its page, of its data, and of the data of the proposals in it."""
    ref = commitment["reference"]
    came = [
        {**proposal, "address": url_for("opendata.proposal_json", reference=proposal["reference"], _external=True)}
        for proposal in commitment["came_from"]
    ]
    return {
        **commitment,
        "address": url_for("commitments.show", reference=ref, _external=True),
        "data": url_for("opendata.version_json", reference=ref, number=commitment["version"], _external=True),
        "came_from": came,
    }


def milestones_csv(record: dict[str, Any], cell: Callable[[Any], str]) -> str:
    """Return every milestone of the version as a spreadsheet; ``cell`` writes what no spreadsheet takes for a
    formula."""
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written)
    writer.writerow(MARKS)
    for commitment in record["commitments"]:
        page = url_for("commitments.show", reference=commitment["reference"], _external=True)
        for mark in commitment["milestones"]:
            texts = [mark[name] for name in ("title", "output", "institution", "starts_on", "ends_on")]
            address = f"{page}#marco-{mark['serial']}"
            row = [record["plan"], record["version"], commitment["reference"], mark["number"], *texts, address]
            writer.writerow([cell(value) for value in row])
    return written.getvalue()
