"""Bringing proposals in from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.documents.sheets import ImportedTexts, Sheet, moment_of, texts_of
from ogp_participa.core.text import fold
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.content import searchable_body
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State
from ogp_participa.proposals.proposals.queries.finding import last_number
from ogp_participa.proposals.search.actions import prepare
from ogp_participa.proposals.search.models import SearchText

BATCH = 250
MOST_THEMES = 40


@dataclass
class ImportedLine:
    """What became of one row: a reference when it was imported, and what there is to say about it."""

    number: int
    reference: str
    said: str


def import_proposals(plan: Plan, sheet: Sheet, source: str, by: Person | None = None) -> Iterator[ImportedLine]:
    """Publish the rows of a file in the plan, in batches, each line told as it is done.

    Rows that are there already (the same outside reference) are skipped: importing twice imports once.
    """
    themes = {fold(theme.name_pt): theme for theme in db.session.scalars(_themes_of(plan))}
    rows, done = iter(sheet.rows), 0
    while batch := list(islice(rows, BATCH)):
        lines, made = _batch(plan, sheet, source, batch, themes)
        done += made
        yield from lines
    if done:
        record(Kind.PROPOSALS_IMPORTED, by=by, on=plan, count=done, source=source)
        db.session.flush()


def create_plan(title: str, slug: str) -> Plan:
    """A plan to import into: without a calendar, and open to readers."""
    plan = Plan(title=title[:160], slug=slug)
    db.session.add(plan)
    record(Kind.PLAN_CREATED, by=None, on=plan)
    return plan


def _themes_of(plan: Plan) -> sa.Select[Theme]:
    return sa.select(Theme).where(Theme.plan_id == plan.id).limit(MOST_THEMES * 5)


def _batch(
    plan: Plan, sheet: Sheet, source: str, batch: list[tuple[int, dict[str, str]]], themes: dict[str, Theme]
) -> tuple[list[ImportedLine], int]:
    """Import some rows with a handful of statements."""
    lines: list[ImportedLine] = []
    read = [(number, texts_of(row, sheet.columns)) for number, row in batch]
    wanted = {number: _outside(found, source) for number, found in read if found}
    known = sa.select(Proposal.outside_reference).where(
        Proposal.plan_id == plan.id, Proposal.outside_reference.in_(wanted.values())
    )
    there = set(db.session.scalars(known))
    made: list[tuple[int, ImportedTexts, Proposal]] = []
    moment = now()
    following = last_number(moment.year) + 1
    for number, found in read:
        if found is None:
            lines.append(ImportedLine(number, "", "skipped: neither a title nor a text"))
        elif wanted[number] in there:
            lines.append(ImportedLine(number, "", f"skipped: {wanted[number]} is there already"))
        else:
            there.add(wanted[number])
            theme = _theme(plan, found.values.get("theme", ""), themes)
            proposal = _proposal(plan, found, sheet.language, wanted[number], theme, moment)
            proposal.year, proposal.number = moment.year, following
            following += 1
            made.append((number, found, proposal))
    proposals = [proposal for _number, _found, proposal in made]
    db.session.add_all(proposals)
    db.session.flush()
    beside = [*map(_version, proposals), *(_searchable(proposal) for proposal in proposals)]
    db.session.add_all(beside)
    db.session.flush()
    lines += [ImportedLine(number, proposal.reference, "; ".join(found.notes)) for number, found, proposal in made]
    for thing in (*beside, *proposals):
        db.session.expunge(thing)  # a long file never stands in memory at once
    return sorted(lines, key=lambda line: line.number), len(made)


def _outside(found: ImportedTexts, source: str) -> str:
    """What the row is called where it comes from: its address or number there; else a digest of what it says."""
    given = found.values.get("reference") or found.values.get("link") or ""
    if not given:
        text = "\n".join(found.values.get(name, "") for name in ("title", "problem", "change"))
        given = blake2b(text.encode(), digest_size=12).hexdigest()
    name = given if given.startswith(("http://", "https://")) else f"{source}#{given}"
    return name if len(name) <= 200 else f"{source[:100]}#{blake2b(name.encode(), digest_size=16).hexdigest()}"


def _theme(plan: Plan, name: str, themes: dict[str, Theme]) -> Theme | None:
    """The theme of that name; made when the plan has none, unless there are many."""
    name = " ".join(name.split())[:80]
    if not name:
        return None
    if fold(name) not in themes and len(themes) < MOST_THEMES:
        key = blake2b(fold(name).encode(), digest_size=6).hexdigest()
        themes[fold(name)] = Theme(plan_id=plan.id, key=f"t-{key}", name_pt=name)
        db.session.add(themes[fold(name)])
        db.session.flush()
    return themes.get(fold(name))


def _territory(name: str) -> str | None:
    """The code of a subprefeitura by code or name; None means the whole city."""
    wanted = fold(name).strip()
    return next((code for code, t in TERRITORIES.items() if wanted in (code.lower(), fold(t.name))), None)


def _proposal(
    plan: Plan, found: ImportedTexts, language: str, outside: str, theme: Theme | None, moment: Any
) -> Proposal:
    """The published proposal of a row."""
    value = found.values
    submitted = moment_of(value.get("submitted", "")) or moment
    return Proposal(
        plan_id=plan.id,
        state=State.PUBLISHED,
        language=language,
        outside_reference=outside,
        theme_id=theme.id if theme else None,
        signed=value["signature"],
        territory=_territory(value.get("territory", "")),
        title=value["title"],
        summary=value["summary"],
        problem=value.get("problem", ""),
        change=value.get("change", ""),
        link=value.get("link", ""),
        values=[],
        submitted_at=min(submitted, moment),
        published_at=moment,
    )


def _searchable(proposal: Proposal) -> SearchText:
    """What search looks through."""
    return prepare(proposal.id, proposal.plan_id, proposal.title, searchable_body(proposal))


def _version(proposal: Proposal) -> ProposalVersion:
    """What it says, as its first version."""
    names = ("title", "summary", "problem", "change", "territory", "link", "values", "theme_id")
    return ProposalVersion(
        proposal_id=proposal.id,
        number=1,
        at=proposal.submitted_at,
        **{name: getattr(proposal, name) for name in names},
    )
