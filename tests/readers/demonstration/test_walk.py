"""A machine walks the demonstration by the addresses that it finds, from what people wrote to what is published."""

import re
from collections.abc import Iterator
from typing import Any

from ogp_participa.edition.plans.models import Plan
from tests.cast import Browser

ALTERNATE = re.compile(r'<link rel="alternate" type="application/json" href="([^"]+)">')
STEPS = ("proposal", "contribution", "commitment", "milestone", "version", "plan")


class Walk:
    """Everything that was read by following addresses: address → the thing at it."""

    def __init__(self, visitor: Browser) -> None:
        self.visitor = visitor
        self.files: dict[str, Any] = {}

    def thing(self, address: str) -> Any:
        """What stands at an address; behind ``#`` it points into the file."""
        path, _, part = address.partition("#")
        if path not in self.files:
            self.files[path] = self.visitor.get(path.removeprefix("http://127.0.0.1:5000")).json
        found = self.files[path]
        for name in part.split("/")[1:]:
            found = found[int(name) if isinstance(found, list) else name]
        return found

    def ends(self, address: str) -> tuple[list[str], list[str]]:
        """The addresses that a thing came from and went to. A published plan comes from the versions in it."""
        thing = self.thing(address)
        if "$schema" in thing:
            return [one["data"] for one in thing["commitments"]], []
        links = thing["links"]
        return [one["address"] for one in links["from"]], [one["address"] for one in links["to"]]

    def everything(self, start: str) -> Iterator[str]:
        """Every address that can be reached from one, in both directions."""
        waiting, seen = [start], {start}
        while waiting:
            address = waiting.pop()
            yield address
            came_from, went_to = self.ends(address)
            fresh = {*came_from, *went_to} - seen
            seen |= fresh
            waiting += sorted(fresh)


def kinds(walk: Walk, addresses: set[str]) -> set[str]:
    """What the links call the things at these addresses."""
    links = [link for one in addresses if "links" in walk.thing(one) for link in both(walk.thing(one)["links"])]
    return {link["kind"] for link in links}


def both(links: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """The links of both directions."""
    return [*links["from"], *links["to"]]


def data_of(visitor: Browser, page: str) -> str:
    """Where the page says that its data are."""
    found = ALTERNATE.search(visitor.get(page).text)
    assert found, page
    return f"http://127.0.0.1:5000{found[1]}"


def starts(visitor: Browser) -> list[str]:
    """The data of every proposal that the edition lists, as the page of each names them."""
    listed = visitor.get("/planos/demo-anterior/propostas.json").json
    assert listed is not None
    assert len(listed["proposals"]) > 24
    return [data_of(visitor, one["address"].removeprefix("http://127.0.0.1:5000")) for one in listed["proposals"]]


def test_a_machine_walks_from_any_proposal_to_the_published_plan_and_back(filled: Plan, visitor: Browser) -> None:
    walk, reached = Walk(visitor), set[str]()
    for start in starts(visitor):
        reached |= set(walk.everything(start))
    assert kinds(walk, reached) == set(STEPS)
    for address in reached:
        came_from, went_to = walk.ends(address)
        assert all(address in walk.ends(one)[1] for one in came_from), address
        assert all(address in walk.ends(one)[0] for one in went_to), address
    plans = {one for one in reached if "$schema" in walk.thing(one)}
    assert {one.rpartition("/plano/")[2] for one in plans} == {"1.json", "2.json"}


def test_pages_of_commitments_and_contributions_name_their_data_too(filled: Plan, visitor: Browser) -> None:
    for page, reference in (
        ("/compromissos/demo-anterior-01", "demo-anterior-01"),
        ("/compromissos/demo-consulta-03", "demo-consulta-03"),
    ):
        assert Walk(visitor).thing(data_of(visitor, page))["reference"] == reference
    listed = visitor.get("/planos/demo-anterior/consulta.json").json
    assert listed is not None
    for one in listed["contributions"]:
        told = Walk(visitor).thing(data_of(visitor, one["address"].removeprefix("http://127.0.0.1:5000")))
        assert told["reference"] == one["reference"]
        assert told["hidden"] is False or told["links"] == {"from": [], "to": []}
