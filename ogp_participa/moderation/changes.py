"""What a reader is told about a text that was sent again."""

from flask_babel import gettext as _

from ogp_participa.core.differences import Part, differences
from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.proposals.proposals.models import ProposalVersion


def changes(old: ProposalVersion, new: ProposalVersion, lang: str) -> list[tuple[str, list[Part]]]:
    """What changed between two versions, part by part; parts that did not change are left out."""
    theme_old, theme_new = (v.theme.name(lang) if v.theme else "" for v in (old, new))
    place_old, place_new = (name_of(v.territory) or _("The whole city") for v in (old, new))
    pairs = [
        (_("Title"), old.title, new.title),
        (_("In one sentence"), old.summary, new.summary),
        (_("The problem"), old.problem, new.problem),
        (_("The idea"), old.change, new.change),
        (_("Theme"), theme_old, theme_new),
        (_("Territory"), place_old, place_new),
        (_("Link"), old.link, new.link),
    ]
    return [(label, differences(before, after)) for label, before, after in pairs if before != after]
