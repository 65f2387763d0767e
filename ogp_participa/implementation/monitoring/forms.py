"""Forms of reports, evidence, and of who reports. What was typed stays, whatever is wrong with it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from ogp_participa.core import uploads
from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, select_field, text_field
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.forum.seats.forms import DayField
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.forum.seats.queries import people_called
from ogp_participa.implementation.monitoring.content import NewEvidence
from ogp_participa.implementation.monitoring.models import ReportWords, Share
from ogp_participa.people.accounts.models import Person

LONGEST = 4_000
MISSING = (
    (Share.NO_DATA, _l("There is no data (ND)")),
    (Share.NOT_REVIEWED, _l("It was not reviewed (NR)")),
    (Share.NOT_APPLICABLE, _l("It does not apply (NA)")),
)


class MonthlyReportForm(Form):
    """A month's report on a milestone, with one link and one file as evidence."""

    done = long_text_field(_l("What was done in this month?"), AtMost(LONGEST))
    share = text_field(_l("Share done, in percent"), AtMost(5))
    missing = select_field(_l("If there is no share, why"), default="")
    started_on = DayField(_l("Started on"), optional=True)
    forecast_on = DayField(_l("When will it be done?"), optional=True)
    finished_on = DayField(_l("Finished on"), optional=True)
    late_reason = long_text_field(_l("Why does it take longer than planned?"), AtMost(LONGEST))
    next_step = long_text_field(_l("What is the next step?"), AtMost(LONGEST))
    link = text_field(_l("Address of a page that shows it"), AtMost(2_000))
    file = FileField(_l("Or a file that shows it"))
    proves = text_field(_l("What does this evidence show?"), AtMost(300))
    proof_day = DayField(_l("Of which day is it?"), optional=True)

    upload: uploads.Upload | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.missing.choices = choices([("", _("The share is above")), *((code.value, word) for code, word in MISSING)])

    def validate_share(self, field: Any) -> None:
        """Require a whole number from 0 to 100, or a code of missing data."""
        typed = (field.data or "").rstrip("% ")
        if typed and not (typed.isascii() and typed.isdecimal() and int(typed) <= 100):
            raise ValidationError(_("Write a whole number from 0 to 100."))
        if typed and self.missing.data:
            raise ValidationError(_("Write the share, or say why there is none; not both."))

    def validate_link(self, field: Any) -> None:
        """Require a whole address of the web."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Write the whole address, as in https://www.prefeitura.sp.gov.br/dados."))

    def validate_file(self, field: Any) -> None:
        """Require a picture or a PDF, as elsewhere."""
        if not field.data:
            return
        try:
            self.upload = uploads.receive(field.data)
        except uploads.NotAccepted as refused:
            raise ValidationError(refused.sentence) from refused

    def validate_proves(self, field: Any) -> None:
        """Require that evidence says what it shows."""
        if (self.link.data or self.file.data) and not field.data:
            raise ValidationError(_("Say in a few words what this evidence shows."))

    def words(self) -> dict[str, Any]:
        """Return what the report says."""
        typed = (self.share.data or "").rstrip("% ")
        return {
            "done": self.done.data or "",
            "share": int(typed) if typed.isascii() and typed.isdecimal() and int(typed) <= 100 else None,
            "missing": Share(self.missing.data) if self.missing.data in list(Share) and not typed else None,
            "started_on": self.started_on.data,
            "finished_on": self.finished_on.data,
            "forecast_on": self.forecast_on.data,
            "late_reason": self.late_reason.data or "",
            "next_step": self.next_step.data or "",
        }

    def evidence(self) -> list[NewEvidence]:
        """Return the link and the file that were given."""
        proves, day = self.proves.data or "", self.proof_day.data
        pieces = [NewEvidence(proves, day, url=self.link.data)] if self.link.data else []
        return [*pieces, *([NewEvidence(proves, day, upload=self.upload)] if self.upload else [])]

    @staticmethod
    def starting_from(words: ReportWords | None) -> dict[str, Any]:
        """Return what the form shows at first: a draft, or the last month's report."""
        if words is None:
            return {}
        share = "" if words.share is None else str(words.share)
        days = {name: getattr(words, name) for name in ("started_on", "forecast_on", "finished_on")}
        missing = words.missing.value if words.missing else ""
        texts = {name: getattr(words, name) for name in ("done", "late_reason", "next_step")}
        return {**texts, **days, "share": share, "missing": missing}


class ReporterForm(Form):
    """Who reports for an institution, from which day on."""

    organisation = select_field(_l("Institution"), Filled(_l("Choose the institution.")), default="")
    person = text_field(_l("E-mail of the person’s account"), Filled(_l("Write the e-mail.")), AtMost(254))
    from_date = DayField(_l("From"))

    reporter: Person | None = None

    def __init__(self, institutions: list[Organisation], **options: Any) -> None:
        super().__init__(**options)
        named = [(str(organisation.id), organisation.name) for organisation in institutions]
        self.organisation.choices = choices([("", _("Choose the institution")), *named])

    def validate_person(self, field: Any) -> None:
        """Require somebody with an account here."""
        people = people_called(field.data or "")
        if len(people) != 1:
            raise ValidationError(_("Nobody has an account with this e-mail. Ask the person to register first."))
        self.reporter = people[0]


class ReasonedEndForm(Form):
    """A day and a reason that everybody can read."""

    until_date = DayField(_l("Last day"))
    reason = text_field(_l("Why does it end?"), AtMost(300))


class WithdrawEvidenceForm(Form):
    """Why a piece of evidence goes."""

    reason = long_text_field(_l("Why is it withdrawn?"), AtMost(2_000))


class StopForm(Form):
    """Which decision of the forum stops a milestone, and why."""

    decision = select_field(_l("Decision of the forum"), Filled(_l("Choose the decision.")), default="")
    reason = long_text_field(_l("Why is it stopped?"), AtMost(2_000))

    def __init__(self, decisions: list[ForumDecision], **options: Any) -> None:
        super().__init__(**options)
        named = [(str(decision.id), f"{decision.reference} – {decision.title}") for decision in decisions]
        self.decision.choices = choices([("", _("Choose the decision")), *named])
