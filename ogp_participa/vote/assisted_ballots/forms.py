"""What staff type from a paper, or as a person says it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, text_field
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.assisted_ballots import papers, rules, typed
from ogp_participa.vote.ballots.models import Channel

WAYS = [
    (Channel.ASSISTED.value, _l("With help: the person is here and says what they choose")),
    (Channel.PAPER.value, _l("On paper: you type from a paper ballot")),
]
REASONS = [
    (papers.PaperReason.MISTYPED.value, _l("It was mistyped")),
    (papers.PaperReason.READ_AGAIN.value, _l("Two people read the paper again, and read it differently")),
]


class ChoicesForm(Form):
    """References, as many as the ballot has."""

    choices = long_text_field(_l("Numbers of the chosen proposals"), AtMost(typed.LONGEST_TYPING))


class SheetForm(ChoicesForm):
    """A ballot that somebody else filled in."""

    channel = RadioField(_l("How did this ballot come?"), validators=[Filled(_l("Choose how this ballot came"))])
    paper_number = text_field(_l("Number printed on the paper"), AtMost(typed.LONGEST_NUMBER))
    identity = text_field(
        _l("Who votes: e-mail address or CPF"), Filled(_l("Write the e-mail address or the CPF")), AtMost(254)
    )
    seen = BooleanField(
        _l("Staff saw a document with this person's photo, now or when the paper was handed in"),
        validators=[Filled(_l("Tick this box when a document was seen; without it nobody votes this way"))],
    )

    def offer(self, channels: list[Channel]) -> None:
        """Offer the ways that are open now."""
        self.channel.choices = choices([(value, label) for value, label in WAYS if Channel(value) in channels])

    def validate_paper_number(self, field: Any) -> None:
        """Require a number for a paper, and for nothing else."""
        number = typed.paper_number(field.data or "")
        if self.channel.data == Channel.PAPER.value and not number:
            raise ValidationError(_("Write the number that is printed on the paper"))
        if self.channel.data == Channel.ASSISTED.value and number:
            raise ValidationError(_("Only paper ballots have a number: choose “On paper”, or take the number away"))

    def validate_identity(self, field: Any) -> None:
        """Require an address or a CPF that can be one."""
        if wrong := typed.identity(field.data or "").wrong:
            raise ValidationError(str(wrong))


class CorrectionForm(ChoicesForm):
    """What stands on a paper that was typed wrongly."""

    paper_number = text_field(
        _l("Number printed on the paper"),
        Filled(_l("Write the number that is printed on the paper")),
        AtMost(typed.LONGEST_NUMBER),
    )
    reason = RadioField(_l("Why is it typed again?"), validators=[Filled(_l("Choose why"))], choices=choices(REASONS))


def say(entry: ChoicesForm, name: str, sentence: object) -> None:
    """Add what a rule or the database said to a field of the form."""
    entry[name].errors = [*entry[name].errors, str(sentence)]


def complain(entry: ChoicesForm, plan: Plan, doubts: int, meant: int) -> None:
    """Say at the choices what keeps them from being a ballot."""
    fits = rules.fits(range(meant), plan)
    if doubts:
        say(entry, "choices", _("Some of what was typed cannot be taken. See below what it may be."))
    elif not fits:
        say(entry, "choices", fits.reason)
