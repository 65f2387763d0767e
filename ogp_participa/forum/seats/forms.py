"""Forms for seats, terms and decisions."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.fields import DateField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import (
    AtMost,
    Filled,
    Form,
    choices,
    long_text_field,
    put_beside,
    select_field,
    text_field,
)
from ogp_participa.edition.institutions.forms import SECTORS
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.institutions.queries import institutions, organisation_called
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats import rules
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.forum.seats.queries import people_called, tenures_of
from ogp_participa.people.accounts.models import Person

POSITIONS = {Position.TITULAR: _l("Full member"), Position.SUPLENTE: _l("Alternate")}


class DayField(DateField):
    """A day, with a sentence of ours when it is not one. ``optional`` days may stay empty."""

    data: Any

    def __init__(self, *args: Any, optional: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.optional = optional

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed and self.optional:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError(_("Choose the day, as in 2026-10-30.")) from None
        if not 2000 <= self.data.year <= 2100:
            raise ValueError(_("The year must be between 2000 and 2100."))


class CountField(IntegerField):
    """How many: a whole number from 0 on; empty is none."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = 0
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise ValueError(_("Write how many, as in 12."))
        self.data = int(typed)


class OrganisationForm(Form):
    """A form in which an organisation is chosen, or a new one named."""

    organisation = select_field(_l("Organisation"), default="")
    new_organisation = text_field(_l("Or a new organisation"), AtMost(160))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        nobody = [("", _("None: the seat is vacant"))]
        self.organisation.choices = choices(
            [*nobody, *((institution.name, institution.name) for institution in institutions())]
        )

    def named(self) -> str:
        """Return the organisation's name, or nothing."""
        return self.new_organisation.data or self.organisation.data or ""

    def sector_of_seat(self) -> Sector | None:
        """Return the sector of the seat that the organisation is for."""
        return None

    def validate_new_organisation(self, field: Any) -> None:
        """Require that an organisation that exists belongs to the seat's sector."""
        organisation, sector = organisation_called(self.named()), self.sector_of_seat()
        if organisation and sector:
            verdict = rules.can_give_seat(organisation, Seat(sector=sector))
            if not verdict:
                raise ValidationError(str(verdict.reason))


class SeatForm(OrganisationForm):
    """A seat of the forum."""

    sector = RadioField(_l("Sector"), choices=choices([(key.value, word) for key, word in SECTORS.items()]))
    segment = text_field(_l("Segment"), Filled(_l("Write the segment, as in Social movements.")), AtMost(120))

    def sector_of_seat(self) -> Sector | None:
        """Return the sector that was chosen."""
        return Sector(self.sector.data) if self.sector.data in set(Sector) else None

    def validate_sector(self, field: Any) -> None:
        """Take one of the two."""
        if not self.sector_of_seat():
            field.errors = []
            raise ValidationError(_("Choose the sector."))


class PersonForm(Form):
    """A form in which a person is found by what staff type."""

    person: Any

    def person_meant(self) -> Person | None:
        """Return the person meant, if there is exactly one."""
        people = people_called(self.person.data) if self.person.data else []
        return people[0] if len(people) == 1 else None

    def validate_person(self, field: Any) -> None:
        """Require that exactly one person with an account is meant."""
        people = people_called(field.data) if field.data else []
        if field.data and not people:
            raise ValidationError(_("Nobody with this e-mail or name has an account. Ask them to create one first."))
        if len(people) > 1:
            raise ValidationError(_("More than one person has this name. Write the e-mail address."))


class MemberForm(PersonForm, OrganisationForm):
    """A person who takes a seat."""

    person = text_field(_l("E-mail address or full name"), Filled(_l("Write who takes the seat.")), AtMost(254))
    position = RadioField(_l("As"), choices=choices([(key.value, word) for key, word in POSITIONS.items()]))
    from_date = DayField(_l("First day"))
    until_date = DayField(_l("Last day"), optional=True)

    def __init__(self, seat: Seat, **options: Any) -> None:
        super().__init__(**options)
        self.seat = seat
        if seat.organisation:
            del self.organisation, self.new_organisation

    def sector_of_seat(self) -> Sector | None:
        """Return the seat's own sector."""
        return self.seat.sector

    def validate_position(self, field: Any) -> None:
        """Take one of the two."""
        if field.data not in set(Position):
            field.errors = []
            raise ValidationError(_("Choose how the person holds the seat."))

    def is_accepted(self, plan: Plan) -> bool:
        """Return whether the rule allows the term; say beside the field why not."""
        person = self.person_meant()
        others = tenures_of(person, plan) if person else []
        position = Position(self.position.data)
        verdict = rules.can_hold(position, self.from_date.data, self.until_date.data, self.seat.tenures, others)
        return put_beside(self.from_date, verdict)


class EndForm(PersonForm):
    """The end of a term, and who takes the place, if anybody does already."""

    until_date = DayField(_l("Last day"))
    reason = long_text_field(_l("Why the term ends"), Filled(_l("Write why the term ends.")), AtMost(1000))
    person = text_field(_l("Who takes the place: e-mail address or full name"), AtMost(254))

    def is_accepted(self, tenure: Tenure, plan: Plan) -> bool:
        """Return whether the rules allow it; say beside the field why not."""
        verdict = rules.can_end(tenure, self.until_date.data, self.reason.data)
        person = self.person_meant()
        if verdict and person:
            start = date.fromordinal(self.until_date.data.toordinal() + 1)
            others = [held for held in tenure.seat.tenures if held is not tenure]
            theirs = [held for held in tenures_of(person, plan) if held is not tenure]
            verdict = rules.can_hold(tenure.position, start, None, others, theirs)
            return put_beside(self.person, verdict)
        return put_beside(self.until_date, verdict)


class ForumDecisionForm(Form):
    """A decision of the forum."""

    title = text_field(_l("Title"), Filled(_l("Write what was decided, in a few words.")), AtMost(200))
    text = long_text_field(_l("The decision"), Filled(_l("Write the decision as it was taken.")), AtMost(20_000))
    decided_on = DayField(_l("Day of the decision"))
    votes_for = CountField(_l("Votes for"))
    votes_against = CountField(_l("Votes against"))
    abstentions = CountField(_l("Abstentions"))

    def validate_abstentions(self, field: Any) -> None:
        """Require that somebody voted."""
        verdict = rules.can_decide(self.votes_for.data, self.votes_against.data, field.data)
        if not verdict:
            raise ValidationError(str(verdict.reason))

    def fields(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}
