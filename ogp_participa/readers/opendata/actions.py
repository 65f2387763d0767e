"""Bringing proposals in from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import islice

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.content import searchable_body, version_of
from ogp_participa.proposals.proposals.models import Proposal, ProposalTexts, ProposalValue, ProposalVersion, State
from ogp_participa.proposals.proposals.queries.finding import last_number
from ogp_participa.proposals.search.actions import prepare
from ogp_participa.readers.opendata.imported_rows import REFERENCE, ImportedTexts, Sheet, texts_of

BATCH = 250
MOST_THEMES = 40


@dataclass
class ImportedLine:
    """What became of one row: a reference when it was imported, and what there is to say about it."""

    number: int
    reference: str
    note: str


class Themes:
    """The themes of a plan by name and by key; one that the plan lacks is made, unless there are many."""

    def __init__(self, plan: Plan) -> None:
        query = sa.select(Theme).where(Theme.plan_id == plan.id).limit(MOST_THEMES * 5)
        themes = list(db.session.scalars(query))
        self.plan = plan
        self.by_name = {**{theme.key: theme for theme in themes}, **{fold(theme.name_pt): theme for theme in themes}}
        self.number = len(themes)

    def named(self, row: ImportedTexts) -> Theme | None:
        """Return the theme of a row; None without one, or when the plan has too many (the row says so)."""
        name = row.values.get("theme", "")
        if name and fold(name) not in self.by_name:
            if self.number >= MOST_THEMES:
                row.notes.append(f"the plan has {self.number} themes already: this one was left out: {name}")
                return None
            key = blake2b(fold(name).encode(), digest_size=6).hexdigest()
            theme = Theme(plan_id=self.plan.id, key=f"t-{key}", name_pt=name)
            db.session.add(theme)
            db.session.flush()
            self.by_name[fold(name)], self.number = theme, self.number + 1
        return self.by_name.get(fold(name)) if name else None


def import_proposals(plan: Plan, sheet: Sheet, source: str, by: Person | None = None) -> Iterator[ImportedLine]:
    """Publish the rows of a file in the plan, in batches, and yield what became of each.

    Rows that are there already, and say the same, are skipped: importing twice imports once.
    """
    themes, rows, done = Themes(plan), iter(sheet.rows), 0
    while batch := list(islice(rows, BATCH)):
        lines = _batch(plan, sheet, source, batch, themes)
        done += sum(bool(line.reference) for line in lines)
        yield from lines
    if done:
        record(Kind.PROPOSALS_IMPORTED, by=by, on=plan, count=done, source=source)
        db.session.flush()


def create_plan(title: str, slug: str) -> Plan:
    """Create a plan to import into: without a calendar, and open to readers."""
    plan = Plan(title=title[:160], slug=slug)
    db.session.add(plan)
    record(Kind.PLAN_CREATED, by=None, on=plan)
    return plan


def _batch(
    plan: Plan, sheet: Sheet, source: str, batch: list[tuple[int, list[str]]], themes: Themes
) -> list[ImportedLine]:
    """Import some rows with a handful of statements."""
    moment = now()
    rows = [(number, texts_of(cells, sheet, moment)) for number, cells in batch]
    lines = [ImportedLine(number, "", "skipped: neither a title nor a text") for number, row in rows if row is None]
    read = [(number, row, _proposal(plan, row, themes.named(row), moment)) for number, row in rows if row]
    names = [_names(row, source, _digest(proposal)) for _number, row, proposal in read]
    there = _there_already(plan, {name for pair in names for name in pair})
    following = last_number(moment.year) + 1
    imported: list[tuple[int, ImportedTexts, Proposal]] = []
    for (number, row, proposal), (usual, longer) in zip(read, names, strict=True):
        digest = _digest(proposal)
        name = usual if there.get(usual, digest) == digest else longer
        if name == longer:
            row.notes.append(f"{usual} is there already and says something else: both are kept")
        if name in there:
            lines.append(ImportedLine(number, "", f"skipped: {name} is there already and says the same"))
            continue
        there[name] = digest
        proposal.outside_reference, proposal.year, proposal.number = name, moment.year, following
        following += 1
        imported.append((number, row, proposal))
    _store([proposal for _number, _row, proposal in imported])
    lines += [ImportedLine(number, proposal.reference, "; ".join(row.notes)) for number, row, proposal in imported]
    return sorted(lines, key=lambda line: line.number)


def _store(proposals: list[Proposal]) -> None:
    """Store proposals with their first version, their values and what search looks through, and let go of them."""
    db.session.add_all(proposals)
    db.session.flush()
    beside: list[object] = [version_of(proposal, at=proposal.submitted_at) for proposal in proposals]
    beside += [prepare(thing.id, thing.plan_id, thing.title, searchable_body(thing)) for thing in proposals]
    beside += [ProposalValue(proposal_id=thing.id, value=value) for thing in proposals for value in thing.values]
    db.session.add_all(beside)
    db.session.flush()
    for thing in (*beside, *proposals):
        db.session.expunge(thing)  # a long file never stands in memory at once


def _there_already(plan: Plan, names: set[str]) -> dict[str, str]:
    """Return what was imported under these names, by its name: a digest of what it said when it came."""
    query = (
        sa.select(Proposal.outside_reference, ProposalVersion)
        .join(ProposalVersion, sa.and_(ProposalVersion.proposal_id == Proposal.id, ProposalVersion.number == 1))
        .where(Proposal.plan_id == plan.id, Proposal.outside_reference.in_(names))
    )
    return {str(name): _digest(version) for name, version in db.session.execute(query)}


def _digest(texts: ProposalTexts) -> str:
    """Return a digest of what a proposal says: rows are the same only when they say the same."""
    words = (texts.title, texts.summary, texts.problem, texts.change, texts.link, texts.territory or "")
    return blake2b("\0".join(words).encode(), digest_size=12).hexdigest()


def _names(row: ImportedTexts, source: str, digest: str) -> tuple[str, str]:
    """Return what the row is called where it comes from, and what it is called beside another one of that name.

    That is its number or its address there; without either, a digest of what it says.
    """
    name = row.values.get("reference") or row.values.get("link") or digest
    name = name if name.startswith(("http://", "https://")) else f"{source}#{name}"
    return _short(name), _short(f"{name}#{digest}")


def _short(name: str) -> str:
    """Return a name that fits into its column."""
    return name if len(name) <= REFERENCE else f"{name[:100]}#{blake2b(name.encode(), digest_size=16).hexdigest()}"


def _proposal(plan: Plan, row: ImportedTexts, theme: Theme | None, moment: datetime) -> Proposal:
    """Return the published proposal of a row, not stored yet and without a number."""
    value = row.values
    return Proposal(
        plan_id=plan.id,
        state=State.PUBLISHED,
        version=1,
        language=row.language,
        theme_id=theme.id if theme else None,
        signed=value["signature"],
        territory=row.territory,
        title=value["title"],
        summary=value["summary"],
        problem=value.get("problem", ""),
        change=value.get("change", ""),
        link=value.get("link", ""),
        values=row.ogp_values,
        submitted_at=row.submitted or moment,
        undated=row.submitted is None,
        published_at=moment,
    )
