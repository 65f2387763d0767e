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
OPINIONS_LEAD = _l(
    "Departments of the city say whether a proposal or a drafted commitment can be done: technically, by the "
    "law, and with the budget. Every version stays, with its reason."
)
WHO_APPEALS = _l(
    "Who wrote the proposal and the members of the Forum can appeal, once for each version. Appeal and answer "
    "are published."
)
APPEAL_UNTIL = _l(
    "You can appeal until %(day)s. There is one appeal for each version; yours and the department’s answer are"
    " published."
)
