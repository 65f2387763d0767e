"""People and their few public roles."""

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.people.accounts.names import ADDRESS, author_name, clean_name, shortened, without_address


class Signature(enum.StrEnum):
    """How a person's name stands under what they write (the real name is known to staff alone)."""

    INITIAL = "initial"
    FULL = "full"
    COLLECTIVE = "collective"


class Level(enum.StrEnum):
    """How well it is known who somebody is; the later ones hold more than the earlier."""

    EMAIL = "email"
    CHECKED = "checked"


person_role = sa.Table(
    "person_role",
    Model.metadata,
    sa.Column("person_id", sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):
    """A role: ``staff`` (the open-government office) or ``administrator``. Forum rights come from seats instead."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    description: Mapped[str] = mapped_column(sa.String(200), default="")


class Person(Model, UserMixin):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    create_datetime: Mapped[datetime] = mapped_column(default=now)
    update_datetime: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    mf_recovery_codes: Mapped[list[str] | None]

    name: Mapped[str] = mapped_column(sa.String(120))
    signature: Mapped[Signature] = mapped_column(default=Signature.INITIAL)
    collective: Mapped[str] = mapped_column(sa.String(120), default="")
    locale: Mapped[str] = mapped_column(sa.String(5), default="pt_BR")
    theme: Mapped[str] = mapped_column(sa.String(10), default="")
    shortcuts: Mapped[bool] = mapped_column(default=False)
    territory: Mapped[str | None] = mapped_column(sa.String(2))
    last_seen_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    joined_from: Mapped[str | None] = mapped_column(sa.String(32))

    roles: Mapped[list[RoleMixin]] = relationship("Role", secondary=person_role, lazy="selectin")

    @property
    def is_confirmed(self) -> bool:
        """Whether the person proved that the e-mail address is theirs."""
        return self.confirmed_at is not None

    @property
    def level(self) -> Level:
        """A confirmed address, or an identity that staff saw with their own eyes."""
        return Level.CHECKED if self.checked_at else Level.EMAIL

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the platform."""
        return any(role.name == "administrator" for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether the person works in the open-government office (administrators included)."""
        return any(role.name in {"staff", "administrator"} for role in self.roles)

    @property
    def public_name(self) -> str:
        """The name shown in public, as the person chose it; of an erased person, that there is none any more."""
        return author_name(signed_name(self.name, self.signature, self.collective))


def signed_name(name: str, signature: Signature, collective: str = "") -> str:
    """Return "Maria Aparecida Souza" as "Maria S.", in full, or as the collective's name."""
    group, name = without_address(clean_name(collective)), clean_name(name)
    if signature is Signature.COLLECTIVE and group:
        return group
    if ADDRESS.search(name):
        return without_address(name)
    return name if signature is Signature.FULL else shortened(name)
