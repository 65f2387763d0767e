"""The 32 subprefeituras of São Paulo and their place on the tile grid.

Names and codes are data (``subprefectures.json``), not code: a city that adopts the platform puts its own.
"""

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("subprefectures.json")


@dataclass(frozen=True)
class Territory:
    """A subprefeitura: its two-letter code, its name, its everyday zone and its place on the tile grid."""

    code: str
    name: str
    zone: str
    column: int
    row: int


def _read() -> dict[str, Territory]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    every = [Territory(code, r["nome"], r["zona"], r["col"], r["lin"]) for code, r in rows.items()]
    return {t.code: t for t in sorted(every, key=lambda t: t.name)}


TERRITORIES: dict[str, Territory] = _read()
"""Every subprefeitura by code, in alphabetical order of names."""


def name_of(code: str | None) -> str:
    """The name of a territory; empty for the whole city (None)."""
    return TERRITORIES[code].name if code in TERRITORIES else ""
