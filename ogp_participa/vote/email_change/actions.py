"""An account moves to another address, and its ballots with it."""

import secrets

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_email
from ogp_participa.people.mail.actions import post
from ogp_participa.vote.ballots.actions import hold_marks
from ogp_participa.vote.ballots.queries import mark_of
from ogp_participa.vote.email_change import letters, queries, rules


def ask(person: Person, address: str) -> None:
    """Write to the new address and warn the old one. Nothing that the person sees tells who else has an account."""
    rules.is_another(person, address).require()
    other = by_email(address)
    if other is None:
        post(person, lambda: letters.asked_letter(queries.token_for(person, address)), address)
    else:
        post(other, letters.existing_letter)
    post(person, letters.warned_letter)


def move(person: Person, address: str) -> Person:
    """Give the account the new address, confirmed by that; every session and every link of before ends.

    What was voted under the old address counts as voted under the new one: changing it frees no second ballot.
    """
    db.session.refresh(person, with_for_update={"of": Person})
    plans = queries.plans_with_marks()
    for plan in plans:
        hold_marks(plan, queries.check_of(plan))
    marks = {plan.id: mark_of(plan, address) for plan in plans}
    rules.can_move(by_email(address) is not None, bool(queries.ballots_with(list(marks.values())))).require()
    for ballot in queries.ballots_with([mark_of(plan, person.email) for plan in plans]):
        ballot.mark = marks[ballot.plan_id]
    post(person, letters.moved_letter)
    person.email = address
    person.confirmed_at = now()
    person.fs_uniquifier = secrets.token_hex(32)
    record(Kind.EMAIL_CHANGED, by=person, on=person)
    return person
