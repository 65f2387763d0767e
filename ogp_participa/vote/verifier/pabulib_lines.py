"""The lines of the Pabulib file in a bundle: the same ballots, for other programs."""

from collections.abc import Iterable, Sequence

from .formats import Candidate, VoteTerms, row


def pabulib_head(terms: VoteTerms, candidates: Sequence[Candidate], winners: Iterable[str], voters: int) -> list[str]:
    """Return the lines of the Pabulib file before its votes: every candidate costs 1, and the budget is the seats."""
    chosen = frozenset(winners)
    counted = [candidate for candidate in candidates if candidate.counted]
    meta = (
        ("description", terms.plan),
        ("instance", terms.plan),
        ("num_projects", str(len(counted))),
        ("num_votes", str(voters)),
        ("budget", str(terms.seats)),
        ("vote_type", "approval"),
        ("rule", terms.rule),
        ("max_length", str(terms.choices)),
    )
    projects = (row((c.reference, "1", str(c.votes), c.title, str(int(c.reference in chosen))), ";") for c in counted)
    return [
        *("META\n", "key;value\n", *(row(pair, ";") for pair in meta)),
        *("PROJECTS\n", "project_id;cost;votes;name;selected\n", *projects),
        *("VOTES\n", "voter_id;vote\n"),
    ]


def pabulib_vote(position: int, chosen: Iterable[str]) -> str:
    """Return a voter's line in the Pabulib file; the voter is called by the leaf's position."""
    return row((str(position), ",".join(chosen)), ";")
