"""What a proposal is called by in a vote."""

from typing import Protocol

from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of

NAMES = (Proposal.year, Proposal.number, Proposal.outside_reference)
"""The columns that :func:`name_in` reads."""


class Named(Protocol):
    """A proposal, or a row with these of its columns."""

    @property
    def year(self) -> int: ...

    @property
    def number(self) -> int: ...

    @property
    def outside_reference(self) -> str | None: ...


def name_in(plan: Plan, proposal: Named) -> str:
    """Return the reference of a proposal in the plan's vote: its own, or the one it had where it was voted on."""
    outside = proposal.outside_reference if plan.outside_names else None
    return outside or reference_of(proposal.year, proposal.number)
