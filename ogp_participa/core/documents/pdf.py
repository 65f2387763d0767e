"""Draw PDF files in a process of its own.

``python -m ogp_participa.core.documents.pdf`` reads HTML and writes the PDF.

The library that draws takes a worker's memory twice over, and tells Pillow for the whole process that pictures which
were cut off are whole; uploads must not believe that. With ``--check`` it only says whether it can draw here.
"""

import sys
from collections.abc import Iterator, Mapping, Set
from typing import Any

import weasyprint


def main() -> None:
    """A tagged PDF (PDF/UA-1) of the page on the standard input. It fetches nothing from anywhere."""
    if "--check" in sys.argv:
        return
    page = weasyprint.HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=_nothing)
    sys.stdout.buffer.write(page.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1", pdf_tags=True))


def _finish(_document: Any, pdf: Any) -> None:
    """What PDF/UA asks of a file beyond what the library writes."""
    things = {thing.reference: thing for thing in pdf.objects if hasattr(thing, "get")}
    spoken = set(_spoken(things[pdf.catalog["StructTreeRoot"]], things))
    streams = {stream.reference: stream.stream for stream in pdf.objects if hasattr(stream, "stream")}
    for thing in things.values():
        if thing.get("Type") == "/Page":
            _leave_out(streams[thing["Contents"]], {number for page, number in spoken if page == thing.reference})
        elif thing.get("S") == "/TH":
            thing["A"]["Scope"] = "/Column"
        elif thing.get("Subtype") == "/Link":
            thing["F"] = 4  # it is printed, too


def _spoken(element: Any, things: Mapping[bytes, Any]) -> Iterator[tuple[bytes, int]]:
    """The pieces of the pages that are in the structure: (page, number on it)."""
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield element["Pg"], kid
        else:
            yield from _spoken(things[kid], things)


def _leave_out(stream: list[Any], spoken: Set[int]) -> None:
    """Whatever else is on the page, as its number, is an artifact: nobody reads it aloud amid the text."""
    for place, part in enumerate(stream):
        if isinstance(part, dict) and part.get("MCID", -1) not in spoken and "MCID" in part:
            stream[place - 1] = "/Artifact"
            part.clear()
            part["Type"] = "/Pagination"


def _nothing(url: str, *_more: Any, **_options: Mapping[str, Any]) -> Any:
    raise ValueError(f"A published plan fetches nothing: {url[:100]}")


if __name__ == "__main__":
    main()
