"""Naming who reports, writing and sending reports, evidence and stops. Each ends in an event of the public record."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock, store_first
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Stale, Verdict, first_no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision, Seat
from ogp_participa.implementation.monitoring import rules
from ogp_participa.implementation.monitoring.content import NewEvidence, report_data
from ogp_participa.implementation.monitoring.models import (
    REPORT_WORDS,
    Evidence,
    EvidenceKind,
    MonthlyReport,
    ReportDraft,
    Reporter,
    ReportWords,
    Stop,
    Voice,
)
from ogp_participa.implementation.monitoring.queries import followed, reporting
from ogp_participa.implementation.monitoring.reminders import Reminder, letter_of, reminders_owed
from ogp_participa.implementation.status.milestones import due_on
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.actions import post


def name_reporter(by: Person, plan: Plan, organisation: Organisation, person: Person, from_date: date) -> Reporter:
    """Name who reports for an institution from a day on; whoever reported for it before goes on beside them."""
    rules.can_name(by).require()
    reporter = Reporter(plan=plan, organisation=organisation, person=person, from_date=from_date, named_by_id=by.id)
    db.session.add(reporter)
    record(Kind.REPORTER_NAMED, by=by, on=plan, institution=organisation.name)
    return reporter


def end_reporter(by: Person, reporter: Reporter, until_date: date, reason: str) -> None:
    """End a person's reporting for an institution, with a published reason."""
    first_no(rules.can_name(by), rules.can_end(reporter, until_date, reason)).require()
    reporter.until_date, reporter.end_reason = until_date, reason.strip()
    record(Kind.REPORTER_LEFT, by=by, on=reporter.plan, institution=reporter.organisation.name, reason=reason.strip())


def remind(reminders: Sequence[Reminder], plan: Plan) -> int:
    """Write the letters of reminders, and note of which month each person was reminded; returns how many."""
    for reminder in reminders:
        reporter = reminder.reporter
        post(reporter.person, partial(letter_of, reminder, plan))
        reporter.reminded_of = max(filter(None, (reporter.reminded_of, reminder.month)))
        if reminder.is_late:
            reporter.warned_of = reminder.month
    return len(reminders)


def remind_everybody(by: Person, plan: Plan) -> int:
    """Remind everybody at once whose institution owes the newest report that was due; returns how many."""
    first_no(rules.can_name(by), rules.is_followed(plan, now())).require()
    reminders = reminders_owed(reporting.reporters_of(plan), followed.followed_milestones(plan), today())
    count = remind(reminders, plan)
    record(Kind.REPORTERS_REMINDED, by=by, on=plan, count=count)
    return count


def note_link(evidence: Evidence, is_gone: bool | None) -> None:
    """Note what came of asking an address: gone since now, there again, or nobody could say."""
    evidence.checked_at = now()
    if is_gone is not None:
        evidence.gone_at = (evidence.gone_at or now()) if is_gone else None


def keep_draft(
    person: Person, milestone: Milestone, voice: Voice, month: date, words: Mapping[str, Any]
) -> ReportDraft:
    """Keep what a person has written so far about a milestone and a month, for them alone."""
    draft = reporting.draft_of(person, milestone, voice, month)
    if draft is None:
        draft = ReportDraft(person_id=person.id, milestone_id=milestone.id, voice=voice, month=month)
        db.session.add(draft)
    for name in REPORT_WORDS:
        setattr(draft, name, words[name])
    return draft


def fits(milestone: Milestone, words: Mapping[str, Any], voice: Voice) -> Verdict:
    """Return whether a report says what it must, and why where it is late."""
    report = ReportWords()
    for name in REPORT_WORDS:
        setattr(report, name, words[name])
    planned = milestone.ends_on if voice is Voice.INSTITUTION else None  # the forum explains nobody's delay
    return first_no(rules.fits(report, today()), rules.explains_delay(report, planned, today()))


