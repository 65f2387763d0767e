"""The files that hold what the demonstration tells."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def read(name: str) -> Any:
    """Return the content of one data file, named without its ending."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
