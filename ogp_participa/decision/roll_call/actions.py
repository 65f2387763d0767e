"""Putting a motion to the seats, voting for a seat, and closing the vote."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import lock, store_first
from ogp_participa.core.dates import city_day
from ogp_participa.core.uploads import Upload
from ogp_participa.core.verdicts import Stale, first_no
from ogp_participa.decision.deliberation.actions import deliberate
from ogp_participa.decision.deliberation.models import Deliberation, Motion, Stance, VotingWay
from ogp_participa.decision.deliberation.queries import held_seats, newest_draft, standing, terms_for
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.decision.roll_call import queries, rules
from ogp_participa.decision.roll_call.models import CallState, RollCall, RollVote, SeatStatement
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person


def call_seats(by: Person, plan: Plan, motion: Motion, text: str) -> RollCall:
    """Put a motion about the newest draft to the seats of the forum."""
    lock(plan)  # who publishes meanwhile waits, and the other way round
    calling = queries.is_calling(plan)
    first_no(
        rules.can_call(by, plan, terms_for(plan), calling=calling, now=now()), rules.is_put_well(motion, text)
    ).require()
    last, draft = standing(plan), newest_draft(plan)
    call = RollCall(
        plan_id=plan.id,
        after=last.number if last else 0,
        draft_id=draft.id if draft else None,
        motion=motion,
        text=text.strip(),
        by_id=by.id,
    )
    store_first(rules.OPEN, call)
    record(Kind.ROLL_CALL_OPENED, by=by, on=plan, motion=motion.value)
    return call


def cast(by: Person, call: RollCall, seat: Seat, statement: SeatStatement, seen: int) -> RollVote | None:
    """Cast the vote of a seat, or change it: who holds it, online; staff, as it was said in the room. ``seen`` is the
    revision that was on the page. A vote that staff typed by mistake is taken out by "absent"."""
    lock(call)  # whoever closes it waits, and the other way round
    there = next((row for row in call.votes if row.seat_id == seat.id), None)
    day = city_day(now())
    mine = next((row for row in seat.tenures if row.person_id == by.id and row.holds_on(day)), None)
    first_no(rules.takes_votes(call, call.plan, now()), rules.can_cast(by, seat, mine, there)).require()
    if seen != (there.revision if there else 0):
        raise Stale(rules.CHANGED)
    statement = SeatStatement(statement.vote, mine or statement.tenure, statement.text)
    rules.is_said_well(statement, seat, day).require()
    way = VotingWay.ONLINE if mine else VotingWay.ROOM
    record(Kind.SEAT_VOTED, by=by, on=call.plan, seat_id=seat.id, way=way.value)
    if statement.vote is Stance.ABSENT or statement.tenure is None:
        if there is not None:
            call.votes.remove(there)
        return None
    if there is None:
        there = RollVote(call_id=call.id, seat_id=seat.id, revision=0)
    there.tenure, there.vote, there.text, there.way = statement.tenure, statement.vote, statement.text.strip(), way
    there.revision, there.by_id, there.at = there.revision + 1, by.id, now()
    store_first(rules.CHANGED, there)
    return there


def close(by: Person, call: RollCall, minutes: str = "", document: Upload | None = None) -> Deliberation:
    """Close the vote: it becomes a deliberation with every seat; who said nothing was absent."""
    plan = call.plan
    lock(plan)
    lock(call)
    rules.can_end(by, call).require()
    votes = {vote.seat_id: vote for vote in call.votes}
    ballots = [_ballot(seat, votes.get(seat.id)) for seat in held_seats(plan)]
    meeting = Meeting(call.motion, call.text, city_day(now()), minutes, ballots, draft=call.draft, opened=call.at)
    deliberation = deliberate(by, plan, meeting, call.after, document)
    call.state, call.closed_at, call.deliberation = CallState.CLOSED, now(), deliberation
    return deliberation


def _ballot(seat: Seat, vote: RollVote | None) -> RollLine:
    """Return what a seat said, on the day on which it said so."""
    if vote is None:
        return RollLine(seat.id, seat.sector, Stance.ABSENT)
    return RollLine(seat.id, seat.sector, vote.vote, vote.tenure, vote.text, vote.way, city_day(vote.at))


def withdraw(by: Person, call: RollCall, reason: str) -> RollCall:
    """Take the motion back: nothing is decided, and everybody reads why."""
    lock(call)
    first_no(rules.can_end(by, call), rules.suffices(reason)).require()
    call.state, call.closed_at, call.reason = CallState.WITHDRAWN, now(), reason.strip()
    record(Kind.ROLL_CALL_WITHDRAWN, by=by, on=call.plan, reason=call.reason)
    return call
