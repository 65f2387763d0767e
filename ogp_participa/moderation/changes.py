"""What a reader is told about a text that was sent again."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.differences import Part
from ogp_participa.proposals.proposals import content
from ogp_participa.proposals.proposals.models import ProposalVersion

LABELS: dict[str, LazyString] = {
    "title": _l("Title"),
    "summary": _l("In one sentence"),
    "problem": _l("The problem"),
    "change": _l("The idea"),
    "theme": _l("Theme"),
    "territory": _l("Territory"),
    "link": _l("Link"),
}


def changes(old: ProposalVersion, new: ProposalVersion, lang: str) -> list[tuple[str, list[Part]]]:
    """Return what changed between two versions, part by part; parts that did not change are left out."""
    return [(str(LABELS[name]), parts) for name, parts in content.changes(old, new, lang).items()]
