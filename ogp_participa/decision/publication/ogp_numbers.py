"""Numbers that OGP gives to commitments, as OGP writes them."""

import re

_OGP_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{2,18}[A-Z0-9]")


def ogp_id(typed: str) -> str | None:
    """Return a number of OGP's as OGP writes it ("BRSP0012"); None when it cannot be one."""
    tidy = typed.replace(" ", "").upper()
    return tidy if _OGP_ID.fullmatch(tidy) else None
