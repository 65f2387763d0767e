"""The words of a draft's pages: its steps, OGP's values and the ways to sign."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.dates import day
from ogp_participa.edition.plans.models import Stage, Value
from ogp_participa.people.accounts.models import Person, Signature, signed_name
from ogp_participa.proposals.drafts.models import UNSURE, DraftStep
from ogp_participa.proposals.proposals.models import Proposal

STEP_NAMES: dict[str, LazyString] = {
    DraftStep.PROBLEM: _l("The problem"),
    DraftStep.IDEA: _l("Your idea"),
    DraftStep.THEME: _l("What it improves"),
    DraftStep.PLACE: _l("Where it applies"),
    DraftStep.SIGNATURE: _l("Your signature"),
}
VALUE_NAMES: dict[str, LazyString] = {
    Value.ACCESS_TO_INFORMATION: _l("Access to information"),
    Value.CIVIC_PARTICIPATION: _l("Civic participation"),
    Value.PUBLIC_ACCOUNTABILITY: _l("Public accountability"),
    Value.TECHNOLOGY_AND_INNOVATION: _l("Technology and innovation"),
    UNSURE: _l("I don't know"),
}
VALUE_HINTS: dict[str, LazyString] = {
    Value.ACCESS_TO_INFORMATION: _l("People find and understand what City Hall knows and does."),
    Value.CIVIC_PARTICIPATION: _l("People take part before City Hall decides."),
    Value.PUBLIC_ACCOUNTABILITY: _l("City Hall explains what it did, and answers for it."),
    Value.TECHNOLOGY_AND_INNOVATION: _l("Technology makes the other three easier."),
    UNSURE: _l("No problem: the forum helps to find it."),
}
SIGNATURES: dict[str, LazyString] = {
    Signature.INITIAL: _l("First name and initial"),
    Signature.FULL: _l("Full name"),
    Signature.COLLECTIVE: _l("In the name of a collective"),
}
PROBLEM_EXAMPLE = _l(
    "“The bus of my neighbourhood changes its timetable and nobody is told. We find out at the stop, and lose the hour "
    "of work.”"
)


def signatures_of(person: Person | None) -> dict[str, str]:
    """Return how each way of signing would look."""
    name = person.name if person else "Maria Aparecida Souza"
    return {
        Signature.INITIAL: signed_name(name, Signature.INITIAL),
        Signature.FULL: name,
        Signature.COLLECTIVE: _("The name of the collective stands instead of yours."),
    }


def steps_after_sending(proposal: Proposal, reading: Stage | None, voting: Sequence[Stage]) -> list[dict[str, Any]]:
    """Return what comes after a proposal was sent, with dates, as the macro ``timeline`` draws it."""
    until = _("until %(when)s", when=day(reading.closes_at)) if reading else ""
    votes = [
        {
            "title": _("Voting"),
            "sign": "○",
            "future": True,
            "at": _("from %(start)s to %(end)s", start=day(stage.opens_at), end=day(stage.closes_at)),
            "text": _("Residents choose among the published proposals."),
        }
        for stage in voting
    ]
    return [
        {"title": _("Sent"), "sign": "✓", "tone": "ok", "at": day(proposal.submitted_at)},
        {
            "title": _("The Forum reads it"),
            "sign": "◔",
            "tone": "info",
            "future": True,
            "at": until,
            "text": _("It may be published, joined with a similar one, or come back with a question."),
        },
        *votes,
        {
            "title": _("An answer with a reason"),
            "sign": "○",
            "future": True,
            "text": _("Chosen or not, you will know why."),
        },
    ]
