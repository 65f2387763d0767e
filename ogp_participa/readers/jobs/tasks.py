"""What the worker does, and when. Each step commits for itself."""

from datetime import timedelta

import sqlalchemy as sa
from huey import crontab

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import begin_patiently, db
from ogp_participa.core.dates import today
from ogp_participa.core.jobs import Job, leave_work
from ogp_participa.core.logs import log
from ogp_participa.core.rate_limits import sweep
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.actions import note_link, remind
from ogp_participa.implementation.monitoring.links import leads_nowhere
from ogp_participa.implementation.monitoring.queries.followed import followed_milestones
from ogp_participa.implementation.monitoring.queries.reporting import (
    evidence_by_id,
    links_to_check,
    published_plans,
    reporters_of,
)
from ogp_participa.implementation.monitoring.reminders import reminders_due
from ogp_participa.implementation.monitoring.rules import is_followed
from ogp_participa.moderation.actions.figures import store_figures
from ogp_participa.moderation.queries.register import statistics, unread_plans
from ogp_participa.people.accounts.actions import forget_networks
from ogp_participa.people.mail.actions import remove_old_texts
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.queries import count_given_up, waiting_since
from ogp_participa.people.mail.sending import send_waiting_mail
from ogp_participa.people.unsent.actions import forget_old
from ogp_participa.proposals.drafts.actions import forget_abandoned
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.vote.audit_bundle.actions import keep_bundles
from ogp_participa.vote.ballot_log.actions import seal_when_due
from ogp_participa.vote.ballot_log.queries import waiting
from ogp_participa.vote.ballots.actions import freeze, unlink
from ogp_participa.vote.ballots.queries import linked_plans, unfrozen_plans
from ogp_participa.vote.count.actions import count_closed, note_step, store_turnout
from ogp_participa.vote.count.models import Closing, CountStep
from ogp_participa.vote.count.queries.participation import turnout_now, unread_votes
from ogp_participa.vote.count.queries.results import uncounted


def announce() -> int:
    """Tell everybody of everything that was not told yet; returns how many events were looked at."""
    total = 0
    while looked := announce_events():
        db.session.commit()
        total += looked
    db.session.commit()
    return total


def tell_and_send() -> None:
    """Run within seconds of an event: tell of it, and send what waits, whatever became of the telling."""
    try:
        announce()
    finally:
        db.session.rollback()
        send_waiting_mail()


LATE = timedelta(hours=1)


def watch_mail() -> None:
    """Raise the alarm in the log: mail that was given up, or waits for longer than :data:`LATE`."""
    given_up, since = count_given_up(), waiting_since()
    late = since is not None and now() - since > LATE
    if given_up or late:
        log.error("mail trouble", given_up=given_up, waiting_since=since.isoformat() if since else None)
    db.session.rollback()


def forget() -> None:
    """Old mails lose their texts; drafts that nobody owns or needs any more go."""
    remove_old_texts()
    forget_abandoned()
    forget_old()
    forget_networks()
    db.session.commit()


def freeze_rules() -> None:
    """Freeze the rules of each vote that has opened."""
    for plan in unfrozen_plans(now()):
        freeze(plan)
        db.session.commit()


def seal_all() -> int:
    """Seal every log that is due, each in its own transaction; returns how many were."""
    sealed = 0
    for number, ballots in waiting():
        plan = db.session.get(Plan, number)
        try:
            sealed += plan is not None and seal_when_due(plan, ballots) is not None
        except Refused:  # its reason is in the log; the logs of other votes are sealed all the same
            db.session.rollback()
        db.session.commit()
    return sealed


def count_closed_votes() -> int:
    """Count every vote that was closed and that nobody counts; returns how many were.

    Each step is a transaction of its own: the board shows how far the count is, and nobody waits for it.
    """
    counts = 0
    for number in uncounted(now()):
        plan, closing = db.session.get_one(Plan, number), db.session.get_one(Closing, number)

        def begin(step: CountStep, number: int = number) -> None:
            note_step(number, step)
            db.session.commit()
            begin_patiently(reading=step in (CountStep.READING, CountStep.COUNTING, CountStep.COMPARING))

        try:
            count_closed(plan, closing, begin)
        except Refused as refused:  # counted meanwhile, or the server signs with another key
            db.session.rollback()
            log.warning("count", plan=number, reason=str(refused.reason))
        else:
            db.session.commit()
            counts += 1
    db.session.commit()
    return counts


def read_turnouts() -> None:
    """Store how many take part in each large vote: its board would take seconds to read it."""
    for plan in unread_votes(now()):
        db.session.commit()
        begin_patiently(reading=True)
        turnout = turnout_now(plan)
        db.session.commit()
        store_turnout(plan, turnout)
        db.session.commit()


def read_moderation() -> None:
    """Store the figures of moderation of each large plan."""
    for plan in unread_plans(now()):
        db.session.commit()
        begin_patiently(reading=True)
        figures, moment = statistics(plan), now()
        db.session.commit()
        store_figures(plan, figures, moment)
        db.session.commit()


def unlink_ballots() -> None:
    """Destroy what links people to their ballots, in each plan whose term for objections to the count is over."""
    for plan in linked_plans(now()):
        unlink(plan)
        db.session.commit()


LINKS_AT_ONCE = 50
LINKS_AGAIN = timedelta(days=7)
"""How many links are asked in an hour, and after how long each is asked again."""


def remind_reporters() -> int:
    """Remind who owes a month's report, before its term ends and after; returns how many letters were written."""
    written = 0
    for plan in published_plans():
        if is_followed(plan, now()):
            due = reminders_due(reporters_of(plan), followed_milestones(plan), today())
            written += remind(due, plan)
        db.session.commit()
    return written


def check_links() -> None:
    """Ask whether the links that serve as evidence still lead somewhere; no transaction is open meanwhile."""
    links = [(evidence.id, evidence.url) for evidence in links_to_check(now() - LINKS_AGAIN, LINKS_AT_ONCE)]
    db.session.commit()
    for number, url in links:
        is_gone = leads_nowhere(url)
        evidence = evidence_by_id(number)
        if evidence is not None:
            note_link(evidence, is_gone)
        db.session.commit()


PLAN: tuple[Job, ...] = (
    ("minutely", crontab(minute="*"), announce),
    ("sending", crontab(minute="*"), send_waiting_mail),
    ("mail watch", crontab(minute="7"), watch_mail),
    ("freezing", crontab(minute="*"), freeze_rules),
    ("counting", crontab(minute="*"), count_closed_votes),
    ("turnouts", crontab(minute="*"), read_turnouts),
    ("moderation", crontab(minute="*"), read_moderation),
    ("every ten minutes", crontab(minute="*/10"), seal_all),
    ("hourly", crontab(minute="17"), sweep),
    ("bundles", crontab(minute="5-59/10"), keep_bundles),
    ("links", crontab(minute="29"), check_links),
    ("reminders", crontab(minute="7", hour="11"), remind_reporters),
    ("daily", crontab(minute="41", hour="3"), forget),
    ("unlinking", crontab(minute="53", hour="3"), unlink_ballots),
)
"""What the worker does, and when. Telling and sending are two: one that fails does not stop the other."""

sa.event.listen(Event, "after_insert", leave_work)
sa.event.listen(Mail, "after_insert", leave_work)
