"""Who may type in what people wrote at a workshop."""

from datetime import datetime

from ogp_participa.core.verdicts import Verdict, first_no
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.rules import still_reads


def can_enter_contribution(person: Person | None, plan: Plan, now: datetime) -> Verdict:
    """Let staff type in what people wrote at a workshop, as long as the forum can still read it."""
    return first_no(can_manage(person), still_reads(plan, now))
