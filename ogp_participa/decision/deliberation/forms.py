"""Forms of the decision: what it needs, how each seat voted, and the acts that were signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from ogp_participa.core import uploads
from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm
from ogp_participa.decision.deliberation import acts, rules, wording
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import Act, Majority, Motion, Stance
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.drafting.feasibility.fields import take_process_number
from ogp_participa.drafting.responses.forms import SignedResponseForm
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.institutions.queries import organisation_called
from ogp_participa.forum.seats.forms import POSITIONS, CountField, DayField
from ogp_participa.forum.seats.models import Seat

SEATS, SHARE = "lugares", "porcentagem"


class TermsForm(Form):
    """What the decision of an edition needs."""

    forum = BooleanField(_l("Deliberation of the forum"))
    homologation = BooleanField(_l("Homologation by CIGA-SP"))
    endorsement = BooleanField(_l("Endorsement by non-government members"))
    quorum = CountField(_l("Quorum of the forum"))
    unit = RadioField(
        _l("The quorum is"),
        choices=choices([(SEATS, _l("a number of seats")), (SHARE, _l("a percentage of the seats that can vote"))]),
        default=SEATS,
    )
    majority = RadioField(
        _l("A motion carries with"),
        choices=choices([(rule.value, words) for rule, words in wording.MAJORITIES.items()]),
        default=Majority.MORE_FOR.value,
    )
    each_sector = BooleanField(_l("This majority is needed in each sector, not only in all"))
    source = long_text_field(
        _l("Where these numbers stand"),
        Filled(_l("Write where these numbers stand: the resolution or the rules of procedure.")),
        AtMost(1000),
    )

    def validate_source(self, field: Any) -> None:
        """Put what the rule says of all fields beside this one."""
        if self.unit.errors or self.majority.errors or self.quorum.errors:
            return
        verdict = rules.makes_sense(self.terms())
        if not verdict:
            raise ValidationError(str(verdict.reason))

    def terms(self) -> DecisionNeeds:
        """Return the terms as they were filled in."""
        return DecisionNeeds(
            forum=self.forum.data,
            homologation=self.homologation.data,
            endorsement=self.endorsement.data,
            quorum=self.quorum.data or 0,
            quorum_share=self.unit.data == SHARE,
            majority=Majority(self.majority.data),
            each_sector=self.each_sector.data,
            source=self.source.data or "",
        )


def typed_terms(terms: DecisionNeeds | None) -> dict[str, Any]:
    """Return the terms as the form holds them."""
    if terms is None:
        return {"forum": True, "homologation": True, "endorsement": True, "each_sector": True}
    return {**terms.as_data(), "unit": SHARE if terms.quorum_share else SEATS}


class DocumentForm(VersionedForm):
    """A form that knows what its page showed, and may carry a PDF."""

    document = FileField(_l("Document (PDF)"))

    def __init__(self, stands: int, **options: Any) -> None:
        super().__init__(stands, **options)
        self.upload: uploads.Upload | None = None

    def validate_document(self, field: Any) -> None:
        """Take a PDF by its content, whatever its name says."""
        sent = field.data
        if not sent or not getattr(sent, "filename", ""):
            return
        try:
            self.upload = uploads.receive(sent, only_pdf=True)
        except uploads.NotAccepted as refused:
            raise ValidationError(refused.sentence) from refused


class MeetingForm(DocumentForm):
    """The motion and the meeting; :func:`meeting_form` adds three fields for each seat."""

    motion = RadioField(
        _l("What the forum voted on"),
        choices=choices([(motion.value, words) for motion, words in wording.MOTIONS.items()]),
        validate_choice=False,
    )
    text = long_text_field(_l("The changes, or what else was said of the motion"), AtMost(rules.LONGEST))
    held_on = DayField(_l("Day of the meeting"))
    minutes = text_field(_l("Address of the minutes"), AtMost(500))
    seats: Sequence[Seat] = ()

    def validate_motion(self, field: Any) -> None:
        """Take one of the three motions."""
        if field.data not in list(Motion):
            raise ValidationError(_("Choose what the forum voted on."))

    def validate_text(self, field: Any) -> None:
        """Ask an approval with changes to say which."""
        if self.motion.data == Motion.APPROVE_WITH_CHANGES and not field.data:
            raise ValidationError(_("Write which changes the forum approved."))

    def validate_minutes(self, field: Any) -> None:
        """Take an address of the web, or nothing."""
        if field.data and urlsplit(field.data).scheme not in ("http", "https"):
            raise ValidationError(_("Write an address that begins with https://."))

    def vote_fields(self, seat: Seat) -> tuple[Any, Any, Any]:
        """Return the vote, who was there, and what they said."""
        return self[f"vote_{seat.id}"], self[f"by_{seat.id}"], self[f"text_{seat.id}"]

    def ballot(self, seat: Seat) -> RollLine:
        """Return how a seat voted."""
        vote, by, text = self.vote_fields(seat)
        tenure = next((held for held in seat.tenures if str(held.id) == by.data), None)
        return RollLine(seat.id, seat.sector, Stance(vote.data), tenure, text.data or "")

    def is_accepted(self) -> bool:
        """Return whether every seat's line holds; what does not gets its sentence."""
        held_on: date = self.held_on.data
        for seat in self.seats:
            verdict = rules.is_sound_ballot(self.ballot(seat), held_on)
            if not verdict:
                field = self[f"by_{seat.id}"] if not self.ballot(seat).tenure else self[f"text_{seat.id}"]
                field.errors = [str(verdict.reason)]
        return not any(self.errors.values())

    def meeting(self) -> Meeting:
        """Return what the forum did."""
        ballots = [self.ballot(seat) for seat in self.seats]
        return Meeting(
            Motion(self.motion.data), self.text.data or "", self.held_on.data, self.minutes.data or "", ballots
        )


