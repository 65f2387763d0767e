"""Forms of the voting room."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from ogp_participa.core.forms import Filled, Form, choices
from ogp_participa.proposals.proposals.models import Proposal


class SwapForm(Form):
    """Which of the chosen proposals leaves the ballot."""

    out = RadioField(
        _l("Which one leaves your ballot?"), validators=[Filled(_l("Choose which one leaves your ballot."))]
    )

    def __init__(self, chosen: Sequence[Proposal], **options: Any) -> None:
        super().__init__(**options)
        self.chosen = {proposal.reference: proposal for proposal in chosen}
        self.out.choices = choices([(ref, f"{p.title} ({ref})") for ref, p in self.chosen.items()])

    @property
    def leaving(self) -> Proposal:
        """The proposal that was picked."""
        return self.chosen[self.out.data]


def own_path(address: str) -> str:
    """Return the address when it is a path of ours to go back to; empty for anything that could lead elsewhere."""
    if len(address) > 2000:
        return ""
    parts = urlsplit(address)
    harmless = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if harmless and not parts.scheme and not parts.netloc and "\\" not in address else ""
