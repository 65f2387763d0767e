"""Following, commenting, reporting, and deciding about comments."""

from datetime import timedelta

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock
from ogp_participa.core.text import tidy
from ogp_participa.core.verdicts import first_no
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments import queries, rules
from ogp_participa.proposals.comments.models import Comment, CommentDecision, CommentReport, Follow, Visibility
from ogp_participa.proposals.comments.reports import decide_on, write_report
from ogp_participa.proposals.proposals.models import Proposal

AGAIN = timedelta(minutes=10)
"""How long the same words by the same person are taken for a second press."""

EVENTS = {Visibility.HIDE: Kind.COMMENT_HIDDEN, Visibility.RESTORE: Kind.COMMENT_RESTORED}


def follow(person: Person | None, proposal: Proposal) -> Follow:
    """Follow a proposal: the person hears what becomes of it; following twice is following once."""
    rules.can_follow(person, proposal).require()
    assert person is not None
    lock(proposal)
    follow_row = queries.follow_of(person, proposal)
    if follow_row is None:
        follow_row = Follow(person_id=person.id, proposal_id=proposal.id)
        db.session.add(follow_row)
        db.session.flush()
    return follow_row


def unfollow(person: Person, proposal: Proposal) -> None:
    """Follow a proposal no more."""
    follow_row = queries.follow_of(person, proposal)
    if follow_row is not None:
        db.session.delete(follow_row)
        db.session.flush()


def comment(person: Person | None, proposal: Proposal, text: str) -> Comment:
    """Say something under a proposal, signed as the person chose. The same words again, within minutes, are one comment
    whose button was pressed twice."""
    text = tidy(text)
    lock(proposal)
    first_no(rules.can_comment(person, proposal), rules.has_words(text)).require()
    assert person is not None
    same = queries.same_comment(person, proposal, text, now() - AGAIN)
    if same is not None:
        return same
    written = Comment(proposal_id=proposal.id, author_id=person.id, signed=person.public_name, text=text)
    db.session.add(written)
    _count(proposal, 1)
    db.session.flush()
    record(Kind.COMMENT_WRITTEN, by=person, on=proposal, comment_id=written.id)
    return written


def report(person: Person | None, comment: Comment, reason: str) -> CommentReport:
    """Tell the forum that a comment hurts; a second report by the same person changes the words of the first."""
    row = write_report(person, comment, reason, CommentReport, comment_id=comment.id)
    record(Kind.COMMENT_REPORTED, by=person, on=comment.proposal, comment_id=comment.id)
    return row


def decide(
    person: Person | None, seat: Seat | None, comment: Comment, outcome: Visibility, reason: str
) -> CommentDecision:
    """Hide, restore or keep a comment as a member of the forum, with the published reason; its reports are settled."""
    decision = decide_on(
        *(person, seat, comment, outcome, reason),
        reports=CommentReport,
        decisions=CommentDecision,
        comment_id=comment.id,
    )
    if outcome is not Visibility.KEEP:
        lock(comment.proposal)
        _count(comment.proposal, -1 if comment.hidden else 1)
        record(EVENTS[outcome], by=person, on=comment.proposal, comment_id=comment.id, reason=decision.reason)
    return decision


def _count(proposal: Proposal, change: int) -> None:
    """Keep the number that lists show; the proposal's row is locked."""
    proposal.comment_count = max(0, proposal.comment_count + change)
    proposal.revision += 1
