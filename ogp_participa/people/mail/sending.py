"""Sending the mail that waits, as fast as the server takes it. Each step commits for itself.

A mail is claimed before it is spoken of to the server, and while the server is spoken to no transaction is open: nobody
waits for a slow server, and no other worker sends the same mail.
"""

import smtplib
import time
from collections.abc import Sequence
from datetime import timedelta
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.logs import log
from ogp_participa.people.accounts.email_address import envelope_address
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.queries import ATTEMPTS, next_mails

PATIENCE = 30
"""Seconds for one answer of the mail server."""

LEASE = timedelta(minutes=15)
"""How long a claimed mail belongs to its worker: longer than all the answers of one mail may take together."""

BATCH = 10
"""Mails that are claimed at once."""

RUN = 50
"""Seconds after which a run claims no more, so that the next one (each minute) sees newer account letters first."""

WAITS = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes until a mail that could not leave is tried again; then it is given up."""

UNFOLDED = policy.SMTP.clone(max_line_length=998)  # a folded List-Unsubscribe is one that mail programs do not read

NEVER = (UnicodeError, ValueError, MessageError, smtplib.SMTPNotSupportedError)
"""What a mail can be that no server takes: an address or a header that cannot be written."""


class ServerTrouble(Exception):
    """The mail server itself is not well: every mail waits."""


def send_waiting_mail() -> int:
    """Send the mails that wait, letters about accounts first; returns how many left."""
    sent, end = 0, time.monotonic() + RUN
    line = _Line()
    try:
        while time.monotonic() < end and (mails := claim_mails(BATCH)):
            left = _send(line, mails)
            sent += left
            if line.broken:
                break
    finally:
        line.close()
    return sent


class _Line:
    """The connection to the mail server, opened when the first mail leaves; without a server, mails stay to be read."""

    def __init__(self) -> None:
        self.leaves = bool(current_app.config["OGP_MAIL_SERVER"])
        self.broken = False
        self._server: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage, address: str) -> None:
        """Send a letter to the address of its envelope, which is the one that was checked.

        Raises :class:`ServerTrouble` for what concerns every mail, smtplib's own errors for what concerns this one.
        """
        if not self.leaves:
            return
        try:
            self._server = self._server or connect()
            self._server.send_message(letter, to_addrs=[envelope_address(address)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError):
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise ServerTrouble from error

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()


def _send(line: _Line, mails: Sequence[Mail]) -> int:
    """Send claimed mails; returns how many left. Those behind a server's trouble go back as they were."""
    sent = 0
    letters = [(mail.id, mail.attempts, mail.address, _written(mail)) for mail in mails]
    db.session.commit()
    for place, (number, attempts, address, letter) in enumerate(letters):
        try:
            if isinstance(letter, Exception):
                raise letter
            line.send(letter, address)
            mark_sent(number)
            sent += 1
        except ServerTrouble as trouble:
            line.broken = True
            _note(number, attempts, trouble.__cause__ or trouble, for_good=False)
            give_back([other for other, *_rest in letters[place + 1 :]])
            db.session.commit()
            break
        except SQLAlchemyError:
            raise
        except NEVER as error:
            _note(number, attempts, error, for_good=True)
        except Exception as error:  # whatever it is, it is this mail's alone
            _note(number, attempts, error, for_good=any(code >= 500 for code in codes_of(error)))
        db.session.commit()
    return sent


def _written(mail: Mail) -> EmailMessage | Exception:
    """Return the mail as it travels, or why it cannot be written."""
    try:
        return message(mail)
    except Exception as error:
        return error


def codes_of(error: BaseException) -> list[int]:
    """Return what the server answered, as SMTP's numbers."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _note(number: int, attempts: int, error: BaseException, *, for_good: bool) -> None:
    """Keep why a mail did not leave. Names no address."""
    codes = codes_of(error)
    mark_failed(number, attempts, " ".join([type(error).__name__, *map(str, codes)]), for_good=for_good)
    given_up = for_good or attempts >= ATTEMPTS
    (log.error if given_up else log.warning)("mail", error=type(error).__name__, codes=codes, given_up=given_up)


def connect() -> smtplib.SMTP:
    """Return a connection to the mail server of the settings."""
    config = current_app.config
    server = smtplib.SMTP(config["OGP_MAIL_SERVER"], int(config["OGP_MAIL_PORT"]), timeout=PATIENCE)
    if config["OGP_MAIL_STARTTLS"]:
        server.starttls()
    if config["OGP_MAIL_USERNAME"]:
        server.login(config["OGP_MAIL_USERNAME"], config["OGP_MAIL_PASSWORD"])
    return server


def message(mail: Mail) -> EmailMessage:
    """Return the mail as it travels: text first, HTML beside it.

    Its Message-ID is the same at each attempt, so that a mailbox that got it twice shows it once.
    """
    letter = EmailMessage(policy=UNFOLDED)
    domain = parseaddr(current_app.config["OGP_MAIL_FROM"])[1].rpartition("@")[2] or "localhost"
    letter["From"] = current_app.config["OGP_MAIL_FROM"]
    letter["To"] = mail.address
    letter["Subject"] = " ".join(mail.subject.split())
    letter["Date"] = mail.created_at
    letter["Message-ID"] = f"<mail-{mail.id}-{int(mail.created_at.timestamp())}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        letter[name] = value
    letter.set_content(mail.text)
    if mail.html:
        letter.add_alternative(mail.html, subtype="html")
    return letter


def claim_mails(most: int) -> list[Mail]:
    """Take the next mails that may leave. For the time of :data:`LEASE` nobody else takes them; the caller commits."""
    mails = next_mails(now(), most)
    for mail in mails:
        mail.not_before = now() + LEASE
        mail.attempts += 1
    return mails


def give_back(numbers: Sequence[int]) -> None:
    """Let claimed mails, which were not tried, wait as before."""
    if numbers:
        freed = sa.update(Mail).where(Mail.id.in_(numbers), Mail.sent_at.is_(None))
        db.session.execute(freed.values(not_before=now(), attempts=Mail.attempts - 1))


def mark_sent(number: int) -> None:
    """Note that the mail has left."""
    db.session.execute(sa.update(Mail).where(Mail.id == number).values(sent_at=now(), last_error=""))


def mark_failed(number: int, attempts: int, error: str, *, for_good: bool) -> None:
    """Note that the mail could not leave: it is tried again later, or given up when it never can."""
    wait = timedelta(minutes=WAITS[min(attempts - 1, len(WAITS) - 1)])
    values: dict[str, Any] = {"last_error": error[:300], "not_before": now() + wait}
    if for_good:
        values["attempts"] = ATTEMPTS
    db.session.execute(sa.update(Mail).where(Mail.id == number).values(values))
