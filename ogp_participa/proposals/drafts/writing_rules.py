"""Who may write, send, mend and withdraw a proposal; what a draft still lacks; and advice that never blocks."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.dates import weekday_moment
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.people.accounts.models import Person, Signature
from ogp_participa.proposals.drafts.models import Draft, Step
from ogp_participa.proposals.proposals.models import Proposal, State

LIMITS = {"title": 100, "summary": 200, "problem": 3000, "change": 3000, "link": 500, "collective": 120}
"""The most letters of each text."""

LONG_SENTENCE = 30

EMPTY: dict[str, LazyString] = {
    "problem": _l("Write what the problem is"),
    "title": _l("Give your idea a short name"),
    "change": _l("Write what City Hall should do"),
    "values": _l("Choose what your idea improves, or “I don't know”"),
    "where": _l("Choose where the idea applies"),
    "signature": _l("Choose how you want to sign"),
    "collective": _l("Write the name of the collective"),
}
QUESTION = _l("Write the name as an idea, not a question. Example: “Publish bus times”")

_PERSONAL = re.compile(
    r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|(?<!\d)\d{11}(?!\d)"
    r"|\(\d{2}\)\s?9?\d{4}[\s.-]?\d{4}\b|\b\d{2}\s9\d{4}[\s.-]?\d{4}\b|(?<!\d)9\d{4}-\d{4}\b|\+55\s?\d{2}"
)


@dataclass(frozen=True)
class Gap:
    """Something a draft lacks before it can be sent, and the page where it is mended."""

    step: Step
    sentence: str


def is_question(title: str) -> bool:
    """Whether a title asks instead of proposing."""
    return title.rstrip().endswith("?")


def gaps(draft: Draft) -> list[Gap]:
    """What the draft still lacks, in the order of its pages."""
    lacking: list[Gap] = []

    def lacks(step: Step, sentence: str | LazyString) -> None:
        lacking.append(Gap(step, str(sentence)))

    for step, name in ((Step.PROBLEM, "problem"), (Step.IDEA, "title"), (Step.IDEA, "change")):
        length = len(getattr(draft, name))
        if not length:
            lacks(step, EMPTY[name])
        elif length > LIMITS[name]:
            lacks(step, _("This can have up to %(max)s letters. Yours has %(n)s.", max=LIMITS[name], n=length))
    if is_question(draft.title):
        lacks(Step.IDEA, QUESTION)
    if not draft.values:
        lacks(Step.THEME, EMPTY["values"])
    if not draft.whole_city and not draft.territory:
        lacks(Step.PLACE, EMPTY["where"])
    if draft.signature is None:
        lacks(Step.SIGNATURE, EMPTY["signature"])
    elif draft.signature is Signature.COLLECTIVE and not draft.collective:
        lacks(Step.SIGNATURE, EMPTY["collective"])
    return lacking


def has_account(person: Person | None) -> Verdict:
    """Sending needs an account with a confirmed e-mail address."""
    if person is None:
        return no(_l("To send it, sign in or create an account. Your text stays here."))
    if not person.is_confirmed:
        return no(_l("To send your proposal, confirm your e-mail first. It takes 1 minute, and your text stays here."))
    return YES


def receives(plan: Plan, now: datetime) -> Verdict:
    """Whether proposals are being received; the sentence says since when, or until when, not."""
    if is_open(plan, Right.PROPOSE, now):
        return YES
    stages = plan.stages_with(Right.PROPOSE)
    opening = min((s.opens_at for s in stages if s.opens_at > now), default=None)
    if opening:
        return no(_("Proposals open on %(when)s.", when=weekday_moment(opening)))
    closed = max((s.closes_at for s in stages), default=None)
    if closed:
        return no(_("The deadline was %(when)s.", when=weekday_moment(closed)))
    return no(_("Proposals are not being received now."))


def can_amend(person: Person | None, proposal: Proposal, now: datetime) -> Verdict:
    """The author mends what the forum returned, as long as the forum reads."""
    if person is None or person.id != proposal.author_id:
        return no(_l("Only who wrote the proposal can change it."))
    if proposal.state is not State.NEEDS_CHANGE:
        return no(_l("A proposal can be changed only when the forum asks for it."))
    return first_no(still_reads(proposal.plan, now), has_account(person))


def still_reads(plan: Plan, now: datetime) -> Verdict:
    """New texts are taken while proposals are received or the forum still reads them."""
    return YES if is_open(plan, Right.PROPOSE, now) else is_open(plan, Right.MODERATE, now)


def shows_personal_data(*texts: str) -> bool:
    """Whether a text seems to hold a CPF or a telephone number. A hint to look again, never a block."""
    return any(_PERSONAL.search(text) for text in texts)


def long_sentences(text: str, most: int = 2) -> list[tuple[int, str]]:
    """Sentences that are hard to read: how many words, and how they begin. Advice, never a block."""
    sentences = re.split(r"(?<=[.!?…;:])\s+|\n+", text)
    long = [words for words in map(str.split, sentences) if len(words) > LONG_SENTENCE]
    return [(len(words), " ".join(words[:8]) + "…") for words in sorted(long, key=len, reverse=True)[:most]]