def meeting_form(seats: Sequence[Seat], stands: int, day: date) -> MeetingForm:
    """Return the form with a line for each seat."""
    fields: dict[str, Any] = {"seats": tuple(seats)}
    offered = choices([(tenure.value, words) for tenure, words in wording.VOTES.items()])
    for seat in seats:
        known = sorted(seat.tenures, key=lambda tenure: tenure.from_date, reverse=True)[:20]
        people = [(str(tenure.id), f"{tenure.person.name} ({POSITIONS[tenure.position]})") for tenure in known]
        holders = [str(tenure.id) for tenure in known if tenure.holds_on(day)]
        fields[f"vote_{seat.id}"] = select_field(_("Vote"), choices=offered, default=Stance.ABSENT.value)
        fields[f"by_{seat.id}"] = select_field(
            _("Who was there"),
            choices=choices([("", _("Nobody")), *people]),
            default=holders[0] if holders else "",
        )
        fields[f"text_{seat.id}"] = text_field(_("Dissent or conflict"), AtMost(2000))
    form: type[MeetingForm] = type("SeatsForm", (MeetingForm,), fields)
    return form(stands, data={"held_on": day})


class ActForm(DocumentForm, SignedResponseForm):
    """An act that an institution signed."""

    signed_on = DayField(_l("Day of the signature"))
    number = text_field(_l("Number of the act"), AtMost(80))
    gazette = text_field(_l("Where the Diário Oficial published it"), AtMost(200))
    sei = text_field(_l("SEI process number"), AtMost(60))
    text = long_text_field(_l("What it says"), AtMost(rules.LONGEST))

    def __init__(self, act: Act, known: Sequence[Organisation], stands: int, **options: Any) -> None:
        super().__init__(
            stands,
            known=[organisation for organisation in known if organisation.sector is acts.SIGNERS[act]],
            **options,
        )
        self.act = act

    def validate_new_institution(self, field: Any) -> None:
        """Ask for one of the two, with an institution of the right side."""
        super().validate_new_institution(field)
        organisation = organisation_called(self.named())
        if organisation and organisation.sector is not acts.SIGNERS[self.act]:
            raise ValidationError(_("This organisation belongs to the other sector."))

    def validate_sei(self, field: Any) -> None:
        """Take a SEI number, however it was typed, or nothing."""
        if field.data:
            take_process_number(field)

    def validate_number(self, field: Any) -> None:
        """Ask for something by which people find the act."""
        if not (field.data or self.gazette.data or self.sei.data):
            raise ValidationError(
                _("Write its number, where it was published, or its SEI process: people want to find it.")
            )

    def signature(self) -> ActSignature:
        """Return the act as it was signed."""
        return ActSignature(
            self.act,
            self.named(),
            self.role.data,
            self.signed_on.data,
            self.number.data or "",
            self.gazette.data or "",
            self.sei.data or "",
            self.text.data or "",
        )
