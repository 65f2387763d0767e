"""What members write while they read: decisions, second readings, answers to appeals."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field, text_field
from ogp_participa.moderation import rules
from ogp_participa.moderation.case import DecisionWords
from ogp_participa.moderation.forms.decisions import LONGEST_WORDS, OUTCOMES, Impersonal, say
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.queries.finding import by_reference


class Version:
    """Which version and round the reader has before them; a mistyped number counts as an old page."""

    @staticmethod
    def number(field: Any) -> int:
        """Return the number in a hidden field, 0 when it is none."""
        text = str(field.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


class ReadingForm(Form):
    """What every reading carries: the version and round that were read, and the reader's own words."""

    version = HiddenField()
    round = HiddenField()
    text = long_text_field(_l("In your own words"), AtMost(LONGEST_WORDS), Impersonal())

    def words(self) -> DecisionWords:
        """Return what the action wants to know."""
        reason = getattr(self, "reason", None)
        return DecisionWords(
            version=Version.number(self.version),
            round=Version.number(self.round),
            reason=str(reason.data or "") if reason else "",
            text=self.text.data or "",
        )


class ModerationDecisionForm(ReadingForm):
    """The first reading: publish, ask for a change, join, or do not publish."""

    outcome = RadioField(_l("Choose one"), validate_choice=False)
    reason = select_field(_l("Reason of the catalogue"), validate_choice=False)
    into = text_field(_l("Join with the proposal"), AtMost(40))

    host: Proposal | None = None

    def offer(self, outcomes: list[Outcome], reasons: list[Reason], lang: str) -> None:
        """Offer these outcomes, and the catalogue grouped by them."""
        self.outcome.choices = choices([(outcome.value, OUTCOMES[outcome]) for outcome in outcomes])
        self.reasons = {reason.number: reason for reason in reasons}
        groups = [
            SelectChoice(reason.number, f"{reason.number} {reason.text(lang)}", optgroup=str(OUTCOMES[outcome]))
            for outcome in outcomes
            for reason in reasons
            if reason.outcome is outcome
        ]
        self.reason.choices = [SelectChoice("", _("Choose the reason"), optgroup=_("No reason yet")), *groups]

    @property
    def chosen(self) -> Outcome | None:
        """The outcome that was chosen, when it is one of those offered."""
        offered = [choice.value for choice in self.outcome.choices or []]
        return Outcome(self.outcome.data) if self.outcome.data in offered else None

    def validate_outcome(self, field: Any) -> None:
        """Take one of the decisions that are offered."""
        if self.chosen is None:
            raise ValidationError(_("Choose what to do with this proposal."))

    def validate_reason(self, field: Any) -> None:
        """Require a reason of the catalogue that belongs to the outcome; publishing needs none."""
        if self.chosen is None:
            return
        if self.chosen is Outcome.PUBLISH:
            field.data = ""
            return
        say(rules.reason_fits(self.chosen, self.reasons.get(field.data or "")))

    def validate_text(self, field: Any) -> None:
        """Require own words, where the person needs them."""
        if self.chosen is not None:
            say(rules.words_suffice(self.chosen, field.data or ""))

    def validate_into(self, field: Any) -> None:
        """Require a proposal to join with that exists."""
        if self.chosen is not Outcome.MERGE:
            return
        if not field.data:
            raise ValidationError(_("Write the number of the other proposal, like P-2026-0123."))
        self.host = by_reference(field.data)
        if self.host is None:
            raise ValidationError(_("We did not find a proposal with this number. Write it like P-2026-0123."))


class SecondForm(ReadingForm):
    """The second reading of a refusal."""

    agrees = RadioField(
        _l("Do you agree that this proposal is not published?"),
        choices=choices(
            [("yes", _l("Yes, I agree. It is not published.")), ("no", _l("No. Other members read it again."))]
        ),
        validate_choice=False,
    )

    def validate_agrees(self, field: Any) -> None:
        """Take one of the two."""
        if field.data not in ("yes", "no"):
            raise ValidationError(_("Choose whether you agree."))

    def validate_text(self, field: Any) -> None:
        """Require a reason of who does not agree."""
        if self.agrees.data == "no":
            say(rules.words_suffice(Outcome.REFUSE, field.data or ""))


class AppealAnswerForm(Form):
    """The answer to an appeal, which everybody will read."""

    upheld = RadioField(
        _l("Choose one"),
        choices=choices([("yes", _l("Publish the proposal after all")), ("no", _l("Keep the decision"))]),
        validate_choice=False,
    )
    text = long_text_field(_l("Reason of the answer"), AtMost(LONGEST_WORDS), Impersonal())

    def validate_upheld(self, field: Any) -> None:
        """Take one of the two."""
        if field.data not in ("yes", "no"):
            raise ValidationError(_("Choose an answer."))

    def validate_text(self, field: Any) -> None:
        """Require that every answer says why."""
        say(rules.words_suffice(Outcome.REFUSE, field.data or ""))
