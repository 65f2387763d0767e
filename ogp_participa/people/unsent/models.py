"""A form that was sent by nobody who is signed in."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model

TERM = timedelta(hours=1)
LARGEST = 128 * 1024
"""Bytes of text that one form may hold here; the longest form of the platform is half as long."""

MOST = 2000
"""Forms that wait at once, so that strangers cannot fill the disk; the oldest gives way."""


class UnsentForm(Model):
    """What was typed, and where it was going.

    Whose it is says a cookie; its digest is the key, so that nobody who reads the table can take it.
    """

    __tablename__ = "unsent_form"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    address: Mapped[str] = mapped_column(sa.Text)
    back: Mapped[str] = mapped_column(sa.Text)
    fields: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    had_files: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now, index=True)
