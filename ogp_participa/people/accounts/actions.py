"""What people do with their accounts, and administrators with roles."""

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import Model, db
from ogp_participa.people.accounts import rules
from ogp_participa.people.accounts.erasure import FATES, Fate
from ogp_participa.people.accounts.models import Person, Role, Signature
from ogp_participa.people.accounts.newcomers import NEW
from ogp_participa.people.accounts.queries import columns_to, holds_seat, role_named


def change_profile(person: Person, name: str, signature: Signature, collective: str, territory: str | None) -> None:
    """Change the name, the signature of what is written from now on, and where the person lives."""
    person.name = name
    person.signature = signature
    person.collective = collective
    person.territory = territory


def change_preferences(person: Person, theme: str, locale: str, shortcuts: bool) -> None:
    """Change how pages look and behave for the person."""
    person.theme = theme
    person.locale = locale
    person.shortcuts = shortcuts


def sign_out_elsewhere(person: Person) -> None:
    """End every session of the person; the caller signs the present one in again."""
    person.fs_uniquifier = secrets.token_hex(32)


def erase(person: Person) -> Person:
    """Forget who the person is. The row stays without name and address, so that ballots are neither freed nor lost
    and published proposals stay readable, unsigned."""
    rules.can_erase(person, holds_seat(person)).require()
    for name, fate in FATES.items():
        _carry_out(fate, Model.metadata.tables[name], person)
    person.name = ""
    person.email = f"erased-{person.id}-{secrets.token_hex(8)}@erased.invalid"
    person.password = None
    person.active = False
    person.confirmed_at = None
    person.fs_uniquifier = secrets.token_hex(32)
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = None
    person.signature = Signature.INITIAL
    person.collective = person.theme = ""
    person.joined_from = None
    person.territory = person.last_seen_at = person.checked_at = None
    person.erased_at = now()
    record(Kind.PERSON_ERASED, by=None, on=person)
    return person


def _carry_out(fate: Fate, table: sa.Table, person: Person) -> None:
    """Delete the person's rows of a table, take their signature away, or leave them."""
    theirs = sa.or_(*(column == person.id for column in columns_to(table)))
    if fate is Fate.UNSIGNED:  # who answered or hid what somebody else signed leaves that signature
        theirs = table.c.author_id == person.id
    if fate is Fate.DELETED:
        if table.name == "draft":
            _delete_files_of_drafts(theirs)
        db.session.execute(sa.delete(table).where(theirs))
    if fate is Fate.UNSIGNED:
        values: Mapping[str, Any] = {"signed": ""}
        if "revision" in table.c:  # what a card shows changes
            values = {**values, "revision": table.c.revision + 1}
        db.session.execute(sa.update(table).where(theirs).values(values))
        if table.name == "comment":  # what stands under a proposal changes, too
            proposal = Model.metadata.tables["proposal"]
            under = proposal.c.id.in_(sa.select(table.c.proposal_id).where(theirs))
            db.session.execute(sa.update(proposal).where(under).values(revision=proposal.c.revision + 1))


def _delete_files_of_drafts(theirs: sa.ColumnElement[bool]) -> None:
    """Delete the files of drafts that were never sent: they go with them."""
    draft, attachment = Model.metadata.tables["draft"], Model.metadata.tables["attachment"]
    drafts = sa.select(draft.c.id).where(theirs)
    unsent = sa.and_(attachment.c.draft_id.in_(drafts), attachment.c.proposal_id.is_(None))
    db.session.execute(sa.delete(attachment).where(unsent))


def forget_networks() -> None:
    """Forget which networks accounts came from, once nobody asks any more."""
    old = sa.update(Person).where(Person.joined_from.is_not(None), Person.create_datetime < now() - NEW)
    db.session.execute(old.values(joined_from=None))


def give_role(person: Person, role: str, *, by: Person) -> Person:
    """Give somebody a role; everybody can read that it was given."""
    rules.can_give_role(by, person, role).require()
    return grant(person, role, by=by)


def grant(person: Person, role: str, *, by: Person | None) -> Person:
    """Give a role without asking who gives it: for the command line, and behind :func:`give_role`."""
    person.roles = [*person.roles, role_named(role) or Role(name=role)]
    record(Kind.ROLE_GIVEN, by=by, on=person, role=role)
    return person


def take_role(person: Person, role: str, *, by: Person) -> Person:
    """Take a role from somebody; everybody can read that it was taken."""
    rules.can_take_role(by, person, role).require()
    return revoke(person, role, by=by)


def revoke(person: Person, role: str, *, by: Person | None) -> Person:
    """Take a role without asking who takes it: for the command line, and behind :func:`take_role`."""
    person.roles = [held for held in person.roles if getattr(held, "name", "") != role]
    record(Kind.ROLE_TAKEN, by=by, on=person, role=role)
    return person
