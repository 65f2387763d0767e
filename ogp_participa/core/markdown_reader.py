"""The Markdown that is read here: a smaller one, in which nothing that people typed is lost, joined or counted anew."""

import re

from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import lheading as underlined_heading
from markdown_it.rules_block import list_block as list_of_items
from markdown_it.rules_block import table as table_of_cells

MOST_CELLS = 600
"""Cells of the tables in a text."""
DEEPEST = 10
"""Lists and quotations in each other; what lies deeper would be left out."""

_LEADING_ZERO = re.compile(r"0\d*[.)]")


class _Links(LinkifyIt):
    """Finds addresses in a text: with ``http://``, ``www.`` or ``@``, or written as addresses are ("sp.gov.br/dados").

    Two sentences without a space between them ("escura.No entanto") are none.
    """

    def match(self, text: str) -> list[Match] | None:
        """Return the addresses in a text; None for none."""
        return [match for match in super().match(text) or [] if match.schema or _is_address(match.text)] or None


def _is_address(words: str) -> bool:
    """Tell whether words without a scheme are meant as an address: several names, or a path, and no capital amid."""
    host, slash, _path = words.partition("/")
    names = host.split(".")
    if names[0].lower() == "www":
        return True
    return (bool(slash) or len(names) > 2) and all(name == name.lower() for name in names[1:])


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table whose rows say what they hold: one that a few letters blow up, or that would lose cells, is text."""
    if state.env.get("tables_as_typed") or not table_of_cells(state, start, end, True):
        return False
    if silent:
        return True
    columns, rows, pipes = _cells(state, start), 0, 0
    for line in range(start, end):
        cells = _cells(state, line)
        if state.isEmpty(line):
            break
        rows, pipes = rows + 1, pipes + cells
        if line > start + 1 and cells > columns:
            return False  # the cells that have no head would not be shown
    state.env["cells"] = state.env.get("cells", 0) + columns * rows
    if columns * rows > 2 * pipes + 20 or state.env["cells"] > MOST_CELLS:
        state.env["tables_as_typed"] = True
        return False
    return table_of_cells(state, start, end, False)


def _cells(state: StateBlock, line: int) -> int:
    """Count the cells that a line of a table writes."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    return text.removeprefix("|").removesuffix("|").replace(r"\|", "").count("|") + 1


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list, but none that begins with a zero ("007."): its number would be another one."""
    position = state.bMarks[start] + state.tShift[start]
    if _LEADING_ZERO.match(state.src, position, state.eMarks[start]):
        return False
    return list_of_items(state, start, end, silent)


def _underlined(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a heading with a line under it, of three signs at least: a lonely "-" or "=" is text."""
    tokens, kind = len(state.tokens), state.parentType
    if not underlined_heading(state, start, end, silent):
        return False
    line = state.line - 1
    if len(state.src[state.bMarks[line] : state.eMarks[line]].strip()) >= 3:
        return True
    del state.tokens[tokens:]
    state.line, state.parentType = start, kind
    return False


def reader_of(*, links: bool) -> MarkdownIt:
    """Return a reader of Markdown that keeps what people typed: lines, numbers, footnotes, indentation."""
    reader = MarkdownIt("commonmark", {"html": False, "linkify": links, "breaks": True, "maxNesting": DEEPEST})
    reader.linkify = _Links()
    reader.enable(["linkify", "table", "strikethrough"])
    # Indentation makes no grey boxes; "[1]: source" and "![picture](…)" do not disappear; "&copy;" says "&copy;".
    reader.disable(["code", "reference", "image", "entity", "html_block", "html_inline"])
    ruler = reader.block.ruler
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("lheading", _underlined)
    return reader
