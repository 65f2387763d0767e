"""What an answer of the count says to each of those that were not promoted."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.vote.count.models import Rank
from ogp_participa.vote.count.wording import not_in_the_count, why
from ogp_participa.vote.selection.explanations import ExplainableResult

PLACE, VOTES, WHY = "{lugar}", "{votos}", "{motivo}"
"""What stands for each proposal's own place, votes and reason in an answer to many."""


def opening(seats: int) -> str:
    """Return how an answer to many begins; :func:`filled` puts each proposal's own reason into it."""
    return str(
        ngettext(
            "There was %(num)s seat in the plan, and this proposal did not get it. {motivo}",
            "There were %(num)s seats in the plan, and this proposal did not get one. {motivo}",
            seats,
        )
    )


def filled(text: str, standing: Rank | None, selection: ExplainableResult, removed: Mapping[int, str]) -> str:
    """Return the answer to a proposal, with its own place, votes and reason.

    ``removed`` holds the published reasons why winners were taken out. Whom the opening does not fit
    gets another sentence.
    """
    if text.strip() == opening(selection.seats):
        if standing is None:
            return not_in_the_count()
        if standing.proposal_id in removed:
            return taken_out(removed[standing.proposal_id])
    votes = str(ngettext("%(num)s vote", "%(num)s votes", standing.votes)) if standing else "—"
    reason = removed.get(standing.proposal_id) if standing else None
    words = text.strip().replace(PLACE, str(standing.rank) if standing else "—").replace(VOTES, votes)
    return words.replace(WHY, reason or why(standing, selection))


def taken_out(reason: str) -> str:
    """Say what a winner that was taken out hears."""
    return str(
        _("By the vote it had a seat. It was taken out of the result, for this reason: %(reason)s", reason=reason)
    )
