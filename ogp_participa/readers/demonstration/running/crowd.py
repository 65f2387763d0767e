"""What the invented crowd says, follows and votes for in the demonstration."""

from collections import Counter
from random import Random
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.proposals.comments.models import Comment, CommentDecision, CommentReport, Follow, Visibility
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.demonstration.data_files import read
from ogp_participa.readers.demonstration.running.proposals import ContributionStory
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballots.actions import leaf_of
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice, Leaf
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.queries import mark_of

VOTERS = 420  # invented residents who only vote
WITH_HELP, ON_PAPER = 9, 14  # ballots of invented residents without internet
WAITING = 7  # ballots that came after the log was signed last


def add_conversation(story: ContributionStory) -> None:
    """Comments with what was done about some of them, and who follows what."""
    counts: Counter[int] = Counter()
    _seat, member = story.member(Sector.CIVIL_SOCIETY)
    for row in read("comments")["comments"]:
        proposal, author = story.proposals[row["proposal"]], story.people[row["author"]]
        start = proposal.published_at or proposal.submitted_at
        at = start + (now() - start) * story.dice.random()
        comment = Comment(
            proposal_id=proposal.id, author_id=author.id, signed=author.public_name, text=row["text"], at=at
        )
        db.session.add(comment)
        db.session.flush()  # reports and decisions point to it
        story.event(Kind.COMMENT_WRITTEN, proposal, at, author, comment_id=comment.id)
        if row["hidden_reason"]:
            _settle(story, comment, proposal, member, row)
        counts[proposal.id] += not comment.hidden
    for proposal in story.proposals.values():
        proposal.comment_count = counts[proposal.id]
    readers = list(story.people.values())
    for proposal in story.proposals.values():
        for person in story.dice.sample(readers, story.dice.randint(0, 6)):
            if person.id != proposal.author_id:
                db.session.add(Follow(person_id=person.id, proposal_id=proposal.id, at=story.ago(1)))


def _settle(
    story: ContributionStory, comment: Comment, proposal: Proposal, member: Person, row: dict[str, Any]
) -> None:
    restored = bool(row["restored_reason"])
    reason = row["hidden_reason"]
    reporter = story.dice.choice(list(story.people.values()))
    db.session.add(
        CommentReport(
            comment_id=comment.id, person_id=reporter.id, reason=row["reported_reason"] or reason, settled=True
        )
    )
    outcomes = [Visibility.HIDE, Visibility.RESTORE] if restored else [Visibility.HIDE]
    for outcome in outcomes:
        why = row["restored_reason"] if outcome is Visibility.RESTORE else reason
        db.session.add(CommentDecision(comment_id=comment.id, outcome=outcome, reason=why, by_id=member.id, at=now()))
        kind = Kind.COMMENT_HIDDEN if outcome is Visibility.HIDE else Kind.COMMENT_RESTORED
        story.event(kind, proposal, now(), member, comment_id=comment.id, reason=why)
    comment.hidden = not restored


def add_ballots(story: ContributionStory) -> None:
    """Ballots of the invented residents, drawn by the proposals' popularity."""
    residents = [story.people[row["key"]] for row in read("people")["residents"]]
    crowd = [
        Person(
            email=f"eleitor-{n}@example.org",
            name=f"Morador Inventado {n}",
            fs_uniquifier=f"demo-voter-{n}",
            confirmed_at=story.ago(20),
        )
        for n in range(1, VOTERS + 1)
    ]
    db.session.add_all(crowd)
    db.session.flush()
    open_ones = [(key, p) for key, p in story.proposals.items() if p.state is State.PUBLISHED]
    weights = [story.given[key]["popularity"] ** 1.5 for key, _ in open_ones]
    ballots = []
    for voter in residents + crowd:
        opened = story.ago(story.dice.uniform(0.1, 6.9))
        ballot = Ballot(plan_id=story.plan.id, voter_id=voter.id, opened_at=opened)
        ballot.confirmed_at = opened if story.dice.random() < 0.8 else None
        drawn = story.dice.choices(open_ones, weights, k=story.dice.randint(2, 5))
        chosen = dict.fromkeys(proposal for _, proposal in drawn)
        ballot.choices = [Choice(proposal=proposal, slot=slot) for slot, proposal in enumerate(chosen, start=1)]
        ballots.append(ballot)
    ballots += _in_person(story, [proposal for _, proposal in open_ones], weights)
    db.session.add_all(ballots)
    db.session.flush()
    _add_log(story, sorted(ballots, key=lambda ballot: ballot.opened_at))


def _in_person(story: ContributionStory, proposals: list[Proposal], weights: list[float]) -> list[Ballot]:
    """Ballots that the invented office typed, with the person or from paper. They draw luck of their own, so that
    everything else stays as it was."""
    luck, staff, ballots = Random("papel"), story.people["dario"], []
    for number in range(1, WITH_HELP + ON_PAPER + 1):
        at = story.ago(luck.uniform(0.1, 6.9))
        channel = Channel.ASSISTED if number <= WITH_HELP else Channel.PAPER
        ballot = Ballot(plan_id=story.plan.id, channel=channel, level=Level.CHECKED, opened_at=at, confirmed_at=at)
        ballot.mark = mark_of(story.plan, f"morador-{number}", "ballot by cpf")
        ballot.paper_number = str(number - WITH_HELP) if channel is Channel.PAPER else None
        ballot.entered_by_id = staff.id
        chosen = dict.fromkeys(luck.choices(proposals, weights, k=luck.randint(2, 5)))
        ballot.choices = [Choice(proposal=proposal, slot=slot) for slot, proposal in enumerate(chosen, start=1)]
        ballots.append(ballot)
        story.event(Kind.BALLOT_ENTERED, story.plan, at, staff, channel=channel.value)
    return ballots


def _add_log(story: ContributionStory, ballots: list[Ballot]) -> None:
    """The log of the ballots: signed twice, every tenth of the early ones changed in between; the last few wait."""
    half = len(ballots) // 2
    early, late, last = ballots[:half], ballots[half:-WAITING], ballots[-WAITING:]
    for ballot in ballots:
        set_committed_value(ballot, "leaf", None)  # none has one yet: nobody need ask for each
    _enter(story, early[::10], only=1)
    _enter(story, [ballot for place, ballot in enumerate(early) if place % 10])
    seal(story.plan, at=early[-1].opened_at)
    _enter(story, early[::10] + late)
    seal(story.plan, at=late[-1].opened_at)
    _enter(story, last)


def _enter(story: ContributionStory, ballots: list[Ballot], only: int | None = None) -> None:
    """An entry in the log for each ballot, with all of its choices or ``only`` the first ones."""
    leaves = [
        Leaf(**leaf_of(ballot, story.plan, [name_in(story.plan, one.proposal) for one in ballot.choices[:only]]))
        for ballot in ballots
    ]
    db.session.add_all(leaves)
    db.session.flush()
    for ballot, leaf in zip(ballots, leaves, strict=True):
        set_committed_value(ballot, "leaf", leaf)
