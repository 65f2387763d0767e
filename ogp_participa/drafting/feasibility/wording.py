"""What kinds of opinions and findings are called on the page, and their signs."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.drafting.feasibility.models import Finding, OpinionKind

KINDS: dict[OpinionKind, Any] = {
    OpinionKind.TECHNICAL: _l("Technical opinion"),
    OpinionKind.LEGAL: _l("Legal opinion"),
    OpinionKind.BUDGET: _l("Budget opinion"),
}


FINDINGS: dict[Finding, Any] = {
    Finding.FAVOURABLE: _l("Favourable"),
    Finding.WITH_CHANGES: _l("Favourable with changes"),
    Finding.UNFAVOURABLE: _l("Unfavourable"),
}


SIGNS = {
    Finding.FAVOURABLE: ("✓", "ok"),
    Finding.WITH_CHANGES: ("◐", "warn"),
    Finding.UNFAVOURABLE: ("✕", "error"),
}
"""Sign and tone of each finding; the colour is never alone."""