def send(
    person: Person,
    milestone: Milestone,
    month: date,
    words: Mapping[str, Any],
    evidence: Sequence[NewEvidence] = (),
    seat: Seat | None = None,
) -> MonthlyReport:
    """Send a report on a milestone: of the person's institution, or of the forum where ``seat`` is given.

    A month that has a report already is corrected by this one, which points to it. What was sent never changes.
    Raises :class:`Refused` with the rule's reason, :class:`Stale` where somebody else was first.
    """
    plan, day = milestone.commitment.plan, today()
    lock(milestone)
    voice = Voice.FORUM if seat else Voice.INSTITUTION
    among = reporting.answering(milestone)
    reporter = None if seat else reporting.reporter_of(person, plan, day, among)
    organisation_id = reporter.organisation_id if reporter else None
    first = reporting.published_on(plan) or day
    first_no(
        rules.is_followed(plan, now()),
        rules.can_speak(seat, milestone) if seat else rules.can_report(reporter, milestone, among),
        rules.is_a_month_to_report(month, first, day),
        fits(milestone, words, voice),
    ).require()
    before = reporting.newest_report(milestone, voice, organisation_id, month)
    report = MonthlyReport(
        milestone_id=milestone.id,
        organisation_id=organisation_id,
        voice=voice,
        month=month,
        late=day > due_on(month, followed.DUE_DAY),
        by_id=person.id,
        corrects_id=before.id if before else None,
        **{name: words[name] for name in REPORT_WORDS},
    )
    store_first(rules.CORRECTED if before else rules.ALREADY, report)
    report.digest = report_data(report)["digest"]
    for piece in evidence:
        add_evidence(person, report, piece)
    draft = reporting.draft_of(person, milestone, voice, month)
    if draft is not None:
        db.session.delete(draft)
    record(
        Kind.MILESTONE_REPORTED,
        by=person,
        on=milestone.commitment,
        report_id=report.id,
        milestone=milestone.serial,
        month=month.strftime("%Y-%m"),
        voice=voice.value,
    )
    return report


def add_evidence(person: Person, report: MonthlyReport, piece: NewEvidence) -> Evidence:
    """Lay a link or a file beside a report that is being sent.

    A file's digest is that of its content, a link's that of its address.
    """
    upload = piece.upload
    evidence = Evidence(
        report_id=report.id,
        kind=EvidenceKind.FILE if upload else EvidenceKind.LINK,
        proves=piece.proves,
        day=piece.day,
        url=piece.url,
        digest=upload.digest if upload else hashlib.sha256(piece.url.encode()).hexdigest(),
        by_id=person.id,
    )
    if upload:
        evidence.name, evidence.media_type = upload.name, upload.media_type
        evidence.content, evidence.size = upload.content, len(upload.content)
    db.session.add(evidence)
    return evidence


def withdraw_evidence(by: Person, evidence: Evidence, reason: str) -> None:
    """Take evidence away that shows more than it may: its digest, its days and the reason stay (LGPD, art. 18)."""
    lock(evidence)
    rules.can_withdraw(by, evidence, reason).require()
    evidence.withdrawn_at, evidence.withdrawn_reason = now(), reason.strip()
    evidence.content, evidence.name, evidence.url, evidence.size = None, "", "", 0
    commitment = evidence.report.milestone.commitment
    record(Kind.EVIDENCE_WITHDRAWN, by=by, on=commitment, evidence_id=evidence.id, reason=reason.strip())


def stop(by: Person, milestone: Milestone, decision: ForumDecision | None, reason: str) -> Stop:
    """Write down that the forum stopped a milestone, from today on."""
    lock(milestone)
    rules.can_stop(by, milestone, decision, reason).require()
    if decision is None or reporting.stop_of(milestone, today()):
        raise Stale(rules.STOPPED)
    stopped = Stop(
        milestone_id=milestone.id, decision_id=decision.id, reason=reason.strip(), since_date=today(), by_id=by.id
    )
    db.session.add(stopped)
    record(Kind.MILESTONE_STOPPED, by=by, on=milestone.commitment, milestone=milestone.serial, reason=reason.strip())
    return stopped


def resume(by: Person, stopped: Stop) -> None:
    """Let a stopped milestone go on, from today on."""
    lock(stopped)
    rules.can_resume(by, stopped.until_date).require()
    stopped.until_date = today()
    record(Kind.MILESTONE_RESUMED, by=by, on=stopped.milestone.commitment, milestone=stopped.milestone.serial)
