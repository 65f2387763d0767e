"""Read the files of a bundle that somebody may have tampered with: whatever is wrong becomes a sentence."""

import hashlib
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from .formats import FILES, FOLDER, SUMS, VoteTerms, is_of_program, json_text
from .methods import METHODS

AT_ONCE = 1 << 20
LONGEST = 16 << 20
"""No line of a bundle has more bytes than this: a ballot with every choice on it is far shorter."""
LARGEST = 128 << 20
"""No file that is read as a whole has more bytes than this."""
SHOWN = 100
LEFT_BY_DESKS = ("Thumbs.db", "desktop.ini")


class Difference(Exception):
    """What is different from what a bundle must say: the file, the line, what was expected."""


def differs(name: str, line: int | None, sentence: str) -> Difference:
    """Return the difference in a file, at a line."""
    return Difference(f"{name}, line {line}: {sentence}" if line else f"{name}: {sentence}")


def short(text: str | bytes) -> str:
    """Return what there is, cut to a length that can be read."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    text = text.rstrip("\n")
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


class Folder:
    """The folder of a bundle. It remembers the digest of every file that was read to its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}
        self.files: tuple[str, ...] = FILES

    def look(self) -> None:
        """Ask for every file, and none besides but what desks put into folders by themselves."""
        if not self.path.is_dir():
            raise Difference(f"{self.path}: this is not a folder. Unpack the bundle, and give the folder's name.")
        there = {path.name for path in self.path.iterdir()}
        if (self.path / FOLDER).is_dir():
            there.remove(FOLDER)
            there |= {f"{FOLDER}/{path.name}" for path in (self.path / FOLDER).iterdir()}
        for name in FILES:
            if name not in there:
                raise differs(name, None, "the file is missing.")
        for name in sorted(there.difference(FILES)):
            plain = name.removeprefix(f"{FOLDER}/")
            if not (is_of_program(name) or plain.startswith(".") or plain in LEFT_BY_DESKS):
                raise Difference(f"{short(name)}: a bundle has no such file.")
        self.files = (*FILES, *sorted(filter(is_of_program, there)))

    def blocks(self, name: str) -> Iterator[list[bytes]]:
        """Yield the lines of a file without their ends, a megabyte at once."""
        digest, rest = hashlib.sha256(), b""
        path = self.path / name
        if not path.is_file():
            raise differs(name, None, "this is not a file.")
        try:
            with path.open("rb") as file:
                while read := file.read(AT_ONCE):
                    digest.update(read)
                    *lines, rest = (rest + read).split(b"\n")
                    if len(rest) > LONGEST:
                        raise differs(name, None, "a line is far too long.")
                    yield lines
        except OSError as error:
            raise differs(name, None, f"the file cannot be read ({error.strerror}).") from error
        if rest:
            raise differs(name, None, "the last line has no end: the file was cut.")
        self.digests[name] = digest.hexdigest()

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file one by one."""
        return chain.from_iterable(self.blocks(name))

    def table(self, name: str, columns: tuple[str, ...]) -> Iterator[list[bytes]]:
        """Yield the lines below the names of the columns, many at once."""
        blocks, first = self.blocks(name), ",".join(columns)
        for block in blocks:
            if not block:
                continue
            if block[0] != first.encode():
                raise differs(name, 1, f"the columns should be {first}; there is {short(block[0])}.")
            yield block[1:]
            yield from blocks
            return
        raise differs(name, 1, f"the columns should be {first}; the file is empty.")

    def text(self, name: str) -> str:
        """Return a whole file."""
        path = self.path / name
        if path.is_file() and path.stat().st_size > LARGEST:
            raise differs(name, None, "the file is far too large.")
        content = b"".join(line + b"\n" for line in self.lines(name))
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise differs(name, line, "this is not text in UTF-8.") from error

    def json(self, name: str) -> tuple[str, dict[str, Any]]:
        """Return a file's text, and what it says."""
        text = self.text(name)
        try:
            content = json.loads(text)
        except json.JSONDecodeError as error:
            raise differs(name, error.lineno, f"this is not JSON ({error.msg}).") from error
        except (ValueError, RecursionError) as error:
            raise differs(name, None, "this is not JSON that can be read.") from error
        if not isinstance(content, dict):
            raise differs(name, 1, "this should be a JSON object.")
        return text, content

    def check_sums(self) -> None:
        """Compare the list of all digests, at last: what no other file tells (titles, reasons) has not changed either.

        A bundle from before its program was a folder lists no file of it.
        """
        listed = self.text(SUMS)
        for name in (line.partition("  ")[2] for line in listed.splitlines()):
            if is_of_program(name) and name not in self.files:
                raise differs(name, None, "the file is missing.")
        for name in self.files:
            if name not in self.digests and name != SUMS:
                for _lines in self.blocks(name):
                    pass
        wanted = [f"{self.digests[name]}  {name}\n" for name in self.files if name != SUMS]
        compare(SUMS, listed, "".join(wanted))


def compare(name: str, there: str, wanted: str) -> None:
    """Compare a file's text with what it should be; the first line that differs is named."""
    if there == wanted:
        return
    has, should = there.split("\n"), wanted.split("\n")
    number = next((n for n, (line, other) in enumerate(zip(has, should, strict=False)) if line != other), None)
    if number is None:
        number = min(len(has), len(should))
    expected = short(should[number]) if number < len(should) else "nothing more"
    actual = short(has[number]) if number < len(has) else "nothing more"
    raise differs(name, number + 1, f"{expected} was expected; there is {actual}.")


def value_of(name: str, content: dict[str, Any], key: str, kind: type | tuple[type, ...]) -> Any:
    """Return a value of a JSON object that must be there and of a kind."""
    value = content.get(key)
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) not in kinds:
        raise differs(name, None, f"{key} is missing, or is not what it should be.")
    if isinstance(value, str) and not _is_text(value):
        raise differs(name, None, f"{key} is not text.")
    return value


def _is_text(value: str) -> bool:
    """Return whether a file can hold the text: JSON can spell halves of signs that none can."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def terms_of(folder: Folder) -> VoteTerms:
    """Return what the frozen rules say of the count."""
    name = "rules.json"
    _text, frozen = folder.json(name)
    seats, choices = (value_of(name, frozen, key, int) for key in ("seats", "choices"))
    if seats < 1 or choices < 1:
        raise differs(name, None, "seats and choices are at least 1.")
    rule, key = value_of(name, frozen, "rule", str), value_of(name, frozen, "log_key", str)
    if rule not in METHODS:
        raise differs(name, None, f"the rule {short(rule)} is not known.")
    if len(key) != 64 or key.strip("0123456789abcdef"):
        raise differs(name, None, "log_key should have 64 hexadecimal digits.")
    quota = value_of(name, frozen, "quota", (dict, type(None)))
    return VoteTerms(
        plan=value_of(name, frozen, "plan", str),
        digest=folder.digests[name],
        rule=rule,
        seats=seats,
        choices=choices,
        blank=value_of(name, frozen, "blank_ballots_count", bool),
        quota=None
        if quota is None
        else (value_of(name, quota, "least", int), value_of(name, quota, "most", (int, type(None)))),
        log_key=bytes.fromhex(key),
    )


def canonical(name: str, text: str, content: dict[str, Any]) -> None:
    """Compare a JSON file with the one way in which :func:`json_text` writes what it says."""
    try:
        compare(name, text, json_text(content))
    except (UnicodeEncodeError, RecursionError) as error:
        raise differs(name, None, "this is not text that could have been written.") from error
