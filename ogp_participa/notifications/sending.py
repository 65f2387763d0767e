"""Mail on its way out: SMTP with the settings' server. Runs in the worker and commits step by step."""

import smtplib
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

from flask import current_app

from ogp_participa.database import db
from ogp_participa.logs import log
from ogp_participa.notifications.actions import claim_mail, mark_failed, mark_sent
from ogp_participa.notifications.models import Mail

PATIENCE = 30  # seconds for one answer of the mail server, far below the shortest wait before a mail is tried again
UNFOLDED = policy.SMTP.clone(max_line_length=998)  # a folded List-Unsubscribe is one that mail programs do not read
MAILS = 200  # in one run, so that a long queue does not keep other work waiting


def send_waiting_mail() -> int:
    """Send the mails that wait; returns how many left. Each is claimed first, so that no other worker takes it.

    While the mail server is spoken to, no transaction is open: nobody waits for a slow server.
    """
    sent = 0
    server: smtplib.SMTP | None = None
    try:
        for _number in range(MAILS):
            mail = claim_mail()
            number, made = (mail.id, message(mail)) if mail else (0, None)
            db.session.commit()
            if made is None:
                break
            try:
                if current_app.config[
                    "OGP_MAIL_SERVER"
                ]:  # without one, the demonstration keeps its mails in the outbox
                    server = server or connect()
                    server.send_message(made)
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
    made = EmailMessage(policy=UNFOLDED)
    made["From"] = current_app.config["OGP_MAIL_FROM"]
    made["To"] = mail.address
    made["Subject"] = " ".join(mail.subject.split())
    made["Date"] = mail.created_at
    made["Message-ID"] = make_msgid(f"mail-{mail.id}", parseaddr(made["From"])[1].rpartition("@")[2] or "localhost")
    made["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        made[name] = value
    made.set_content(mail.text)
    if mail.html:
        made.add_alternative(mail.html, subtype="html")
    return made
