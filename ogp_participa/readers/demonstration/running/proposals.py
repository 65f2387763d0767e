"""What invented people proposed in the demonstration, each with its event."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue, ProposalVersion, State
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.readers.demonstration.data_files import read

MINE = 6  # how many proposals the demonstration's resident wrote

STATES = {
    "published": State.PUBLISHED,
    "workshop": State.PUBLISHED,
    "resent": State.PUBLISHED,
    "waiting": State.IN_REVIEW,
    "second": State.IN_REVIEW,
    "returned": State.NEEDS_CHANGE,
    "refused": State.REFUSED,
    "appealed": State.REFUSED,
    "merged": State.MERGED,
    "withdrawn": State.WITHDRAWN,
}


@dataclass
class ContributionStory:
    """Everything the demonstration knows while it is being made. The same seed tells the same story."""

    plan: Plan
    people: dict[str, Person]
    seats: list[Seat]
    workshops: dict[str, Workshop]
    dice: random.Random = field(default_factory=lambda: random.Random(2026))
    proposals: dict[str, Proposal] = field(default_factory=dict)
    given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        """A moment that many days before now."""
        return now() - timedelta(days=days)

    def member(self, sector: Sector) -> tuple[Seat, Person]:
        """A seat of the sector and who holds it today."""
        day = today()
        held = [(s, t.person) for s in self.seats for t in s.tenures if s.sector is sector and t.holds_on(day)]
        return self.dice.choice(held)

    def event(self, kind: Kind, on: Any, at: datetime, actor: Person | None = None, **details: Any) -> None:
        """An event of the past."""
        made = Event(kind=kind, subject=on.__tablename__, subject_id=on.id, plan_id=self.plan.id, details=details)
        made.actor_id = actor.id if actor else None
        made.at = at
        db.session.add(made)


def add_proposals(story: ContributionStory) -> None:
    """The proposals with their first versions, values and the events of sending them."""
    themes = {
        theme.key: theme.id for theme in db.session.scalars(sa.select(Theme).where(Theme.plan_id == story.plan.id))
    }
    rows = read("proposals")["proposals"]
    _give_some_to(rows, "ana")
    refused = [row for row in rows if row["fate"] == "refused"]
    for row in refused[-2:]:
        row["fate"] = "second"
    story.dice.shuffle(rows)
    ages = sorted((_age(story, row["fate"]) for row in rows), reverse=True)
    rows.sort(key=lambda row: row["fate"] in ("waiting", "second"))
    for number, (row, age) in enumerate(zip(rows, ages, strict=True), start=1):
        author = story.people.get(row["author"] or "")
        first = row["first_version"] or row
        sent = story.ago(age)
        proposal = Proposal(
            plan_id=story.plan.id,
            year=sent.year,
            number=number,
            state=STATES[row["fate"]],
            version=2 if row["first_version"] else 1,
            round=2 if row["first_version"] else 1,
            theme_id=themes[row["theme"]],
            author_id=author.id if author else None,
            signed=author.public_name if author else "",
            workshop_id=story.workshops[row["workshop"]].id if row["workshop"] else None,
            language=row["language"],
            submitted_at=sent,
            **{name: row[name] for name in ("title", "summary", "problem", "change", "territory", "values")},
        )
        story.proposals[row["key"]] = proposal
        story.given[row["key"]] = {**row, "first": first}
    db.session.add_all(story.proposals.values())
    db.session.flush()
    for key, proposal in story.proposals.items():
        _versions(story, proposal, story.given[key])


def _age(story: ContributionStory, fate: str) -> float:
    return story.dice.uniform(0.3, 7) if fate in ("waiting", "second") else story.dice.uniform(7, 35)


def _give_some_to(rows: list[dict[str, Any]], person: str) -> None:
    """A few proposals of each fate for the demonstration's resident, so that her pages are alive."""
    for fate in ("published", "published", "returned", "refused", "merged", "waiting")[:MINE]:
        mine = [row for row in rows if row["fate"] == fate and row["author"] not in (None, person)]
        best = max(mine, key=lambda row: row["popularity"])
        best["author"] = person


def _versions(story: ContributionStory, proposal: Proposal, row: dict[str, Any]) -> None:
    """What it said each time it was sent."""
    author = story.people.get(row["author"] or "")
    resent = proposal.submitted_at + timedelta(days=4)
    names = ("title", "summary", "problem", "change")
    for number, texts in enumerate([row["first"], row] if row["first_version"] else [row], start=1):
        version = ProposalVersion(
            proposal_id=proposal.id,
            number=number,
            theme_id=proposal.theme_id,
            territory=proposal.territory,
            values=row["values"],
            at=proposal.submitted_at if number == 1 else resent,
            **{name: texts[name] for name in names},
        )
        db.session.add(version)
        kind = Kind.PROPOSAL_SUBMITTED if number == 1 else Kind.PROPOSAL_RESENT
        story.event(kind, proposal, version.at, author, version=number)
    db.session.add_all(ProposalValue(proposal_id=proposal.id, value=value) for value in row["values"])
