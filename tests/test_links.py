"""Every link on a page leads somewhere that its reader may go: nobody is shown a door that does not open for them."""

import re
from collections import Counter, deque
from html import unescape

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.feasibility import fed, given

STARTS = {"visitor": (), "ana": ("/minha-conta",), "clara": ("/mesa", "/minha-conta"), "dario": ("/gestao",)}
OTHER = ("/static/", "/sair", "//", "/en/", "/es/")
ALIKE = 2
"""So many pages of the same kind are opened: the next would say the same."""


def kind_of(path: str) -> str:
    """The page without what names one thing in it."""
    return re.sub(r"P-\d{4}-\d{4}[^/]*|\d+", "N", path.partition("?")[0])


def leads_nowhere(browser: Browser, starts: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Links that do not open, with the page that shows them, among all that can be reached from ``starts``."""
    closed: list[tuple[int, str, str]] = []
    kinds: Counter[str] = Counter()
    titles: dict[str, str] = {}
    met, waiting = set(starts), deque((start, "") for start in starts)
    while waiting:
        path, shown_on = waiting.popleft()
        if kinds[kind_of(path)] >= ALIKE:
            continue
        kinds[kind_of(path)] += 1
        answer = browser.client.get(path)
        if answer.status_code >= 400:
            closed.append((answer.status_code, path, shown_on))
        if answer.mimetype != "text/html":
            answer.close()
            continue
        title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
        first = (
            titles.setdefault(" ".join(title[1].split()) if title else "", path) if answer.status_code == 200 else path
        )
        if kind_of(first) != kind_of(path) and not path.startswith("/propor/"):  # a question, asked first or again
            closed.append((0, f"{path} and {first} have one title", title[1] if title else ""))
        links = {
            unescape(link).removeprefix("http://127.0.0.1:5000") for link in re.findall(r'href="([^"#]+)', answer.text)
        }
        for link in sorted(links - met):
            if link.startswith("/") and not link.startswith(OTHER) and link not in ("/en", "/es"):
                met.add(link)
                waiting.append((link, path))
    assert len(kinds) > 30  # it did walk
    return closed


def lively(plan: Plan, cast: Cast) -> None:
    """Something of each kind in the plan."""
    for state in (State.PUBLISHED, State.IN_REVIEW, State.NEEDS_CHANGE, State.REFUSED):
        factories.proposal(plan, cast.ana, state)
    factories.draft(plan, cast.ana)
    factories.workshop(plan)
    given(cast.dario, fed(plan, factories.proposal(plan, cast.bruno)))


@pytest.mark.parametrize("rights", [tuple(Right), (Right.PROPOSE, Right.MODERATE, Right.DRAFT), ()])
@pytest.mark.parametrize("who", list(STARTS))
def test_every_link_leads_somewhere(app: Flask, cast: Cast, who: str, rights: tuple[Right, ...]) -> None:
    cast.plan.stages[0].rights = list(rights)
    person: Person | None = getattr(cast, who, None)
    if rights:
        lively(cast.plan, cast)
    db.session.commit()
    assert leads_nowhere(Browser(app, person), ("/", f"/planos/{cast.plan.slug}", *STARTS[who])) == []
