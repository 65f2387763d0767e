"""What the decision of an edition needs: the acts, the quorum and the majority, with their source."""

from dataclasses import dataclass
from typing import Any

from ogp_participa.decision.deliberation.models import (
    Act,
    DecisionTerms,
    Majority,
)


@dataclass(frozen=True)
class DecisionNeeds:
    """What a decision needs, as it is written down and as each deliberation keeps it."""

    forum: bool
    homologation: bool
    endorsement: bool
    quorum: int
    quorum_share: bool
    majority: Majority
    each_sector: bool
    source: str = ""

    @property
    def acts(self) -> list[Act]:
        """The signed acts that it needs beside the forum's vote."""
        return [act for act, wanted in self._wanted() if wanted]

    def _wanted(self) -> list[tuple[Act, bool]]:
        return [(Act.HOMOLOGATION, self.homologation), (Act.ENDORSEMENT, self.endorsement)]

    def as_data(self) -> dict[str, Any]:
        """Return the needs as a deliberation keeps them."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def terms_of(row: DecisionTerms) -> DecisionNeeds:
    """Return the terms of a row."""
    return DecisionNeeds(**{name: getattr(row, name) for name in DecisionNeeds.__dataclass_fields__})


def kept_terms(data: dict[str, Any]) -> DecisionNeeds:
    """Return the terms that a deliberation kept."""
    return DecisionNeeds(**{**data, "majority": Majority(data["majority"])})
