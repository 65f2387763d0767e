"""Draw PDF files in a process of its own.

``python -m ogp_participa.core.documents.pdf`` reads a paper as JSON (see ``paper.py``) and writes a tagged PDF/UA-1.

The library that draws would take half of a worker's memory for good, and a document that somebody made too large would
take it all: here a file has bounds, and its memory is given back.
"""

import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("paper.typ")
MEMORY = 2 * 1024**3
"""Bytes of address space that drawing may take; a plan of fifteen commitments takes a quarter."""
SECONDS = 60
"""Seconds of the processor that drawing may take; the same plan takes less than one."""
THREADS = "2"
"""A file takes no more of a large machine than of a small one, and each thread would take address space."""
UNKNOWN = "▯"
"""What stands for a sign that no font in the package has, such as an emoji."""

_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ROUNDS = 8


def main() -> None:
    """Draw the paper on the standard input."""
    os.environ.setdefault("RAYON_NUM_THREADS", THREADS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(draw(sys.stdin.read()))


def draw(paper: str) -> bytes:
    """Return the PDF of a paper in JSON. Signs that cannot be drawn become :data:`UNKNOWN`."""
    made_at = int(json.loads(paper)["made_at"])
    for _round in range(_ROUNDS):
        try:
            return _compiled(paper, made_at)
        except typst.TypstError as error:
            undrawn = {sign for text in _UNDRAWN.findall(error.diagnostic) for sign in text if not sign.isascii()}
            if not undrawn:
                raise
            paper = paper.translate({ord(sign): UNKNOWN for sign in undrawn})
    return _compiled("".join(sign if sign < "\u0250" else UNKNOWN for sign in paper), made_at)


def _compiled(paper: str, made_at: int) -> bytes:
    drawn: Any = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"paper": paper},
        pdf_standards=["ua-1"],
        timestamp=made_at,
    )
    return bytes(drawn)


if __name__ == "__main__":
    main()
