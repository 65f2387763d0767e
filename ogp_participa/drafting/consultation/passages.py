"""The passages of a draft: the paragraphs and milestones that people comment on, and how addresses name them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ogp_participa.drafting.consultation.models import DraftPart, PlanDraft
from ogp_participa.edition.plans.models import Value

WHOLE = "tudo"
"""How an address names a whole commitment."""

PATHS: dict[str, str] = {
    "title": "titulo",
    "summary": "resumo",
    "problem": "problema",
    "causes": "causas",
    "status_quo": "situacao",
    "done_so_far": "feito",
    "action": "acao",
    "result": "resultado",
    Value.ACCESS_TO_INFORMATION.value: "valor-acesso",
    Value.CIVIC_PARTICIPATION.value: "valor-participacao",
    Value.PUBLIC_ACCOUNTABILITY.value: "valor-contas",
    Value.TECHNOLOGY_AND_INNOVATION.value: "valor-tecnologia",
    "milestone": "marco",
}
"""The fields that people comment on, in the order of reading, and how addresses name them."""

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Passage:
    """A paragraph of a field, or a milestone. ``key`` names it in the draft for good, ``path`` in addresses."""

    field: str
    number: int
    text: str
    cited: str = ""

    @property
    def key(self) -> str:
        """Return how contributions name it: "problem-2", or "milestone-3" by its serial."""
        return f"{self.field}-{self.number}"

    @property
    def path(self) -> str:
        """Return how addresses name it: "problema-2", "marco-3"."""
        return f"{PATHS[self.field]}-{self.number}"


@dataclass(frozen=True)
class DraftPlace:
    """What a contribution is about: a passage, a whole commitment (``part`` alone) or the whole draft."""

    draft: PlanDraft
    part: DraftPart | None = None
    passage: Passage | None = None
    new: bool = False


def path_of(key: str) -> str:
    """Return the address part of a passage by its key; of a whole commitment for none."""
    field, _dash, number = key.rpartition("-")
    return f"{PATHS[field]}-{number}" if field in PATHS else WHOLE


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, as people count them."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def passages_of(content: Mapping[str, Any]) -> list[Passage]:
    """Return everything in a frozen commitment that can be commented on, in the order of reading."""
    return [*_paragraphs(content), *_milestones(content)]


def _paragraphs(content: Mapping[str, Any]) -> Iterator[Passage]:
    served = content.get("served", {})
    for field in PATHS:
        text = str(served.get(field) or content.get(field) or "")
        for number, paragraph in enumerate(paragraphs(text), start=1):
            yield Passage(field, number, paragraph)


def _milestones(content: Mapping[str, Any]) -> Iterator[Passage]:
    for milestone in content.get("milestones", []):
        text = "\n\n".join(part for part in (milestone["title"], milestone["output"]) if part)
        yield Passage("milestone", milestone["serial"], text, milestone["number"])
