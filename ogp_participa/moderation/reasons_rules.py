"""Who keeps the plan's catalogue of reasons, and what stays of it."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import Verdict, first_no, no
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.moderation.models import Reason
from ogp_participa.moderation.rules import WITH_REASON
from ogp_participa.people.accounts.models import Person


def can_add_reason(person: Person | None, number_taken: bool) -> Verdict:
    """Staff add to the plan's catalogue; a number stands for one sentence for good."""
    if number_taken:
        return first_no(can_manage(person), no(_l("This number has its reason. Choose the next one.")))
    return can_manage(person)


def can_retire_reason(person: Person | None, reason: Reason, left: int) -> Verdict:
    """Staff retire a reason, as long as one is ``left`` that says why a proposal is returned or not published."""
    if reason.retired_at is not None:
        return first_no(can_manage(person), no(_l("This reason is not used any more.")))
    if reason.outcome in WITH_REASON and left < 1:
        return first_no(can_manage(person), no(_l("It is the last reason for this decision. Add another first.")))
    return can_manage(person)
