"""HTML that another platform exported, as the Markdown that people write here."""

import html
import re
from html.parser import HTMLParser

_KNOWN = (
    "p|br|div|span|ul|ol|li|strong|b|em|i|u|s|del|a|h[1-6]|blockquote|pre|code|hr|table|thead|tbody|tr|th|td|img|font|"
    "sup|sub|section|article|iframe|script|style|figure|figcaption"
)
_TAG = re.compile(rf"</?(?:{_KNOWN})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w))")
_BLOCK_SIGN = re.compile(r"^([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~", "code": "`"}
_BLOCKS = frozenset({"p", "div", "section", "article", "figure", "figcaption", "table", "pre"})
_UNREAD = frozenset({"script", "style"})


def is_html(text: str) -> bool:
    """Tell whether a text holds tags of HTML or signs written as HTML writes them."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def to_markdown(text: str) -> str:
    """Return HTML as Markdown: paragraphs, lists, emphasis, links, quotations, headings and tables."""
    if not _TAG.search(text):
        return _ENTITY.sub(lambda sign: html.unescape(sign[0]), text)
    writer = _MarkdownWriter()
    writer.feed(text)
    writer.close()
    return writer.markdown()


def to_line(text: str) -> str:
    """Return HTML as one line of plain text: a title, a name, a place."""
    bare = _TAG.sub(" ", text) if _TAG.search(text) else text
    return " ".join(_ENTITY.sub(lambda sign: html.unescape(sign[0]), bare).split())


class _MarkdownWriter(HTMLParser):
    """Writes Markdown while HTML is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.cells: list[int] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write what a tag begins with."""
        named = {name: value or "" for name, value in attrs}
        if tag in _UNREAD:
            self.unread += 1
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("ul", "ol"):
            start = named.get("start", "1")
            self._block("\n" if self.lists else "\n\n")
            self.lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "a":
            self.links.append((named.get("href", ""), len(self.parts)))
        elif tag in ("img", "iframe"):
            self._block(f"[{named.get('alt') or named.get('src', '')}]({named.get('src', '')})")
        elif re.fullmatch("h[1-6]", tag):
            self._block("\n\n### ")
        elif tag == "blockquote":
            self._block("\n\n> ")
        elif tag == "hr":
            self._block("\n\n---\n\n")
        elif tag == "tr":
            self.cells.append(0)
            self._block("\n")
        elif tag in ("td", "th"):
            self.parts.append("| ")
            self.cells[-1:] = [self.cells[-1] + 1] if self.cells else [1]
        elif tag in _BLOCKS and not self._in_cell():
            self._block("\n" if self.lists else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        """Write what a tag ends with."""
        if tag in _UNREAD:
            self.unread = max(0, self.unread - 1)
        elif tag in _MARKS:
            self._close_mark(_MARKS[tag])
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self._block("\n" if self.lists else "\n\n")
        elif tag == "a" and self.links:
            self._close_link()
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "tr" and self.cells:
            self._close_row(self.cells.pop())
        elif tag == "table":
            self.cells.clear()
            self._block("\n\n")
        elif (tag in _BLOCKS or tag == "blockquote" or re.fullmatch("h[1-6]", tag)) and not self._in_cell():
            self._block("\n" if self.lists else "\n\n")

    def handle_data(self, data: str) -> None:
        """Write text, with the signs that Markdown reads taken literally."""
        if self.unread:
            return
        text = _SPECIAL.sub(r"\\\1", re.sub(r"[ \t\r\n\xa0]+", " ", data))
        if not self.parts or self.parts[-1].endswith("\n"):
            text = _BLOCK_SIGN.sub(lambda sign: re.sub(r"([#>+\-.)])", r"\\\1", sign[0], count=1), text.lstrip())
        self.parts.append(text)

    def markdown(self) -> str:
        """Return what was written, with one empty line between blocks."""
        lines = [line.rstrip() for line in "".join(self.parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _in_cell(self) -> bool:
        return bool(self.cells) and self.cells[-1] > 0

    def _block(self, sign: str) -> None:
        self.parts.append(sign)

    def _item(self) -> None:
        """Begin an item, indented below the list that it stands in."""
        deep = "   " * max(0, len(self.lists) - 1)
        number = self.lists[-1] if self.lists else None
        begins = "" if self.parts and self.parts[-1].endswith("\n") else "\n"
        self.parts.append(f"{begins}{deep}{'-' if number is None else f'{number}.'} ")
        if self.lists and number is not None:
            self.lists[-1] = number + 1

    def _close_mark(self, mark: str) -> None:
        """End an emphasis; one without words leaves nothing, one that ends in a space ends before it."""
        if self.parts and self.parts[-1] == mark:
            self.parts.pop()
            return
        last = self.parts[-1] if self.parts else ""
        spaces = last[len(last.rstrip(" ")) :]
        if spaces:
            self.parts[-1] = last.rstrip(" ")
        self.parts.append(mark + spaces)

    def _close_link(self) -> None:
        href, place = self.links.pop()
        words = "".join(self.parts[place:]).strip()
        del self.parts[place:]
        if words.replace("\\", "") == href:
            self.parts.append(href)
        elif href.startswith(("http://", "https://", "mailto:")):
            self.parts.append(f"[{words or href}]({href})")
        else:
            self.parts.append(f"{words} ({href})" if href.strip("#") else words)

    def _close_row(self, cells: int) -> None:
        """End a row of a table; the first is its head."""
        self.parts.append("|")
        if not any(part.startswith("\n|--") for part in self.parts):
            self.parts.append("\n|" + "--|" * cells)
