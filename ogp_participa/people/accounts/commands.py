"""People and roles from the command line: the first administrator comes from here."""

import secrets

import click
from flask.cli import with_appcontext
from flask_security.utils import hash_password

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts import actions, queries
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.rules import ROLES

MISSING = "Nobody has this e-mail. Add them first: ogp-participa people add EMAIL --name NAME"


@click.group(name="people")
def people_group() -> None:
    """People with an account, and their roles."""


@people_group.command()
@click.argument("email")
@click.option("--name", required=True, help="Their name.")
@click.option("--role", type=click.Choice(ROLES), help="A role to give at once.")
@click.option("--password", help="A password; without one, they choose it by “I forgot my password”.")
@with_appcontext
def add(email: str, name: str, role: str | None, password: str | None) -> None:
    """Add a person whose address you vouch for."""
    if queries.by_email(email) is not None:
        raise click.ClickException("There is an account with this e-mail already.")
    person = Person(
        email=email.strip().lower(),
        name=name.strip(),
        password=hash_password(password or secrets.token_urlsafe(32)),
        fs_uniquifier=secrets.token_hex(32),
        confirmed_at=now(),
    )
    db.session.add(person)
    record(Kind.PERSON_REGISTERED, by=None, on=person)
    if role:
        actions.grant(person, role, by=None)
    db.session.commit()
    click.echo(f"{person.email} was added.")


@people_group.command(name="role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--take", is_flag=True, help="Take the role away instead of giving it.")
@with_appcontext
def change_role(email: str, role: str, take: bool) -> None:
    """Give a person a role, or take it."""
    person = queries.by_email(email)
    if person is None:
        raise click.ClickException(MISSING)
    if (role in _role_names(person)) == take:
        (actions.revoke if take else actions.grant)(person, role, by=None)
        db.session.commit()
    click.echo(f"{person.email}: {', '.join(_role_names(person)) or 'no role'}")


def _role_names(person: Person) -> list[str]:
    return sorted(getattr(role, "name", "") for role in person.roles)
