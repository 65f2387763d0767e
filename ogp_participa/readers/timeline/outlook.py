"""What comes next for a proposal, from its state and the calendar."""

import enum

from ogp_participa.edition.plans.models import Stage
from ogp_participa.proposals.proposals.models import State


class Outlook(enum.Enum):
    """A step that is under way or still to come."""

    BEING_READ = "being_read"
    WAITS_FOR_AUTHOR = "waits_for_author"
    VOTING = "voting"
    VOTE_COMES = "vote_comes"
    RESULT_COMES = "result_comes"
    ANSWER_COMES = "answer_comes"


def outlook(state: State, voting: Stage | None, drafting: Stage | None, *, counted: bool, votes: bool) -> list[Outlook]:
    """The open steps in their order. ``counted``: the count is closed; ``votes``: voting is open now."""
    if state in (State.MERGED, State.REFUSED, State.WITHDRAWN, State.PROMOTED, State.NOT_PROMOTED):
        return []
    steps = []
    if state is State.IN_REVIEW:
        steps.append(Outlook.BEING_READ)
    if state is State.NEEDS_CHANGE:
        steps.append(Outlook.WAITS_FOR_AUTHOR)
    if voting and not counted:
        if state is State.PUBLISHED and votes:
            steps.append(Outlook.VOTING)
        elif not votes:
            steps.append(Outlook.VOTE_COMES)
        steps.append(Outlook.RESULT_COMES)
    if drafting or counted:
        steps.append(Outlook.ANSWER_COMES)
    return steps
