"""What PDF/UA asks of a file, as far as a machine can see it: the tags, the order of the headings, the tables, the
marks on every page, the fonts, and what the file says of itself. ``wrong_with`` lists what is not so.
"""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdf

STANDARD = frozenset(
    {
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
        *(
            "Private",
            "P",
            "H",
            "H1",
            "H2",
            "H3",
            "H4",
            "H5",
            "H6",
            "L",
            "LI",
            "Lbl",
            "LBody",
            "Table",
            "TR",
            "TH",
            "TD",
        ),
        *("THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby"),
        *("RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    }
)
"""The kinds of elements that PDF 1.7 names (ISO 32000-1, 14.8.4)."""
IN_TABLES = {"/Table": {"/THead", "/TBody", "/TR", "/Caption"}, "/TR": {"/TH", "/TD"}, "/L": {"/LI", "/Caption", "/L"}}


def wrong_with(content: bytes) -> list[str]:
    """Everything that a PDF/UA file may not be, in sentences; nothing for a good one."""
    read = pypdf.PdfReader(io.BytesIO(content))
    root: Any = read.trailer["/Root"]
    if "/StructTreeRoot" not in root:
        return ["it has no structure"]
    elements = list(_elements(root["/StructTreeRoot"], None))
    return [
        *_of_the_file(read, root),
        *_of_the_headings([element["/S"] for element, _parent in elements]),
        *(fault for element, parent in elements for fault in _of_an_element(element, parent)),
        *_of_the_kinds({element["/S"] for element, _parent in elements}, root["/StructTreeRoot"].get("/RoleMap", {})),
        *(fault for number, page in enumerate(read.pages, 1) for fault in _of_a_page(number, page, elements)),
    ]


def headings_of(content: bytes) -> int:
    """How many headings the structure has."""
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    return sum(element["/S"] in ("/H1", "/H2", "/H3") for element, _parent in _elements(root["/StructTreeRoot"], None))


def _of_the_file(read: pypdf.PdfReader, root: Any) -> Iterator[str]:
    metadata = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    title = read.metadata and read.metadata.title
    facts = {
        "it does not say that it is marked": root.get("/MarkInfo", {}).get("/Marked"),
        "it names no language": root.get("/Lang"),
        "it has no title": title and re.search(r"<dc:title>.*?\S.*?</dc:title>", metadata, re.DOTALL),
        "a window would show its file's name": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"),
        "it does not say that it is PDF/UA-1": re.search(r'pdfuaid:part(>|=")1\b', metadata),
        "it runs a script": "/OpenAction" not in root and "/AA" not in root,
        "it cannot be read aloud": not read.is_encrypted,
        "it has no bookmarks": len(read.outline) > 0,
    }
    return (fault for fault, fact in facts.items() if not fact)


def _elements(above: Any, parent: Any) -> Iterator[tuple[Any, Any]]:
    """Every element of the structure in the order in which it is read aloud, with what it is in."""
    kids = above.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, dict) and "/S" in element:
            yield element, above if parent is not None or "/S" in above else None
            yield from _elements(element, above)


def _of_the_headings(names: Sequence[str]) -> Iterator[str]:
    levels = [int(name[2]) for name in names if re.fullmatch("/H[1-6]", name)]
    if not levels or levels[0] != 1:
        yield "it does not begin with a heading of the first level"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _of_the_kinds(kinds: set[str], roles: Any) -> Iterator[str]:
    """Every kind of element is a standard one, or mapped to one; no standard one is mapped."""
    for kind in sorted(kinds):
        meaning = str(roles.get(kind, kind))
        if meaning.removeprefix("/") not in STANDARD:
            yield f"nobody knows what {kind} is"
    yield from (f"{kind} is given another meaning" for kind in roles if kind.removeprefix("/") in STANDARD)


def _of_an_element(element: Any, parent: Any) -> Iterator[str]:
    name, about = element["/S"], _attributes(element)
    held = parent["/S"] if parent is not None else ""
    if held in IN_TABLES and name not in IN_TABLES[held]:
        yield f"{name} is in {held}"
    if name == "/TH" and "/Scope" not in about:
        yield "a table's head does not say what it is the head of"
    if name == "/TD" and not about.get("/Headers"):
        yield "a cell of a table has no head"
    if name == "/Figure" and not element.get("/Alt"):
        yield "a picture has no words"


def _attributes(element: Any) -> dict[str, Any]:
    """What an element says of itself, in one attribute object or in several."""
    said = element.get("/A", {})
    parts = [part.get_object() for part in said] if isinstance(said, list) else [said.get_object()] if said else []
    return {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}


def _of_a_page(number: int, page: Any, elements: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    if page.get("/Tabs") != "/S":
        yield f"page {number}: the tab key does not follow the structure"
    for link in (annotation.get_object() for annotation in page.get("/Annots", [])):
        if not link.get("/Contents") or "/StructParent" not in link or not link.get("/F", 0) & 4:
            yield f"page {number}: a link has no words, no place in the structure, or is not printed"
    for name, font in page["/Resources"].get("/Font", {}).items():
        if not _is_embedded(font.get_object()):
            yield f"page {number}: the font {name} is not in the file"
        if "/ToUnicode" not in font.get_object():
            yield f"page {number}: the letters of the font {name} cannot be read aloud"
    reached = [kid for element, _parent in elements if _is_of(element, page) for kid in _numbers(element)]
    marked, bare = _marks(page)
    if sorted(reached) != sorted(marked):
        yield f"page {number}: what is marked on it and what the structure holds of it differ"
    if bare:
        yield f"page {number}: {bare} texts are neither of the structure nor artifacts"


def _is_of(element: Any, page: Any) -> bool:
    return "/Pg" in element and element.raw_get("/Pg").idnum == page.indirect_reference.idnum


def _numbers(element: Any) -> Iterator[int]:
    kids = element.get("/K", [])
    return (int(kid) for kid in (kids if isinstance(kids, list) else [kids]) if isinstance(kid, int))


def _marks(page: Any) -> tuple[list[int], int]:
    """The numbers of the marked pieces of a page, and how many texts stand outside every mark."""
    marked, open_marks, bare = list[int](), 0, 0
    for operands, operator in pypdf.generic.ContentStream(page.get_contents(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            open_marks += 1
            properties = operands[1] if operator == b"BDC" else {}
            if "/MCID" in properties:
                marked.append(int(properties["/MCID"]))
        elif operator == b"EMC":
            open_marks -= 1
        elif operator in (b"Tj", b"TJ", b"Do", b"f", b"S") and not open_marks:
            bare += 1
    return marked, bare


def _is_embedded(font: Any) -> bool:
    drawn = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = drawn.get("/FontDescriptor", {})
    return "/ToUnicode" in font and any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
