"""What every HTML page must have. ``Browser.get()`` runs it on each page it opens."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def check_page(html: str) -> None:
    """Fail when the page does not parse strictly or lacks what every page must have."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document: Any = parser.parse(html)
    every = list(document.iter())
    named = [element for element in every if isinstance(element.tag, str)]

    assert document.get("lang") in ("pt-BR", "en", "es"), "the page says its language"
    headings = [e for e in named if e.tag == "h1"]
    assert len(headings) == 1, f"one h1, not {len(headings)}"
    title = _text(next(e for e in named if e.tag == "title"))
    assert _text(headings[0])[:30] in title, f"the title {title!r} holds the heading {_text(headings[0])!r}"
    assert sum(e.tag == "main" for e in named) == 1, "one main"

    described = sum(e.tag == "meta" and e.get("name") == "description" for e in named)
    assert described == 1, f"one description, not {described}"

    ids = Counter(e.get("id") for e in named if e.get("id"))
    assert not [i for i, n in ids.items() if n > 1], f"ids are unique: {ids.most_common(2)}"
    labelled = {e.get("for") for e in named if e.tag == "label"}
    wrapped = {id(field) for e in named if e.tag == "label" for field in e.iter()}
    for field in named:
        if field.tag in ("input", "textarea", "select") and field.get("type") not in ("hidden", "submit"):
            known = field.get("id") in labelled or field.get("aria-label") or id(field) in wrapped
            assert known or field.get("aria-labelledby"), f"a field has a label: {field.attrib}"
    for element in named:
        assert not [a for a in element.attrib if a.startswith("on") or a == "style"], (
            f"inline script or style: {element.attrib}"
        )
        if element.tag == "script":
            assert element.get("src"), "no inline script"
        if element.tag == "img":
            assert element.get("alt") is not None, "every picture has an alternative"
        if element.tag == "a" and element.get("href") is not None:
            assert _text(element) or element.get("aria-label"), f"a link has words: {element.attrib}"
        described = (element.get("aria-describedby") or "").split() + (element.get("aria-labelledby") or "").split()
        assert all(i in ids for i in described), f"what describes {element.attrib} is on the page"
    levels = [int(e.tag[1]) for e in named if re.fullmatch(r"h[1-6]", e.tag)]
    for before, after in pairwise(levels):
        assert after <= before + 1, f"no heading level is skipped: {levels}"
