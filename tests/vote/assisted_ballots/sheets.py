"""Ballots on paper and with help, as clerks type them."""

from collections.abc import Sequence
from typing import Any

from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.assisted_ballots.actions import PaperSheet, enter
from ogp_participa.vote.assisted_ballots.typed import identity
from ogp_participa.vote.ballots.models import Ballot, Channel
from tests.cast import Cast

CPF, OTHER_CPF = "529.982.247-25", "111.444.777-35"
"""Two whose check digits fit; they stand in textbooks."""


def entered(
    cast: Cast, chosen: Sequence[Proposal], who: str = CPF, paper: str = "", plan: Plan | None = None
) -> Ballot:
    """A ballot that Dario enters; on paper where it has a number."""
    channel = Channel.PAPER if paper else Channel.ASSISTED
    return enter(cast.dario, plan or cast.plan, PaperSheet(channel, identity(who), chosen, paper))


def typed(chosen: Sequence[Proposal], **more: Any) -> dict[str, Any]:
    """The form as a clerk sends it."""
    return {
        "channel": "paper",
        "paper_number": "17",
        "identity": CPF,
        "choices": "\n".join(proposal.reference for proposal in chosen),
        "seen": "y",
        "step": "enter",
        **more,
    }
