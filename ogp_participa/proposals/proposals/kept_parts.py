"""The columns of a proposal's page in the form in which they are kept."""

import zlib
from dataclasses import dataclass

from markupsafe import Markup

DIVIDER = "\0"
"""What stands between the two columns; no text holds it."""


@dataclass(frozen=True)
class Parts:
    """The two columns of a proposal's page."""

    content: Markup
    aside: Markup

    def packed(self) -> bytes:
        """Return both as bytes in a third of the space, for keeping."""
        return zlib.compress(DIVIDER.join((self.content, self.aside)).encode(), level=1)

    @classmethod
    def unpacked(cls, packed: bytes) -> "Parts":
        """Return the two columns that were packed."""
        return cls.of(zlib.decompress(packed).decode())

    @classmethod
    def of(cls, drawn: str) -> "Parts":
        """Return the two columns that were drawn at once."""
        content, _divider, aside = drawn.partition(DIVIDER)
        return cls(Markup(content), Markup(aside))
