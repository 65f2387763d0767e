"""Why a proposal won, or did not: sentences and step tables made from the steps of a rule."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Protocol

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from ogp_participa.core.i18n import number
from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.verifier.methods import Result, SelectionStep

MOST_DECIMALS = 9
NEXT = 10
"""How many of those who did not win a seat its table shows."""


class CandidateNumbers(Protocol):
    """A number for each candidate."""

    def __getitem__(self, candidate: int, /) -> int: ...


class ExplainableResult(Protocol):
    """What is told of a selection: a fresh result, or one that was kept (see ``counting.keeping.Kept``).

    ``alone`` is how many of those who approve each candidate have no winner at all.
    """

    @property
    def rule(self) -> str: ...

    @property
    def seats(self) -> int: ...

    @property
    def steps(self) -> Sequence[SelectionStep]: ...

    @property
    def winners(self) -> Sequence[int]: ...

    @property
    def votes(self) -> CandidateNumbers: ...

    @property
    def alone(self) -> CandidateNumbers: ...

    @property
    def removed(self) -> Collection[int]: ...


@dataclass(frozen=True)
class StepRow:
    """A candidate in the table of a step; ``left`` is None where it could not win the seat."""

    candidate: int
    votes: int
    left: Fraction | None
    shown: str
    won: bool
    equal: bool
    kept_out: bool


@dataclass(frozen=True)
class Comparison:
    """What another rule would change: who would enter the plan, who would leave it, and whom it would leave out."""

    enter: tuple[int, ...]
    leave: tuple[int, ...]
    represented: int


def decimals(values: Sequence[Fraction]) -> int:
    """Return how many decimals tell different values apart."""
    if all(value.denominator == 1 for value in values):
        return 0
    for places in range(1, MOST_DECIMALS):
        if len({_rounded(value, places) for value in values}) == len(set(values)):
            return places
    return MOST_DECIMALS


def _rounded(value: Fraction, places: int) -> Decimal:
    """Return a fraction rounded exactly: halves go to the even digit."""
    return Decimal(round(value * 10**places)).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def shown(value: Fraction, places: int) -> str:
    """Return a fraction in the language's own digits."""
    style = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(_rounded(value, places), style))


def runners_up(step: SelectionStep) -> list[int]:
    """Return whoever else could have won the seat, the closest first."""
    return sorted((c for c in step.left if c != step.winner), key=lambda c: -step.left[c])


def most_voted(candidates: Collection[int], votes: CandidateNumbers) -> list[int]:
    """Return the candidates with the most votes first."""
    return sorted(candidates, key=lambda candidate: (-votes[candidate], candidate))


def near_misses(result: ExplainableResult, limit: int = 3) -> list[int]:
    """Return the next in the last step, and whoever has more votes than one of the winners."""
    if not result.steps:
        return []
    votes, last = result.votes, result.steps[-1]
    least = min(votes[winner] for winner in result.winners)
    others = [c for c in (*last.left, *last.kept_out) if c != last.winner and votes[c] > least]
    return list(dict.fromkeys([*runners_up(last)[:limit], *most_voted(others, votes)[:limit]]))


def table(result: ExplainableResult, place: int, limit: int = NEXT) -> list[StepRow]:
    """Return the support left in the step of a seat (counted from 0): the winner, and the next ``limit``."""
    step, votes = result.steps[place], result.votes
    first = [step.winner, *runners_up(step)[:limit]]
    out = most_voted(step.kept_out, votes)[:limit]
    places = decimals([step.left[c] for c in first[:2]])
    return [
        StepRow(
            candidate,
            votes[candidate],
            step.left.get(candidate),
            shown(step.left[candidate], places) if candidate in step.left else "—",
            candidate == step.winner,
            candidate in step.equals,
            candidate in step.kept_out,
        )
        for candidate in [*first, *out]
    ]


def why_elected(result: ExplainableResult, place: int) -> str:
    """Return why the proposal of a seat (counted from 0) won it, in a few sentences."""
    step, votes = result.steps[place], result.votes
    sentences = [chosen_by(votes[step.winner])]
    following = runners_up(step)[:1]
    values = [step.left[c] for c in (step.winner, *following)]
    places = decimals(values)
    if step.completing:
        sentences.append(
            _("Nobody's voters could pay for one more seat; this proposal's voters needed least in addition.")
        )
    elif values[0] != votes[step.winner]:
        sentences.append(
            _(
                "Whoever already had a winner counted less, so its support in this step was %(left)s.",
                left=shown(values[0], places),
            )
        )
    if step.equals:
        sentences.append(
            ngettext(
                "%(num)s other proposal had as much: the public draw decided.",
                "%(num)s other proposals had as much: the public draw decided.",
                len(step.equals),
            )
        )
    elif following and not step.completing:
        sentences.append(_("The next one had %(next)s.", next=shown(values[1], places)))
    if any(votes[c] > votes[step.winner] for c in step.left):
        sentences.append(_("More people chose others, but many of them already had a winner and counted less."))
    if any(votes[c] > votes[step.winner] for c in step.kept_out):
        sentences.append(_("Others with more votes could not take this seat because of the quota."))
    return " ".join(map(str, sentences))


def why_not(result: ExplainableResult, candidate: int) -> str:
    """Return why a proposal has no seat, in a few sentences."""
    votes = result.votes[candidate]
    if not votes:
        return str(_("Nobody chose it, and a proposal without votes takes no seat."))
    sentences = [chosen_by(votes)]
    if candidate in result.removed:
        return f"{sentences[0]} {_('It was taken out of the result, and the rule was run again without it.')}"
    if not result.steps:
        return sentences[0]
    if len(result.steps) < result.seats:
        return f"{sentences[0]} {_('The quota had no more room for its group, so a seat stayed empty.')}"
    last = result.steps[-1]
    if candidate in last.kept_out:
        sentences.append(_("The quota left no seat for its group in the last step."))
    elif candidate in last.equals:
        sentences.append(_("It had as much as the last winner: the public draw decided."))
    elif candidate not in last.left:
        sentences.append(_("Its voters together had too little left to pay for a seat."))
    elif last.completing:
        sentences.append(_("The last seat went to a proposal whose voters needed less in addition than its own."))
    else:
        values = [last.left[candidate], last.left[last.winner]]
        here, there = (shown(value, decimals(values)) for value in values)
        sentences.append(
            _("In the last step its support was %(here)s; the winner's was %(there)s.", here=here, there=there)
        )
    sentences += _already_represented(result, candidate, votes)
    return " ".join(map(str, sentences))


def chosen_by(votes: int) -> str:
    """Return how many people chose a proposal."""
    return str(ngettext("%(votes)s person chose it.", "%(votes)s people chose it.", votes, votes=number(votes)))


def _already_represented(result: ExplainableResult, candidate: int, votes: int) -> list[str]:
    """Explain that most who chose it have another winner: why more votes than a winner's may not be enough."""
    with_a_winner = votes - result.alone[candidate]
    if result.rule == Rule.APPROVALS or not with_a_winner:
        return []
    sentence = ngettext(
        "%(some)s of them already has another choice in the plan.",
        "%(some)s of them already have another choice in the plan.",
        with_a_winner,
        some=number(with_a_winner),
    )
    return [str(sentence)]


def compare(frozen: Result, other: Result) -> Comparison:
    """Return what the other rule would change, in the order of its steps."""
    enter = tuple(winner for winner in other.winners if winner not in frozen.winners)
    leave = tuple(winner for winner in frozen.winners if winner not in other.winners)
    return Comparison(enter, leave, other.represented)
