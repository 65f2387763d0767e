"""Lists in pages: the page that an address asks for, its part of the rows, and the addresses of the others."""

from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import abort, request

Query = TypeVar("Query", bound=sa.GenerativeSelect)


def page_number(name: str = "pagina") -> int:
    """Return the page of a list that is asked for; the first when it is not a number."""
    asked = request.args.get(name, "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 8 else 1


def page_href(number: int, name: str = "pagina") -> str:
    """Return this address with another page number."""
    others = {key: value for key, value in request.args.items() if key != name}
    return f"{request.script_root}{request.path}?{urlencode({**others, name: number})}"


def page_count(total: int, size: int) -> int:
    """Return how many pages of ``size`` rows ``total`` rows make; no rows make one page."""
    return max(1, -(-total // size))


def at_page(query: Query, number: int, size: int) -> Query:
    """Narrow a query to the rows of one page."""
    return query.limit(size).offset((number - 1) * size)


@dataclass(frozen=True)
class Pagination:
    """One page of a list of ``total`` rows, with ``size`` rows a page."""

    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return page_count(self.total, self.size)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size

    def values(self) -> dict[str, Any]:
        """Return what a template hands to the macro ``pagination``: ``page``, ``pages``, ``total``, ``page_href``."""
        return {"page": self.number, "pages": self.pages, "total": self.total, "page_href": page_href}


def page_asked(total: int, size: int, name: str = "pagina") -> Pagination:
    """Return the page that the address asks for; 404 beyond the last."""
    page = Pagination(page_number(name), total, size)
    if page.number > page.pages:
        abort(404)
    return page
