"""Forms of a roll call: the motion, a seat's vote, and its end."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm
from ogp_participa.decision.deliberation.forms import DocumentForm
from ogp_participa.decision.deliberation.models import Motion, Stance
from ogp_participa.decision.deliberation.rules import LONGEST
from ogp_participa.decision.deliberation.wording import MOTIONS, VOTES
from ogp_participa.decision.roll_call import rules
from ogp_participa.decision.roll_call.models import RollVote, SeatStatement
from ogp_participa.forum.seats.forms import POSITIONS
from ogp_participa.forum.seats.models import Tenure

CHOICES: dict[Stance, Any] = {vote: words for vote, words in VOTES.items() if vote is not Stance.ABSENT}
"""What a seat can say; a seat that says nothing is absent."""


class MotionForm(Form):
    """What the seats vote on."""

    motion = RadioField(
        _l("What the forum votes on"),
        choices=choices([(motion.value, words) for motion, words in MOTIONS.items()]),
        validate_choice=False,
    )
    text = long_text_field(_l("The changes, or what else belongs to the motion"), AtMost(LONGEST))

    def validate_motion(self, field: Any) -> None:
        """Take one of the three motions."""
        if field.data not in list(Motion):
            raise ValidationError(_("Choose what the forum votes on."))

    def validate_text(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        verdict = rules.is_put_well(Motion(self.motion.data), field.data or "") if not self.motion.errors else None
        if verdict is not None and not verdict:
            raise ValidationError(str(verdict.reason))


class CastForm(VersionedForm):
    """What a seat says. Staff also choose who said it in the room; a member is who they are."""

    vote = RadioField(_l("Vote"), validate_choice=False)
    by = select_field(_l("Who said it in the room"), default="")
    text = long_text_field(_l("Dissent or conflict"), AtMost(2000))

    def __init__(self, there: RollVote | None, holders: Sequence[Tenure], mine: Tenure | None, **options: Any) -> None:
        typed = {"vote": there.vote.value, "text": there.text, "by": str(there.tenure_id)} if there else {}
        super().__init__(there.revision if there else 0, data=typed, **options)
        self.mine, self.holders = mine, {str(tenure.id): tenure for tenure in holders}
        offered = CHOICES if mine else VOTES
        self.vote.choices = choices([(tenure.value, words) for tenure, words in offered.items()])
        people = [(key, f"{tenure.person.name} ({POSITIONS[tenure.position]})") for key, tenure in self.holders.items()]
        self.by.choices = choices([("", _("Nobody")), *people])
        if mine:
            del self.by

    def validate_vote(self, field: Any) -> None:
        """Take one of those that are offered."""
        if field.data not in [stance.value for stance in (CHOICES if self.mine else VOTES)]:
            raise ValidationError(_("Choose how the seat votes."))

    def said(self) -> SeatStatement:
        """Return what was said, through whom."""
        through = self.mine or self.holders.get(self.by.data or "")
        return SeatStatement(Stance(self.vote.data), through, self.text.data or "")


class CloseForm(DocumentForm):
    """The end of the vote, with the minutes."""

    minutes = text_field(_l("Address of the minutes"), AtMost(500))

    def validate_minutes(self, field: Any) -> None:
        """Take an address of the web, or nothing."""
        if field.data and urlsplit(field.data).scheme not in ("http", "https"):
            raise ValidationError(_("Write an address that begins with https://."))


class WithdrawCallForm(Form):
    """Why the motion is taken back."""

    reason = long_text_field(_l("Reason"), AtMost(4000))

    def validate_reason(self, field: Any) -> None:
        """Put the rule's own sentence beside the field."""
        verdict = rules.suffices(field.data or "")
        if not verdict:
            raise ValidationError(str(verdict.reason))
