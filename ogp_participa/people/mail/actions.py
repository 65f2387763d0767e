"""Mail on its way out: written with a request, sent by the worker, which commits step by step."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_security import MailUtil

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.i18n import LANGUAGES, address_in
from ogp_participa.core.logs import log
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.letters import ACCOUNT_LETTERS, Letter
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.queries import ATTEMPTS, next_mail

PATIENCE = 30  # seconds for one answer of the mail server, far below the shortest wait before a mail is tried again
UNFOLDED = policy.SMTP.clone(max_line_length=998)  # a folded List-Unsubscribe is one that mail programs do not read
MAILS = 200  # in one run, so that a long queue does not keep other work waiting


def send_waiting_mail() -> int:
    """Send the mails that wait; returns how many left. Each is claimed first, so that no other worker takes it.

    While the mail server is spoken to, no transaction is open: nobody waits for a slow server.
    """
    sent = 0
    leaves = bool(current_app.config["OGP_MAIL_SERVER"])  # without one, mails stay in the outbox to be looked at
    server: smtplib.SMTP | None = None
    try:
        for _number in range(MAILS):
            mail = claim_mail()
            number, letter = (mail.id, message(mail)) if mail else (0, None)
            db.session.commit()
            if letter is None:
                break
            try:
                if leaves:
                    server = server or connect()
                    server.send_message(letter)
                mark_sent(number)
                sent += 1
            except (OSError, smtplib.SMTPException) as error:
                _note(number, error)
                if not isinstance(error, smtplib.SMTPRecipientsRefused):
                    break  # the server has trouble: this mail and the others wait for another run
            finally:
                db.session.commit()
    finally:
        if server is not None:
            _goodbye(server)
    return sent


def _note(number: int, error: Exception) -> None:
    """Why a mail did not leave; an address that the server refuses for good is not tried again. Names no address."""
    answers = error.recipients.values() if isinstance(error, smtplib.SMTPRecipientsRefused) else []
    codes = [code for code, _text in answers]
    mark_failed(number, " ".join([type(error).__name__, *map(str, codes)]), for_good=any(c >= 550 for c in codes))
    log.warning("mail", error=type(error).__name__, codes=codes)


def _goodbye(server: smtplib.SMTP) -> None:
    """Close the connection, whatever state it is in."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def connect() -> smtplib.SMTP:
    """A connection to the mail server of the settings."""
    config = current_app.config
    server = smtplib.SMTP(config["OGP_MAIL_SERVER"], int(config["OGP_MAIL_PORT"]), timeout=PATIENCE)
    if config["OGP_MAIL_STARTTLS"]:
        server.starttls()
    if config["OGP_MAIL_USERNAME"]:
        server.login(config["OGP_MAIL_USERNAME"], config["OGP_MAIL_PASSWORD"])
    return server


def message(mail: Mail) -> EmailMessage:
    """The mail as it travels: text first, HTML beside it."""
    letter = EmailMessage(policy=UNFOLDED)
    letter["From"] = current_app.config["OGP_MAIL_FROM"]
    letter["To"] = mail.address
    letter["Subject"] = " ".join(mail.subject.split())
    letter["Date"] = mail.created_at
    letter["Message-ID"] = make_msgid(f"mail-{mail.id}", parseaddr(letter["From"])[1].rpartition("@")[2] or "localhost")
    letter["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        letter[name] = value
    letter.set_content(mail.text)
    if mail.html:
        letter.add_alternative(mail.html, subtype="html")
    return letter


WAITS = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes until a mail that could not leave is tried again; then it is given up."""


KEPT_DAYS = 90


def claim_mail() -> Mail | None:
    """Take the next mail that may leave. Until it is tried again, nobody else takes it; the caller commits."""
    mail = next_mail(now())
    if mail is not None:
        mail.not_before = now() + timedelta(minutes=WAITS[min(mail.attempts, len(WAITS) - 1)])
        mail.attempts += 1
    return mail


def mark_sent(number: int) -> None:
    """The mail has left."""
    db.session.execute(sa.update(Mail).where(Mail.id == number).values(sent_at=now(), last_error=""))


def mark_failed(number: int, error: str, *, for_good: bool) -> None:
    """The mail could not leave: it is tried again later, or given up when the address itself is refused."""
    values: dict[str, Any] = {"last_error": error[:300]}
    if for_good:
        values["attempts"] = ATTEMPTS
    db.session.execute(sa.update(Mail).where(Mail.id == number).values(values))


def remove_old_texts(before: datetime | None = None) -> int:
    """Remove the texts and addresses of old mails; returns how many."""
    limit = before or now() - timedelta(days=KEPT_DAYS)
    old = sa.update(Mail).where(Mail.created_at < limit, Mail.text != "")
    result: Any = db.session.execute(old.values(text="", html="", subject="", address="", headers={}))
    return int(result.rowcount)


def write_letter(words: Letter, locale: str, **context: Any) -> dict[str, str]:
    """Subject, text and HTML of a letter, in the language that is in force."""
    context |= {"subject": words.subject, "lines": words.lines, "lang": LANGUAGES[locale][0]}
    context |= {"brand": current_app.config["OGP_BRAND"], "link_label": words.link_label}
    templates = current_app.jinja_env  # not render_template: what pages need around them asks for a request
    return {
        "subject": words.subject,
        "text": templates.get_template("people/mail/letter.txt").render(context).strip() + "\n",
        "html": templates.get_template("people/mail/letter.html").render(context),
        "unsubscribe": str(context.get("unsubscribe_url", "")),
    }


def post(person: Person, words_of: Callable[[], Letter], address: str = "") -> None:
    """Write a letter about an account in the person's own language, to their address or to another that they gave."""
    with force_locale(person.locale):
        words = words_of()
        link = address_in(person.locale, words.endpoint, **words.values)
        written = write_letter(words, person.locale, link=link)
    db.session.flush()
    db.session.add(
        Mail(
            person_id=person.id,
            address=address or person.email,
            subject=written["subject"],
            text=written["text"],
            html=written["html"],
        )
    )


class Outbox(MailUtil):
    """Flask-Security's messages take the same way out as all others: a row, written with the request."""

    def normalize(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return super().normalize(email).lower()

    def validate(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return super().validate(email).lower()

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Write the letter that belongs to Flask-Security's ``template``, in the person's own language."""
        post(kwargs["user"], lambda: ACCOUNT_LETTERS[template.rpartition("/")[2]](kwargs))
