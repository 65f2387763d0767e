"""Letters are written as rows with the request that asks for them; the worker sends them (``sending``)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_security import MailUtil

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.i18n import LANGUAGES, address_in
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.letters import ACCOUNT_LETTERS, Letter
from ogp_participa.people.mail.models import Mail

KEPT_DAYS = 90


def remove_old_texts(before: datetime | None = None) -> int:
    """Remove the texts and addresses of old mails; returns how many."""
    limit = before or now() - timedelta(days=KEPT_DAYS)
    old = sa.update(Mail).where(Mail.created_at < limit, Mail.text != "")
    result: Any = db.session.execute(old.values(text="", html="", subject="", address="", headers={}))
    return int(result.rowcount)


def write_letter(words: Letter, locale: str, **context: Any) -> dict[str, str]:
    """Return subject, text and HTML of a letter, in the language that is in force."""
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
        """Return the address in lower case, as addresses are kept."""
        return super().normalize(email).lower()

    def validate(self, email: str) -> str:
        """Return the address in lower case, as addresses are kept."""
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


def try_again(mail: Mail) -> None:
    """Let a mail that was given up leave with the next run."""
    mail.attempts, mail.not_before, mail.last_error = 0, now(), ""
