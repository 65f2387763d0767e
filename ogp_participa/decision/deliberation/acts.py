"""Acts as institutions signed them: which side signs which, and which are about the decision that stands."""

from dataclasses import dataclass
from datetime import date

from ogp_participa.decision.deliberation.models import (
    Act,
    Deliberation,
    SignedAct,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.edition.institutions.models import Sector

SIGNERS = {Act.HOMOLOGATION: Sector.GOVERNMENT, Act.ENDORSEMENT: Sector.CIVIL_SOCIETY}
"""Which side signs which act."""


@dataclass(frozen=True)
class ActSignature:
    """An act as it was signed."""

    kind: Act
    institution: str
    role: str
    signed_on: date
    number: str = ""
    gazette: str = ""
    process: str = ""
    text: str = ""


def is_in_force(act: SignedAct, terms: DecisionNeeds, standing: Deliberation | None) -> bool:
    """Return whether the act is about the decision of the forum that stands."""
    return not terms.forum or (standing is not None and act.deliberation_id == standing.id)
