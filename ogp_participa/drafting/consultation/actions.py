"""Opening a draft, contributing to it, agreeing, and what is done about contributions that hurt."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import add_numbered, db, insert_or_ignore
from ogp_participa.core.dates import city_day
from ogp_participa.core.differences import differences
from ogp_participa.core.text import tidy
from ogp_participa.core.verdicts import first_no
from ogp_participa.drafting.commitments.actions import keep_version
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion
from ogp_participa.drafting.consultation import rules
from ogp_participa.drafting.consultation.models import (
    Agreement,
    Contribution,
    ContributionDecision,
    ContributionReport,
    DraftPart,
    PlanDraft,
)
from ogp_participa.drafting.consultation.passages import DraftPlace
from ogp_participa.drafting.consultation.queries.contributions import agreed_by, last_number, same_contribution
from ogp_participa.drafting.consultation.queries.drafts import (
    commitments_with_versions,
    drafts_of,
    frozen_versions,
    is_kept,
    newest_number,
)
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.proposals.comments.reports import decide_on, write_report
from ogp_participa.proposals.workshops.models import Workshop

AGAIN = timedelta(minutes=10)
"""How long the same words at the same place are taken for a second press."""

EVENTS = {Visibility.HIDE: Kind.CONTRIBUTION_HIDDEN, Visibility.RESTORE: Kind.CONTRIBUTION_RESTORED}


def open_draft(person: Person | None, plan: Plan, accepts_new: bool, note: str) -> PlanDraft:
    """Freeze the commitments as they stand as the next draft, and put it before the public."""
    _queue_at(plan)
    frozen = frozen_versions(next(iter(drafts_of(plan)), None))
    current = _current_versions(plan)
    changed = {commitment.id: version.id for commitment, version in current} != frozen
    rules.can_open(person, plan, len(current), changed, now()).require()
    assert person is not None
    draft = PlanDraft(plan_id=plan.id, number=newest_number(plan.id) + 1, accepts_new=accepts_new)
    draft.note, draft.by_id = tidy(note), person.id
    draft.parts = [
        DraftPart(commitment_id=commitment.id, version_id=version.id, number=commitment.number, title=commitment.title)
        for commitment, version in current
    ]
    db.session.add(draft)
    record(Kind.DRAFT_OPENED, by=person, on=draft, number=draft.number, accepts_new=accepts_new)
    return draft


def _current_versions(plan: Plan) -> list[tuple[Commitment, CommitmentVersion]]:
    """Return each commitment of the plan with the version that says what it says now; keep a missing one first (a
    commitment nobody has edited yet, an institution that has another name since)."""
    db.session.execute(sa.select(Commitment.id).where(Commitment.plan_id == plan.id).with_for_update())
    commitments, there = commitments_with_versions(plan)
    for commitment in commitments:
        if not is_kept(commitment, there):
            keep_version(None, commitment, "")
    _same, versions = commitments_with_versions(plan)
    return [(commitment, versions[commitment.id]) for commitment in commitments]


def _queue_at(plan: Plan) -> None:
    """Wait for whoever opens a draft or contributes to this plan at the same moment."""
    db.session.execute(sa.select(Plan.id).where(Plan.id == plan.id).with_for_update(key_share=True))


def contribute(
    person: Person | None, place: DraftPlace, words: ContributionWords, workshop: Workshop | None = None
) -> Contribution:
    """Say something of a draft: signed as the person chose, or (``workshop``) typed in from an in-person session.

    The same words again, within minutes, are one contribution whose button was pressed twice.
    """
    draft = place.draft
    _queue_at(draft.plan)
    newest, moment = newest_number(draft.plan_id), now()
    if workshop is None:
        may = rules.can_contribute(person, draft, newest, moment)
    else:
        may = rules.can_enter(person, draft, newest, workshop.held_on, moment)
    first_no(may, rules.fits(place, words)).require()
    assert person is not None
    contribution = _contribution(place, words)
    if workshop is not None:
        contribution.workshop_id = workshop.id
    else:
        contribution.author_id, contribution.signed = person.id, person.public_name
    same = same_contribution(person, workshop, contribution, moment - AGAIN)
    if same is not None:
        return same
    _number(contribution)
    record(Kind.CONTRIBUTION_MADE, by=person, on=contribution)
    return contribution


def _contribution(place: DraftPlace, words: ContributionWords) -> Contribution:
    """Return the contribution, not numbered yet. The words of its change are kept: a page may hold many."""
    passage = place.passage
    contribution = Contribution(plan_id=place.draft.plan_id, draft_id=place.draft.id, kind=words.kind)
    contribution.title, contribution.text, contribution.replacement = words.title, words.text, words.replacement
    contribution.commitment_id = place.part.commitment_id if place.part else None
    contribution.passage, contribution.cited = (passage.key, passage.cited) if passage else ("", "")
    contribution.changes = []
    if passage is not None and words.replacement:
        contribution.changes = [list(part) for part in differences(passage.text, words.replacement)]
    return contribution


def _number(contribution: Contribution) -> None:
    """Give the next number of the year. Two plans may meet at one: then the unique pair has the last word."""
    contribution.year = city_day(now()).year
    busy = _l("Many contributions are arriving at this moment. Try again: your text is kept.")
    add_numbered(contribution, lambda: last_number(contribution.year) + 1, busy)


def agree(person: Person | None, contribution: Contribution) -> None:
    """Let the person agree, once: whoever presses twice, or in two windows, still counts once."""
    rules.can_agree(person, contribution, newest_number(contribution.plan_id), now()).require()
    assert person is not None
    if agreed_by(person, [contribution.id]):
        return
    insert_or_ignore(Agreement, {"contribution_id": contribution.id, "person_id": person.id})


def take_back(person: Person | None, contribution: Contribution) -> None:
    """Let the person agree no longer."""
    rules.can_agree(person, contribution, newest_number(contribution.plan_id), now()).require()
    assert person is not None
    mine = (Agreement.contribution_id == contribution.id, Agreement.person_id == person.id)
    db.session.execute(sa.delete(Agreement).where(*mine))


def report(person: Person | None, contribution: Contribution, reason: str) -> ContributionReport:
    """Tell the forum that a contribution hurts; a second report by the same person changes the words of the first."""
    row = write_report(person, contribution, reason, ContributionReport, contribution_id=contribution.id)
    record(Kind.CONTRIBUTION_REPORTED, by=person, on=contribution)
    return row


def decide(
    person: Person | None, seat: Seat | None, contribution: Contribution, outcome: Visibility, reason: str
) -> ContributionDecision:
    """Hide, restore or keep a contribution as a member of the forum, with the published reason."""
    decision = decide_on(
        *(person, seat, contribution, outcome, reason),
        reports=ContributionReport,
        decisions=ContributionDecision,
        contribution_id=contribution.id,
    )
    if outcome is not Visibility.KEEP:
        record(EVENTS[outcome], by=person, on=contribution, reason=decision.reason)
    return decision
