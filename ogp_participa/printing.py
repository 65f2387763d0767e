"""Draws PDF files in a process of its own: ``python -m ogp_participa.printing`` reads HTML and writes the PDF.

The library that draws takes a worker's memory twice over, and tells Pillow for the whole process that pictures which
were cut off are whole; uploads must not believe that. With ``--check`` it only says whether it can draw here.
"""

import sys
from collections.abc import Mapping
from typing import Any

import weasyprint


def main() -> None:
    """A tagged PDF (PDF/UA-1) of the page on the standard input. It fetches nothing from anywhere."""
    if "--check" in sys.argv:
        return
    page = weasyprint.HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=_nothing)
    sys.stdout.buffer.write(page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))


def _nothing(url: str, *_more: Any, **_options: Mapping[str, Any]) -> Any:
    raise ValueError(f"A published plan fetches nothing: {url[:100]}")


if __name__ == "__main__":
    main()
