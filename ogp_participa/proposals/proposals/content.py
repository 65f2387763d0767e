"""What a proposal says, whole or as the texts of one version beside another's."""

from typing import Any

from flask_babel import gettext as _

from ogp_participa.core.differences import Part, differences
from ogp_participa.core.vocabularies.territories import name_of
from ogp_participa.proposals.proposals.models import CONTENT, Proposal, ProposalTexts, ProposalVersion


def content_of(row: ProposalTexts) -> dict[str, Any]:
    """Return everything that a proposal, a version or a draft says, by the names of the columns."""
    return {name: getattr(row, name) for name in CONTENT}


def version_of(proposal: Proposal, **fields: Any) -> ProposalVersion:
    """Return what a proposal says now as a version, not stored yet."""
    return ProposalVersion(proposal_id=proposal.id, number=proposal.version, **content_of(proposal), **fields)


def searchable_body(proposal: Proposal) -> str:
    """Return everything but the title that search looks through."""
    return "\n".join((proposal.summary, proposal.problem, proposal.change))


def changes(older: ProposalVersion, newer: ProposalVersion, language: str) -> dict[str, list[Part]]:
    """Return what differs between two versions, word by word, by the name of the text; what is equal is left out.

    Theme and place are compared by their names in the language.
    """
    before, after = _read(older, language), _read(newer, language)
    return {name: differences(before[name], after[name]) for name in before if before[name] != after[name]}


def _read(version: ProposalVersion, language: str) -> dict[str, str]:
    """Return the texts of a version as people read them, in the order of reading."""
    return {
        "title": version.title,
        "summary": version.summary,
        "problem": version.problem,
        "change": version.change,
        "theme": version.theme.name(language) if version.theme else "",
        "territory": name_of(version.territory) or _("The whole city"),
        "link": version.link,
    }
