"""Mail that waits to leave, and mail that has left."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model


class Mail(Model):
    """A message that waits to leave, or has left. After the retention term the text is removed."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index("ix_mail_waiting", "sent_at", "id"),
        # Letters about accounts leave before notices, however many of these wait.
        sa.Index(
            "ix_mail_account_letter",
            "id",
            sqlite_where=sa.text("sent_at IS NULL AND notification_id IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND notification_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    notification_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("notification.id", ondelete="CASCADE"), unique=True
    )
    address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text, default="")
    headers: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(300), default="")
    not_before: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
