"""What a draft still lacks before it can be sent, and what each missing answer is called."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.people.accounts.models import Signature
from ogp_participa.proposals.drafts.models import Draft, DraftStep

LIMITS = {"title": 100, "summary": 200, "problem": 3000, "change": 3000, "link": 500, "collective": 120}
"""The most letters of each text."""

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


@dataclass(frozen=True)
class Gap:
    """Something a draft lacks before it can be sent, and the page where it is mended."""

    step: DraftStep
    sentence: str


def is_question(title: str) -> bool:
    """Tell whether a title asks instead of proposing."""
    return title.rstrip().endswith("?")


def gaps(draft: Draft) -> list[Gap]:
    """Return what the draft still lacks, in the order of its pages."""
    lacking: list[Gap] = []

    def lacks(step: DraftStep, sentence: str | LazyString) -> None:
        lacking.append(Gap(step, str(sentence)))

    for step, name in ((DraftStep.PROBLEM, "problem"), (DraftStep.IDEA, "title"), (DraftStep.IDEA, "change")):
        length = len(getattr(draft, name))
        if not length:
            lacks(step, EMPTY[name])
        elif length > LIMITS[name]:
            lacks(step, _("This can have up to %(max)s letters. Yours has %(n)s.", max=LIMITS[name], n=length))
    if is_question(draft.title):
        lacks(DraftStep.IDEA, QUESTION)
    if not draft.values:
        lacks(DraftStep.THEME, EMPTY["values"])
    if not draft.whole_city and not draft.territory:
        lacks(DraftStep.PLACE, EMPTY["where"])
    if draft.signature is None:
        lacks(DraftStep.SIGNATURE, EMPTY["signature"])
    elif draft.signature is Signature.COLLECTIVE and not draft.collective:
        lacks(DraftStep.SIGNATURE, EMPTY["collective"])
    return lacking
