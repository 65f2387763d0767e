"""Who says what of a draft, and until when."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.core.dates import city_day, weekday_moment
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.consultation.passages import DraftPlace
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person

LONGEST = 4000
LONGEST_REPLACEMENT = 8000
LONGEST_TITLE = 160
LATE_ENTRIES = timedelta(days=7)
"""How long after the end staff still type in what people said at a session held before it."""


def can_open(person: Person | None, plan: Plan, commitments: int, changed: bool, now: datetime) -> Verdict:
    """Let staff put a draft before the public when there is something new to read, and time to say something of it."""
    if not can_manage(person):
        return can_manage(person)
    if plan.historical:
        return no(_l("This plan is of the past: nothing about it is consulted any more."))
    if not any(stage.closes_at > now for stage in plan.stages_with(Right.CONSULT)):
        return no(_l("The calendar has no consultation that is open or still to come. Write its dates first."))
    if not commitments:
        return no(_l("There is no commitment to consult on yet."))
    return YES if changed else no(_l("Nothing has changed since the newest draft: it would be the same again."))


def is_open(draft: PlanDraft, newest: int, now: datetime) -> Verdict:
    """Whether people can say something of this draft now; when not, why, and what comes."""
    stages = draft.plan.stages_with(Right.CONSULT)
    if draft.number < newest and any(stage.closes_at > now for stage in stages):
        return no(_l("There is a newer draft. What you say now belongs there."))
    if any(stage.is_open(now) for stage in stages):
        return YES
    coming = min((stage.opens_at for stage in stages if stage.opens_at > now), default=None)
    if coming is not None:
        return no(_("The consultation opens %(when)s.", when=weekday_moment(coming)))
    closed = max((stage.closes_at for stage in stages), default=None)
    if closed is None:
        return no(_l("The calendar of this plan has no consultation."))
    return no(_("The consultation closed %(when)s.", when=weekday_moment(closed)))


def can_contribute(person: Person | None, draft: PlanDraft, newest: int, now: datetime) -> Verdict:
    """Let people who proved that their e-mail address is theirs take part, while the consultation is open."""
    verdict = is_open(draft, newest, now)
    if not verdict:
        return verdict
    if person is None:
        return no(_l("Sign in to take part in the consultation."))
    if not person.is_confirmed:
        return no(_l("Confirm your e-mail address to take part. The link is in the message that we sent you."))
    return YES


def can_enter(person: Person | None, draft: PlanDraft, newest: int, held_on: date, now: datetime) -> Verdict:
    """Let staff type in what was said at a session: while the consultation is open, and for some days afterwards when
    the session was held before it closed."""
    verdict = is_open(draft, newest, now)
    closed = [stage.closes_at for stage in draft.plan.stages_with(Right.CONSULT) if stage.closes_at <= now]
    late = closed and now < max(closed) + LATE_ENTRIES and held_on <= city_day(max(closed))
    if not verdict and late and draft.number == newest:
        verdict = YES
    return first_no(can_manage(person), verdict)


def fits(place: DraftPlace, words: ContributionWords) -> Verdict:
    """Ask that the words belong to the place: new commitments where they are asked for, new wording to a passage."""
    if place.new != (words.kind is ContributionKind.NEW_COMMITMENT):
        return no(_l("Choose what you want to say."))
    if place.new and not place.draft.accepts_new:
        return no(_l("This draft accepts changes of the wording only, no new commitments."))
    if words.replacement and (place.passage is None or words.kind is not ContributionKind.WORDING):
        return no(_l("A new wording is proposed for one passage. Choose the passage first."))
    if words.replacement and place.passage is not None and words.replacement == place.passage.text:
        return no(_l("This is the wording that is there already."))
    return has_words(words)


def has_words(words: ContributionWords) -> Verdict:
    """Ask that a contribution says something; a proposed wording speaks for itself."""
    if not words.text.strip() and not words.replacement.strip():
        return no(_l("Write what you want to say."))
    if words.kind is ContributionKind.NEW_COMMITMENT and not words.title.strip():
        return no(_l("Give the commitment a title."))
    sizes = ((words.text, LONGEST), (words.replacement, LONGEST_REPLACEMENT), (words.title, LONGEST_TITLE))
    too_long = next((most for text, most in sizes if len(text) > most), None)
    return no(_l("This can have up to %(max)s letters.", max=too_long)) if too_long else YES


def can_agree(person: Person | None, contribution: Contribution, newest: int, now: datetime) -> Verdict:
    """Let anybody agree who could have written it, but whoever did."""
    verdict = can_contribute(person, contribution.draft, newest, now)
    if not verdict:
        return verdict
    if person is not None and contribution.author_id == person.id:
        return no(_l("You wrote this yourself."))
    return no(_l("This contribution is hidden.")) if contribution.hidden else YES
