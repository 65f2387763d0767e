"""The kinds and places of contributions in people's words, and the words that somebody contributes."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.drafting.commitments.content import LABELS, VALUES
from ogp_participa.drafting.consultation.models import ContributionKind
from ogp_participa.edition.plans.models import Value

KINDS: dict[ContributionKind, LazyString] = {
    ContributionKind.WORDING: _l("Change of the text"),
    ContributionKind.QUESTION: _l("Question"),
    ContributionKind.SUPPORT: _l("Support"),
    ContributionKind.OBJECTION: _l("Objection"),
    ContributionKind.NEW_COMMITMENT: _l("New commitment"),
}


@dataclass(frozen=True)
class ContributionWords:
    """What somebody says: of which kind, and in which words."""

    kind: ContributionKind
    text: str
    replacement: str = ""
    title: str = ""


def field_label(field: str) -> str:
    """Return a field of a commitment in words."""
    return str(LABELS[field]) if field in LABELS else str(VALUES[Value(field)])


def place_in_words(number: int | None, key: str, cited: str) -> str:
    """Return where a contribution stands: "Commitment 3 › What problem does it face? › paragraph 2".

    ``number`` is the commitment's (None: the whole plan), ``key`` the passage's, ``cited`` the milestone's of that day.
    """
    if number is None:
        return str(_("The whole plan"))
    where = str(_("Commitment %(number)s", number=number))
    field, _dash, paragraph = key.rpartition("-")
    if not field:
        return where
    if field == "milestone":
        return f"{where} › {_('Milestone %(number)s', number=cited)}"
    return f"{where} › {field_label(field)} › {_('paragraph %(n)s', n=paragraph)}"
