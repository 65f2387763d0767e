"""JSON files, written part by part: a whole plan never stands in memory at once."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def listed(head: dict[str, Any], name: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write a head and a list under a name, part by part."""
    yield dumped(head)[:-1] + f', "{name}": ['
    for place, row in enumerate(rows):
        yield (",\n" if place else "\n") + dumped(row)
    yield "\n]}\n"


def dumped(data: Any) -> str:
    """Write JSON that a person can read, too."""
    return json.dumps(data, ensure_ascii=False)
