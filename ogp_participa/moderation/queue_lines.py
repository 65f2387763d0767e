"""The lines of a queue as the desk shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.moderation.queries.queue import Wait, Waiting
from ogp_participa.proposals.proposals.models import Proposal

ENDPOINTS = {Wait.FIRST: "reading.read", Wait.SECOND: "reading.second", Wait.APPEAL: "reading.answer_appeal"}
"""The page on which each kind of waiting ends."""


@dataclass(frozen=True)
class QueueLine:
    """A proposal that waits: its reference, title and address, for how many days, whether it is the page's own."""

    ref: str
    title: str
    href: str
    days: int
    current: bool = False
    note: str = ""


def queue_lines(rows: Iterable[Waiting], wait: Wait, lang: str, current: Proposal | None = None) -> list[QueueLine]:
    """Return the lines of the queue's page; beside a proposal that is read (``current``) they stand without a note."""
    return [
        QueueLine(
            ref=row.proposal.reference,
            title=row.proposal.title,
            href=url_for(ENDPOINTS[wait], reference=row.proposal.reference),
            days=row.days,
            current=current is not None and row.proposal.id == current.id,
            note="" if current else _note(row, lang),
        )
        for row in rows
    ]


def _note(row: Waiting, lang: str) -> str:
    proposal = row.proposal
    parts = [
        proposal.theme.name(lang) if proposal.theme else _("Without a theme"),
        name_of(proposal.territory) or _("The whole city"),
    ]
    return " · ".join([*parts, *([] if row.mine else [_("for other members")])])
