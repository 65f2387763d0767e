"""What people wrote as a tree, for whatever draws it other than a browser.

The tree is made of the same safe HTML that pages show, so that a text is on paper what it is on the screen. A node is
``[tag, children]``, with a third part for ``a`` (its address), ``ol`` (the numbers of its items) and ``p`` (its
direction); leaves are strings. A text is a list of blocks: ``p``, ``plain`` (words in a list), ``heading``, ``pre`` and
``hr`` hold inline nodes, ``blockquote`` blocks, ``ul`` and ``ol`` items (lists of blocks), ``table`` rows (lists of
cells, each a list of inline nodes).
"""

import re
from html.parser import HTMLParser
from typing import Any

from ogp_participa.core.markdown import from_the_right, to_html
from ogp_participa.core.text import tidy

Node = Any

_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "hr", "table", "thead", "tbody", "tr", "th", "td"}
_EMPTY = {"br", "hr"}
_LONG_WORD = re.compile(r"\S{21,}")
_JOINT = re.compile(r"(?<=[/?&=_@.,;:-])(?=\w)")
_BREAK = "\u200b"
"""Where a line may end within a word."""


def tree_of(text: str) -> list[Node]:
    """Return Markdown that somebody wrote as blocks."""
    reader = _Reader()
    reader.feed(str(to_html(tidy(text))))
    reader.close()
    return _blocks(reader.root)


def breakable(text: str) -> str:
    """Return the text with places to end a line in words that are too long for one, such as addresses."""
    return _LONG_WORD.sub(lambda word: _with_joints(word[0]), text)


def _with_joints(word: str) -> str:
    pieces = _JOINT.sub(_BREAK, word).split(_BREAK)
    return _BREAK.join(_BREAK.join(re.findall(r".{1,10}(?!.{1,3}$)|.+", piece)) for piece in pieces)


class _Reader(HTMLParser):
    """Reads safe HTML into ``[tag, attributes, children]``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = []
        self.open: list[tuple[str, list[Any]]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        children: list[Any] = []
        self.open[-1][1].append([tag, dict(attrs), children])
        if tag not in _EMPTY:
            self.open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _children in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside_pre = any(name == "pre" for name, _children in self.open)
        beside = self.open[-1][1]
        if beside and not isinstance(beside[-1], str) and beside[-1][0] == "br":
            data = data.removeprefix("\n")  # the end of a line in the HTML behind a break says nothing
        beside.append(data if inside_pre else re.sub(r"\s+", " ", data))


def _is_block(node: Any) -> bool:
    return not isinstance(node, str) and node[0] in _BLOCKS


def _blocks(nodes: list[Any], words: str = "p") -> list[Node]:
    """Return blocks; inline nodes that stand among them become one of kind ``words``."""
    blocks: list[Node] = []
    run: list[Any] = []
    for node in [*nodes, None]:
        if node is not None and not _is_block(node):
            run.append(node)
            continue
        if any(not isinstance(part, str) or part.strip() for part in run):
            blocks.append([words, _inline(run)])
        run = []
        if node is not None:
            blocks.extend(_block(*node))
    return blocks


def _block(tag: str, attributes: dict[str, str], children: list[Any]) -> list[Node]:
    items = [_blocks(child[2], "plain") for child in children if _is_block(child)]
    if tag == "ul":
        return [["ul", items]]
    if tag == "ol":
        return [["ol", items, _numbers(attributes, children)]]
    if tag == "blockquote":
        return [["blockquote", _blocks(children)]]
    if tag in ("h3", "h4"):
        return [["heading", _inline(children)]]
    if tag == "table":
        rows = _rows(children)
        return [["table", rows]] if rows else []
    if tag == "pre":
        return [["pre", _lines(_words(children))]]
    if tag == "p":
        return [["p", _inline(children), "rtl" if from_the_right(_words(children)) else "ltr"]]
    if tag == "hr":
        return [[tag, _inline(children)]]
    return _blocks(children)


def _numbers(attributes: dict[str, str], children: list[Any]) -> list[int]:
    """Return the numbers of a list's items: each follows the one before, where it says no other."""
    numbers: list[int] = []
    following = int(attributes.get("start", "1"))
    for child in children:
        if _is_block(child):
            numbers.append(int(child[1].get("value", following)))
            following = numbers[-1] + 1
    return numbers


def _rows(nodes: list[Any]) -> list[list[list[Node]]]:
    """Return the rows of a table, all as long as its head."""
    rows: list[list[list[Node]]] = []
    for node in nodes:
        if isinstance(node, str):
            continue
        if node[0] == "tr":
            rows.append([_inline(cell[2]) for cell in node[2] if not isinstance(cell, str)])
        else:
            rows.extend(_rows(node[2]))
    return [[*row, *([[""]] * len(rows[0]))][: len(rows[0])] for row in rows]


def _inline(nodes: list[Any]) -> list[Node]:
    inline: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            inline.append(breakable(node))
            continue
        tag, attributes, children = node
        address = attributes.get("href") or ""
        if tag != "a" or not address:
            inline.append([tag, _inline(children)])
            continue
        inline.append(["a", _inline(children), address])
        if not _words(children).endswith(address.removeprefix("mailto:")):  # no link is followed on paper
            inline.append(breakable(f" ({address})"))
    return inline


def _lines(text: str) -> list[Node]:
    """Return text whose lines end where they do."""
    lines = [part for line in text.rstrip("\n").split("\n") for part in (breakable(line), ["br", []])]
    return lines[:-1]


def _words(nodes: list[Any]) -> str:
    return "".join(node if isinstance(node, str) else _words(node[2]) for node in nodes)
