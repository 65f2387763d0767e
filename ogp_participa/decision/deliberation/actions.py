"""Writing down what a decision needs, recording what the forum decided, and acts that were signed."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock, store_first
from ogp_participa.core.uploads import Upload, columns_of
from ogp_participa.core.verdicts import Stale, first_no
from ogp_participa.decision.deliberation import acts, queries, rules, tally, wording
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import (
    ActDocument,
    DecisionTerms,
    Deliberation,
    SeatVote,
    SignedAct,
    Stance,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.queries import held_seats
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.actions import record_decision
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person


def set_terms(by: Person, plan: Plan, terms: DecisionNeeds) -> DecisionTerms:
    """Write down what the decision of this edition needs; the record keeps every set of terms."""
    lock(plan)
    row = queries.row_of(plan)
    written, decided = row is not None, queries.is_decided(plan)
    first_no(
        rules.can_set_terms(by, plan, written=written, decided=decided, now=now()), rules.makes_sense(terms)
    ).require()
    if row is None:
        row = DecisionTerms(plan_id=plan.id)
        db.session.add(row)
    for name, value in terms.as_data().items():
        setattr(row, name, value)
    row.by_id, row.at = by.id, now()
    details = {name: value for name, value in terms.as_data().items() if name != "source"}
    record(Kind.TERMS_SET, by=by, on=plan, terms=details, source=terms.source)
    return row


def deliberate(by: Person, plan: Plan, meeting: Meeting, seen: int, document: Upload | None = None) -> Deliberation:
    """Record how each seat voted on a motion about the newest draft. ``seen`` is how many deliberations there were
    on the page that was filled. It is a decision of the forum, too, in its register."""
    lock(plan)
    terms, last = queries.terms_for(plan), queries.standing(plan)
    rules.can_deliberate(by, plan, terms, meeting.opened or now()).require()
    assert terms is not None  # the rule says so
    if seen != (last.number if last else 0):
        raise Stale(rules.RECORDED)
    seats = {seat.id: seat for seat in held_seats(plan)}
    rules.is_sound(meeting, set(seats), now()).require()
    counts = tally.tally(meeting.ballots).votes
    words = str(wording.MOTIONS[meeting.motion])
    decision = record_decision(
        plan,
        by,
        words,
        meeting.text or words,
        meeting.held_on,
        counts.get(Stance.FOR, 0),
        counts.get(Stance.AGAINST, 0),
        counts.get(Stance.ABSTAINED, 0),
    )
    draft = meeting.draft or queries.newest_draft(plan)
    deliberation = Deliberation(
        plan_id=plan.id,
        number=seen + 1,
        draft_id=draft.id if draft else None,
        decision_id=decision.id,
        motion=meeting.motion,
        text=meeting.text,
        held_on=meeting.held_on,
        minutes=meeting.minutes,
        terms=terms.as_data(),
        carried=tally.carries(terms, meeting.ballots),
        by_id=by.id,
    )
    deliberation.votes = [_vote(line, seats[line.seat_id]) for line in meeting.ballots]
    store_first(rules.RECORDED, deliberation)
    if document is not None:
        _keep(plan, document, deliberation_id=deliberation.id)
    details = {"deliberation_id": deliberation.id, "motion": deliberation.motion.value, "carried": deliberation.carried}
    record(Kind.FORUM_DELIBERATED, by=by, on=plan, **details)
    return deliberation


def sign(by: Person, plan: Plan, signature: ActSignature, seen: int, document: Upload | None = None) -> SignedAct:
    """Record an act that an institution signed, or its correction: the next version, which stands from then on."""
    lock(plan)
    terms, standing = queries.terms_for(plan), queries.standing(plan)
    rules.can_sign_act(by, plan, terms, signature.kind, standing).require()
    organisation = organisation_named(signature.institution, acts.SIGNERS[signature.kind])
    db.session.flush()  # the act names it
    about = standing if terms and terms.forum else None
    rules.is_signed_well(signature, organisation, about, now()).require()
    last = max((earlier.version for earlier in queries.acts_of(plan) if earlier.kind is signature.kind), default=0)
    if seen != last:
        raise Stale(rules.SIGNED)
    act = SignedAct(
        plan_id=plan.id,
        kind=signature.kind,
        version=last + 1,
        deliberation_id=about.id if about else None,
        organisation_id=organisation.id,
        institution=organisation.name,
        role=signature.role,
        number=signature.number,
        signed_on=signature.signed_on,
        gazette=signature.gazette,
        process=signature.process,
        text=signature.text,
        by_id=by.id,
    )
    store_first(rules.SIGNED, act)
    if document is not None:
        _keep(plan, document, act_id=act.id)
    record(Kind.ACT_SIGNED, by=by, on=plan, act_id=act.id, act=act.kind.value, institution=act.institution)
    return act


def _vote(line: RollLine, seat: Seat) -> SeatVote:
    """Return how a seat voted, with the names of the day."""
    there = line.tenure if line.vote is not Stance.ABSENT else None
    return SeatVote(
        seat_id=seat.id,
        sector=seat.sector,
        segment=seat.segment,
        organisation=seat.organisation.name if seat.organisation else "",
        person_id=there.person_id if there else None,
        position=there.position if there else None,
        vote=line.vote,
        text=line.text,
        way=line.way,
    )


def _keep(plan: Plan, file: Upload, deliberation_id: int | None = None, act_id: int | None = None) -> None:
    db.session.add(
        ActDocument(
            plan_id=plan.id,
            deliberation_id=deliberation_id,
            act_id=act_id,
            **columns_of(file),
        )
    )
