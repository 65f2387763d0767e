"""The columns of a proposal's page in the form in which they are kept."""

import zlib
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Parts:
    """The two columns of a proposal's page."""

    content: Markup
    aside: Markup

    def packed(self) -> bytes:
        """Return both as bytes in a third of the space, for keeping. No text holds the sign that divides them."""
        return zlib.compress("\0".join((self.content, self.aside)).encode(), level=1)

    @classmethod
    def unpacked(cls, packed: bytes) -> "Parts":
        """Return the two columns that were packed."""
        content, _sign, aside = zlib.decompress(packed).decode().partition("\0")
        return cls(Markup(content), Markup(aside))
