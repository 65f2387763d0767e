"""Who may move the demonstration on."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.moments import stage_next, stage_now
from ogp_participa.people.accounts.models import Person


def can_advance(by: Person | None, plan: Plan, moment: datetime, *, demonstration: bool) -> Verdict:
    """Let staff go on, in a demonstration edition whose calendar has a next stage.

    ``demonstration``: this server is one (``OGP_DEMONSTRATION``).
    """
    if by is None or not by.is_staff or not plan.demonstration or not demonstration:
        return no(_l("Only staff can do this, and only in the demonstration."))
    if stage_now(plan, moment) is None and stage_next(plan, moment) is None:
        return no(_l("The calendar has no next stage."))
    return YES


def is_unmoved(changed_at: datetime | None, seen: datetime | None) -> Verdict:
    """Let the button of a page made at ``seen`` work where no dates of the calendar were changed since."""
    if seen is not None and changed_at is not None and changed_at >= seen:
        return no(_l("Somebody else went to the next stage meanwhile. Look at the calendar as it is now."))
    return YES
