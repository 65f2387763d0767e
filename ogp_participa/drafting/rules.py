"""From ballots to a ranking, and from a ranking to commitments: what the rules allow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.accounts.models import Person
from ogp_participa.drafting.models import Count, Standing
from ogp_participa.forum.models import ForumDecision
from ogp_participa.plans.models import Plan, Right
from ogp_participa.plans.rules import can_manage, is_open
from ogp_participa.proposals.models import Proposal, State
from ogp_participa.tallying import lot
from ogp_participa.verdicts import YES, Verdict, first_no, no

JUSTIFICATION = 40  # letters at least: a sentence that people can judge


@dataclass(frozen=True)
class Place:
    """A proposal's place in a ranking. ``tied``: others have as many votes; ``elected``: above the line."""

    proposal_id: int
    reference: str
    votes: int
    rank: int
    tied: bool
    elected: bool


@dataclass(frozen=True)
class Line:
    """Where the seats end: how many there were, how many were taken, the votes of the last one taken, and whether
    others below the line have as many (``split``: the public draw decided)."""

    seats: int
    elected: int
    last: int
    split: bool = False


def ranking(votes: Sequence[tuple[int, str, int]], seats: int, seed: str) -> list[Place]:
    """Rank (number, reference, votes): more votes first, equals by lot; the first ``seats`` with a vote are elected.

    A proposal nobody voted for is never elected, even where seats stay empty.
    """
    order = sorted(votes, key=lambda row: (-row[2], lot(seed, row[1])))
    same = Counter(count for _, _, count in votes)
    return [
        Place(number, reference, count, rank, same[count] > 1, rank <= seats and count > 0)
        for rank, (number, reference, count) in enumerate(order, start=1)
    ]


def tie_at_the_line(votes: Sequence[int], seats: int) -> int:
    """How many proposals share the number of votes at the line where the seats end; 0 when no lot is needed there."""
    order = sorted(votes, reverse=True)
    if len(order) <= seats or order[seats - 1] != order[seats] or order[seats] == 0:
        return 0
    return order.count(order[seats])


def can_close_count(
    person: Person | None, plan: Plan, *, now: datetime, counted: bool, tied: int, seed: str
) -> Verdict:
    """Staff close the count once, after the last moment of voting; ties at the line need the public seed."""
    verdict = can_manage(person)
    if not verdict:
        return verdict
    voting = plan.stages_with(Right.VOTE)
    if not voting:
        return no(_l("The calendar of this plan has no voting."))
    if any(now < stage.closes_at for stage in voting):
        return no(_l("Voting is not over yet. The count is closed after its last moment."))
    if counted:
        return no(_l("The count is already closed. It is closed once."))
    if tied and not seed.strip():
        return no(_l("There is a tie at the line where the seats end: write the number of the public draw."))
    return YES


def can_draft(person: Person | None, plan: Plan, count: Count | None, *, now: datetime) -> Verdict:
    """Staff make commitments and answers after the count, while the calendar gives the right to draft."""
    verdict = first_no(can_manage(person), is_open(plan, Right.DRAFT, now))
    if verdict and count is None:
        return no(_l("Close the count first: nothing is promoted before the vote is counted."))
    return verdict


def can_promote(
    proposal: Proposal, standing: Standing | None, decision: ForumDecision | None, justification: str
) -> Verdict:
    """An elected proposal is promoted by its place; any other needs a forum decision or a published justification."""
    if proposal.state not in (State.PUBLISHED, State.NOT_PROMOTED, State.PROMOTED):
        return no(_l("This proposal is not published, so it cannot feed a commitment."))
    if standing is not None and standing.elected:
        return YES
    if decision is not None and decision.plan_id == proposal.plan_id:
        return YES
    if len(justification.strip()) >= JUSTIFICATION:
        return YES
    return no(
        _l(
            "Staff alone cannot skip the vote: for a proposal below the line, choose a recorded decision of the forum "
            "or write a justification of at least 40 letters. It is published."
        )
    )


def can_answer(proposal: Proposal, text: str, standing: Standing | None = None, *, generated: bool = False) -> Verdict:
    """Whoever was not promoted gets a reasoned answer; a later one corrects the earlier, which stays.

    Who has a seat is not told that it was too low in the ranking: that answer (``generated``) would be wrong.
    """
    if generated and standing is not None and standing.elected:
        return no(_l("This proposal has a seat by the vote. Promote it, or write in your own words why not."))
    if proposal.state not in (State.PUBLISHED, State.NOT_PROMOTED):
        return no(_l("Only proposals that were not promoted get this answer."))
    if not text.strip():
        return no(_l("Write the reason. The person will read this sentence."))
    return YES


def is_fresh(seen: int, promotions: int) -> Verdict:
    """Whether nobody promoted these proposals while the page was being filled."""
    if seen == promotions:
        return YES
    return no(_l("Somebody promoted one of these proposals meanwhile. Look at the board as it is now."))


PLACE, VOTES = "{lugar}", "{votos}"
"""What stands for each proposal's own place and votes in an answer to many."""


def opening(line: Line) -> str:
    """The sentence that an answer to many begins with; :func:`filled` puts each one's own figures into it."""
    if line.elected < line.seats:
        return str(_("In the vote it came in place {lugar}, with {votos}. A proposal without votes takes no seat."))
    return str(
        ngettext(
            "There was %(num)s seat and it came in place {lugar}: {votos}; the last seat had %(last)s.",
            "There were %(num)s seats and it came in place {lugar}: {votos}; the last seat had %(last)s.",
            line.seats,
            last=line.last,
        )
    )


def filled(text: str, standing: Standing | None, line: Line) -> str:
    """The answer to one proposal. A text left as :func:`opening` made it also says what is special about this one."""
    untouched = text.strip() == opening(line)
    if standing is None:
        return not_in_the_count() if untouched else text.replace(PLACE, "—").replace(VOTES, "—")
    votes = str(ngettext("%(num)s vote", "%(num)s votes", standing.votes))
    said = text.strip().replace(PLACE, str(standing.rank)).replace(VOTES, votes)
    if untouched and is_split_tie(standing, line):
        said += " " + str(_("The tie at the line was decided by the public draw."))
    return said


def not_in_the_count() -> str:
    """Why a proposal has no place."""
    return str(_("It was published after the count was closed, so it has no place in the vote."))


def is_split_tie(standing: Standing, line: Line) -> bool:
    """Whether the public draw decided on which side of the line the proposal stands."""
    return line.split and standing.votes == line.last


def why(standing: Standing | None, line: Line) -> str:
    """Why a proposal stands above or below the line, in one sentence."""
    if standing is None:
        return not_in_the_count()
    if is_split_tie(standing, line) and standing.elected:
        return str(_("As many votes as others at the line: the public draw put it above."))
    if is_split_tie(standing, line):
        return str(_("As many votes as others at the line: the public draw put it below."))
    if standing.elected:
        return str(_("Among the %(seats)s with the most votes.", seats=line.seats))
    if not standing.votes:
        return str(_("No votes."))
    short = line.last - standing.votes
    return str(ngettext("%(num)s vote short of a seat.", "%(num)s votes short of a seat.", short))
