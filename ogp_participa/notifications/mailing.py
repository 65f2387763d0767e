"""Mails as rows: a letter as text and HTML, the way to stop it, and Flask-Security's way into the outbox."""

from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_security import MailUtil
from itsdangerous import BadSignature, URLSafeSerializer

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.i18n import LANGUAGES, address_in
from ogp_participa.notifications.letters import ACCOUNT_LETTERS, Letter
from ogp_participa.notifications.models import Mail, Topic


def write_letter(words: Letter, locale: str, **context: Any) -> dict[str, str]:
    """Subject, text and HTML of a letter, in the language that is in force."""
    context |= {"subject": words.subject, "lines": words.lines, "lang": LANGUAGES[locale][0]}
    context |= {"brand": current_app.config["OGP_BRAND"], "link_label": words.link_label}
    templates = current_app.jinja_env  # not render_template: what pages need around them asks for a request
    return {
        "subject": words.subject,
        "text": templates.get_template("mail/letter.txt").render(context).strip() + "\n",
        "html": templates.get_template("mail/letter.html").render(context),
        "unsubscribe": str(context.get("unsubscribe_url", "")),
    }


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
        user: Person = kwargs["user"]
        with force_locale(user.locale):
            words = ACCOUNT_LETTERS[template.rpartition("/")[2]](kwargs)
            link = address_in(user.locale, words.endpoint, **words.values)
            written = write_letter(words, user.locale, link=link)
        db.session.flush()
        db.session.add(
            Mail(
                person_id=user.id,
                address=user.email,
                subject=written["subject"],
                text=written["text"],
                html=written["html"],
            )
        )


def unsubscribe_token(person: Person, topic: Topic) -> str:
    """A token that stops one topic for one person; it never grows old."""
    return str(_serializer().dumps([person.id, topic.value]))


def read_token(token: str) -> tuple[Person, Topic] | None:
    """The person and the topic of a token; None when it is not one of ours."""
    try:
        number, topic = _serializer().loads(token)
    except BadSignature:
        return None
    person = db.session.get(Person, number)
    return (person, Topic(topic)) if person and person.erased_at is None else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
