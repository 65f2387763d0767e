"""What the pages of a result say in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.core.i18n import number
from ogp_participa.edition.plans.models import Rule
from ogp_participa.people.accounts.models import Level
from ogp_participa.vote.ballots.models import Channel
from ogp_participa.vote.count.models import CountStep, Rank
from ogp_participa.vote.selection.explanations import ExplainableResult, chosen_by, why_elected, why_not

CHANNELS: dict[str, Any] = {
    Channel.ONLINE: _l("By the voter, on the internet"),
    Channel.ASSISTED: _l("With somebody's help"),
    Channel.PAPER: _l("On paper"),
    Channel.IMPORTED: _l("From an election held elsewhere"),
}
LEVELS: dict[str, Any] = {Level.EMAIL: _l("Confirmed e-mail"), Level.CHECKED: _l("Document seen in person")}

STEPS: dict[CountStep, Any] = {
    CountStep.WAITING: _l("The count waits for the worker."),
    CountStep.SEALING: _l("The last ballots are sealed in the log."),
    CountStep.READING: _l("The ballots are read."),
    CountStep.COUNTING: _l("The seats are given by the rule of this vote."),
    CountStep.COMPARING: _l("The same ballots are counted by the other rules, for comparison."),
    CountStep.WRITING: _l("The result is written down."),
}


def decided(elected: int, proposals: int) -> str:
    """Say in one sentence what was decided."""
    if not elected:
        return str(_("Nobody chose a proposal, so the vote gave no seat."))
    sentence = ngettext(
        "Residents chose %(num)s of %(all)s proposals for the plan.",
        "Residents chose %(num)s of %(all)s proposals for the plan.",
        elected,
        all=number(proposals),
    )
    return str(sentence)


def in_short(rule: Rule) -> str:
    """Say in one sentence what is special about a rule."""
    sentences = {
        Rule.APPROVALS: _("The proposals with the most votes win."),
        Rule.PHRAGMEN: _("Seats are given one at a time, and whoever has no winner yet counts more."),
        Rule.PAV: _("Seats are given one at a time, and a vote counts less the more winners somebody has."),
        Rule.EQUAL_SHARES: _("Everybody who voted has the same part of the seats to give to their choices."),
    }
    return str(sentences[rule])


def not_in_the_count() -> str:
    """Say why a proposal has no place."""
    return str(_("It was published after the count was closed, so it has no place in the vote."))


def why(standing: Rank | None, selection: ExplainableResult) -> str:
    """Say why a proposal has a seat or has none, in a few sentences that hold under the rule of the count."""
    if standing is None:
        return not_in_the_count()
    if standing.elected and standing.rank <= len(selection.steps):
        return why_elected(selection, standing.rank - 1)
    if standing.elected:
        return chosen_by(standing.votes)
    return why_not(selection, standing.proposal_id)
