"""Giving an opinion, appealing against it, answering the appeal. Nothing is ever written over."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock, store_first
from ogp_participa.core.verdicts import Refused, Stale, Verdict, first_no
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility import queries, rules
from ogp_participa.drafting.feasibility.models import Opinion, OpinionAppeal, OpinionKind, OpinionVersion, OpinionWords
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal


def give(
    by: Person, thing: Proposal | Commitment, kind: OpinionKind, words: OpinionWords, seen: int = 0, reason: str = ""
) -> OpinionVersion:
    """Publish a department's opinion: the first version, or one that follows version ``seen`` for a ``reason``."""
    opinion = _locked(thing, kind)
    first_no(
        rules.can_give(by, thing.plan, now()),
        rules.can_be_judged(thing),
        rules.suffices(words.text),
    ).require()
    _still(rules.can_follow(opinion.current if opinion else None, seen, reason))
    if opinion is None:
        opinion = Opinion(plan_id=thing.plan_id, kind=kind, version=0)
        opinion.proposal_id = thing.id if isinstance(thing, Proposal) else None
        opinion.commitment_id = thing.id if isinstance(thing, Commitment) else None
        store_first(rules.CHANGED, opinion)
    return _follow(by, opinion, words, reason)


def appeal(by: Person, opinion: Opinion, text: str, seat: Seat | None) -> OpinionAppeal:
    """Ask the department to look again, as author or as a member of the forum (``seat``). Sent twice, it is one."""
    opinion = _locked(opinion.subject, opinion.kind) or opinion
    case = queries.case_of(opinion, seat)
    there = opinion.current.appeal
    if there is not None and there.by_id == by.id and there.text == text:
        return there
    if there is not None:
        raise Stale(rules.APPEALED)
    first_no(rules.can_appeal(by, case, now()), rules.suffices(text)).require()
    as_author = by.id in case.authors
    appealed = OpinionAppeal(
        version_id=opinion.current.id, text=text, by_id=by.id, seat_id=None if as_author or not seat else seat.id
    )
    store_first(rules.APPEALED, appealed)
    _shown_anew(opinion.subject)
    about = opinion.kind.value
    record(
        Kind.OPINION_APPEALED,
        by=by,
        on=opinion.subject,
        opinion_id=opinion.id,
        opinion_appeal_id=appealed.id,
        about=about,
    )
    return appealed


def answer(
    by: Person, appeal: OpinionAppeal, text: str, department: str, role: str, changed: OpinionWords | None = None
) -> OpinionAppeal:
    """Publish the department's answer: the opinion is kept, or ``changed`` into a new version."""
    judged = appeal.version.opinion
    opinion = _locked(judged.subject, judged.kind) or judged
    db.session.refresh(appeal)
    if not appeal.waits:
        raise Stale(rules.ANSWERED)
    first_no(rules.can_answer(by, appeal), rules.suffices(text)).require()
    organisation = _department(department)
    appeal.kept, appeal.answer, appeal.answered_at = changed is None, text, now()
    appeal.institution, appeal.role, appeal.answered_by_id = organisation.name, role, by.id
    db.session.flush()
    _shown_anew(opinion.subject)
    record(
        Kind.OPINION_ANSWERED,
        by=by,
        on=opinion.subject,
        opinion_id=opinion.id,
        opinion_appeal_id=appeal.id,
        about=opinion.kind.value,
        kept=changed is None,
        institution=organisation.name,
    )
    if changed is not None:
        first_no(rules.suffices(changed.text), rules.is_being_made(opinion.plan)).require()
        _follow(by, opinion, changed, text)
    return appeal


def _locked(thing: Proposal | Commitment, kind: OpinionKind) -> Opinion | None:
    """Return the opinion as it is now; whoever else writes about the same thing waits."""
    lock(thing)
    return queries.opinion_on(thing, kind)


def _department(name: str) -> Organisation:
    """Return the department with this name; a new one when it is new here."""
    organisation = organisation_named(name, Sector.GOVERNMENT)
    rules.can_sign(organisation).require()
    db.session.flush()  # what it signs names it
    return organisation


def _follow(by: Person, opinion: Opinion, words: OpinionWords, reason: str) -> OpinionVersion:
    """Write the next version down, with the name that the department has today."""
    organisation = _department(words.department)
    opinion.version += 1
    version = OpinionVersion(
        opinion_id=opinion.id,
        number=opinion.version,
        finding=words.finding,
        text=words.text,
        process=words.process,
        organisation_id=organisation.id,
        institution=organisation.name,
        role=words.role,
        reason=reason if opinion.version > 1 else "",
        judged=opinion.subject.version,
        by_id=by.id,
    )
    store_first(rules.CHANGED, version)
    db.session.expire(opinion, ["current", "versions"])
    subject = opinion.subject
    _shown_anew(subject)
    record(
        Kind.OPINION_GIVEN,
        by=by,
        on=subject,
        opinion_id=opinion.id,
        version=version.number,
        about=opinion.kind.value,
        finding=words.finding.value,
        institution=organisation.name,
    )
    return version


def _shown_anew(subject: Proposal | Commitment) -> None:
    """Make a kept page of the proposal old."""
    if isinstance(subject, Proposal):
        subject.revision += 1


def _still(verdict: Verdict) -> None:
    """Stop whoever wrote about another version than the one that stands now."""
    if not verdict:
        raise Stale(verdict.reason) if verdict.reason == rules.CHANGED else Refused(verdict.reason)
