"""Which passages a draft has, who says what of them and until when."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.dates import city_day, weekday_moment
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.content import LABELS, VALUES
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, DraftPart, PlanDraft
from ogp_participa.edition.plans.models import Plan, Right, Value
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person

LONGEST = 4000
LONGEST_REPLACEMENT = 8000
LONGEST_TITLE = 160
LATE_ENTRIES = timedelta(days=7)
"""How long after the end staff still type in what people said at a session held before it."""

WHOLE = "tudo"
"""How an address names a whole commitment."""

PATHS: dict[str, str] = {
    "title": "titulo",
    "summary": "resumo",
    "problem": "problema",
    "causes": "causas",
    "status_quo": "situacao",
    "done_so_far": "feito",
    "action": "acao",
    "result": "resultado",
    Value.ACCESS_TO_INFORMATION.value: "valor-acesso",
    Value.CIVIC_PARTICIPATION.value: "valor-participacao",
    Value.PUBLIC_ACCOUNTABILITY.value: "valor-contas",
    Value.TECHNOLOGY_AND_INNOVATION.value: "valor-tecnologia",
    "milestone": "marco",
}
"""The fields that people comment on, in the order of reading, and how addresses name them."""

KINDS: dict[ContributionKind, LazyString] = {
    ContributionKind.WORDING: _l("Change of the text"),
    ContributionKind.QUESTION: _l("Question"),
    ContributionKind.SUPPORT: _l("Support"),
    ContributionKind.OBJECTION: _l("Objection"),
    ContributionKind.NEW_COMMITMENT: _l("New commitment"),
}

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Passage:
    """A paragraph of a field, or a milestone. ``key`` names it in the draft for good, ``path`` in addresses."""

    field: str
    number: int
    text: str
    cited: str = ""

    @property
    def key(self) -> str:
        """How contributions name it: "problem-2", or "milestone-3" by its serial."""
        return f"{self.field}-{self.number}"

    @property
    def path(self) -> str:
        """How addresses name it: "problema-2", "marco-3"."""
        return f"{PATHS[self.field]}-{self.number}"


@dataclass(frozen=True)
class Place:
    """What a contribution is about: a passage, a whole commitment (``part`` alone) or the whole draft."""

    draft: PlanDraft
    part: DraftPart | None = None
    passage: Passage | None = None
    new: bool = False


@dataclass(frozen=True)
class Words:
    """What somebody says."""

    kind: ContributionKind
    text: str
    replacement: str = ""
    title: str = ""


def path_of(key: str) -> str:
    """The address part of a passage by its key; of a whole commitment for none."""
    field, _dash, number = key.rpartition("-")
    return f"{PATHS[field]}-{number}" if field in PATHS else WHOLE


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, as people count them."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def passages_of(content: Mapping[str, Any]) -> list[Passage]:
    """Everything in a frozen commitment that can be commented on, in the order of reading."""
    return [*_paragraphs(content), *_milestones(content)]


def _paragraphs(content: Mapping[str, Any]) -> Iterator[Passage]:
    served = content.get("served", {})
    for field in PATHS:
        text = str(served.get(field) or content.get(field) or "")
        for number, paragraph in enumerate(paragraphs(text), start=1):
            yield Passage(field, number, paragraph)


def _milestones(content: Mapping[str, Any]) -> Iterator[Passage]:
    for one in content.get("milestones", []):
        text = "\n\n".join(part for part in (one["title"], one["output"]) if part)
        yield Passage("milestone", one["serial"], text, one["number"])


def field_label(field: str) -> str:
    """A field in words."""
    return str(LABELS[field]) if field in LABELS else str(VALUES[Value(field)])


def place_in_words(number: int | None, key: str, cited: str) -> str:
    """Where a contribution stands: "Commitment 3 › What problem does it face? › paragraph 2"."""
    if number is None:
        return str(_("The whole plan"))
    where = str(_("Commitment %(number)s", number=number))
    field, _dash, paragraph = key.rpartition("-")
    if not field:
        return where
    if field == "milestone":
        return f"{where} › {_('Milestone %(number)s', number=cited)}"
    return f"{where} › {field_label(field)} › {_('paragraph %(n)s', n=paragraph)}"


def can_open(person: Person | None, plan: Plan, commitments: int, changed: bool, now: datetime) -> Verdict:
    """Staff put a draft before the public when there is something new to read, and a consultation to come or open."""
    if not can_manage(person):
        return can_manage(person)
    if plan.historical:
        return no(_l("This plan is of the past: nothing about it is consulted any more."))
    if not any(stage.closes_at > now for stage in plan.stages_with(Right.CONSULT)):
        return no(_l("The calendar has no consultation that is open or still to come. Write its dates first."))
    if not commitments:
        return no(_l("There is no commitment to consult on yet."))
    return YES if changed else no(_l("Nothing has changed since the newest draft: it would be the same again."))


def is_open(draft: PlanDraft, newest: int, now: datetime) -> Verdict:
    """Whether people can say something of this draft now; when not, why, and what comes."""
    stages = draft.plan.stages_with(Right.CONSULT)
    if draft.number < newest and any(stage.closes_at > now for stage in stages):
        return no(_l("There is a newer draft. What you say now belongs there."))
    if any(stage.is_open(now) for stage in stages):
        return YES
    coming = min((stage.opens_at for stage in stages if stage.opens_at > now), default=None)
    if coming is not None:
        return no(_("The consultation opens %(when)s.", when=weekday_moment(coming)))
    closed = max((stage.closes_at for stage in stages), default=None)
    if closed is None:
        return no(_l("The calendar of this plan has no consultation."))
    return no(_("The consultation closed %(when)s.", when=weekday_moment(closed)))


def closes_at(draft: PlanDraft, now: datetime) -> datetime | None:
    """Until when people can say something, while they can."""
    return max((s.closes_at for s in draft.plan.stages_with(Right.CONSULT) if s.is_open(now)), default=None)


def can_contribute(person: Person | None, draft: PlanDraft, newest: int, now: datetime) -> Verdict:
    """People who proved that their e-mail address is theirs, while the consultation is open."""
    verdict = is_open(draft, newest, now)
    if not verdict:
        return verdict
    if person is None:
        return no(_l("Sign in to take part in the consultation."))
    if not person.is_confirmed:
        return no(_l("Confirm your e-mail address to take part. The link is in the message that we sent you."))
    return YES


def can_enter(person: Person | None, draft: PlanDraft, newest: int, held_on: date, now: datetime) -> Verdict:
    """Staff type in what was said at a session: while the consultation is open, and for some days afterwards when the
    session was held before it closed."""
    verdict = is_open(draft, newest, now)
    closed = [stage.closes_at for stage in draft.plan.stages_with(Right.CONSULT) if stage.closes_at <= now]
    late = closed and now < max(closed) + LATE_ENTRIES and held_on <= city_day(max(closed))
    if not verdict and late and draft.number == newest:
        verdict = YES
    return first_no(can_manage(person), verdict)


def fits(place: Place, words: Words) -> Verdict:
    """Whether the words belong to the place: new commitments where they are asked for, new wording to a passage."""
    if place.new != (words.kind is ContributionKind.NEW_COMMITMENT):
        return no(_l("Choose what you want to say."))
    if place.new and not place.draft.accepts_new:
        return no(_l("This draft accepts changes of the wording only, no new commitments."))
    if words.replacement and (place.passage is None or words.kind is not ContributionKind.WORDING):
        return no(_l("A new wording is proposed for one passage. Choose the passage first."))
    if words.replacement and place.passage is not None and words.replacement == place.passage.text:
        return no(_l("This is the wording that is there already."))
    return has_words(words)


def has_words(words: Words) -> Verdict:
    """A contribution says something; a proposed wording speaks for itself."""
    if not words.text.strip() and not words.replacement.strip():
        return no(_l("Write what you want to say."))
    if words.kind is ContributionKind.NEW_COMMITMENT and not words.title.strip():
        return no(_l("Give the commitment a title."))
    sizes = ((words.text, LONGEST), (words.replacement, LONGEST_REPLACEMENT), (words.title, LONGEST_TITLE))
    too_long = next((most for text, most in sizes if len(text) > most), None)
    return no(_l("This can have up to %(max)s letters.", max=too_long)) if too_long else YES


def can_agree(person: Person | None, contribution: Contribution, newest: int, now: datetime) -> Verdict:
    """Anybody who could have written it, but whoever did."""
    verdict = can_contribute(person, contribution.draft, newest, now)
    if not verdict:
        return verdict
    if person is not None and contribution.author_id == person.id:
        return no(_l("You wrote this yourself."))
    return no(_l("This contribution is hidden.")) if contribution.hidden else YES
