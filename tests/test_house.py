"""The house is what its drawings say: contracts, README's map, the rooms of the app and the glossary agree."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ogp_participa.app import ROOMS

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "ogp_participa"
ONE_ROOM = {"core", "audit", "moderation", "evaluation"}
"""Packages without rooms of their own."""


def _contracts() -> dict[str, dict[str, Any]]:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["id"]: contract for contract in described["tool"]["importlinter"]["contracts"]}


def _packages() -> list[str]:
    """Return the packages as the contract orders them, the first of the story first."""
    layers = reversed(_contracts()["story"]["layers"])
    return [layer for layer in layers if layer not in ("app", "commands", "config")]


def _rooms(package: str) -> list[str]:
    return [] if package in ONE_ROOM else list(reversed(_contracts()[package]["layers"]))


def _folders(place: Path) -> set[str]:
    return {path.parent.name for path in place.glob("*/__init__.py")}


def _map() -> dict[str, list[str]]:
    """Return the rooms of README's map under their packages."""
    rooms: dict[str, list[str]] = {}
    package = ""
    for left, right in re.findall(r"^\| *(`\w+`)? *\| *(`\w+`)? *\|", (ROOT / "README.md").read_text(), re.MULTILINE):
        if left:
            package = left.strip("`")
            rooms[package] = []
        if right and package:
            rooms[package].append(right.strip("`"))
    return rooms


def _classes() -> Iterator[tuple[str, str]]:
    """Yield the place and the name of each public class that a module defines."""
    for path in sorted(HOUSE.rglob("*.py")):
        for statement in ast.parse(path.read_text()).body:
            if isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
                yield str(path.relative_to(HOUSE)), statement.name


def test_nothing_lies_loose_at_the_root() -> None:
    files = {path.name for path in HOUSE.iterdir() if path.is_file()}
    folders = {path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert files == {"__init__.py", "app.py", "commands.py", "config.py"}
    assert folders == set(_packages())
    assert len(folders) <= 14


def test_contracts_name_every_room_and_no_other() -> None:
    for package in _packages():
        if package not in ONE_ROOM:
            assert set(_rooms(package)) == _folders(HOUSE / package)


def test_the_map_of_the_readme_is_in_the_order_of_the_contracts() -> None:
    assert _map() == {package: _rooms(package) for package in _packages()}


def test_every_package_and_room_says_what_happens_there() -> None:
    places = [HOUSE / package for package in _packages()]
    places += [HOUSE / package / room for package in _packages() for room in _rooms(package)]
    faces = {place: ast.parse((place / "__init__.py").read_text()) for place in places}
    assert [str(place) for place, face in faces.items() if not ast.get_docstring(face)] == []


def test_the_app_opens_its_rooms_in_the_order_of_the_story() -> None:
    order = [(package, room) for package in _packages() for room in (_rooms(package) or [""])]
    opened = []
    for pages in ROOMS:
        _root, package, *rest = pages.import_name.split(".")
        opened.append(order.index((package, "" if package in ONE_ROOM else rest[0])))
    assert opened == sorted(opened)


def test_templates_and_tests_are_laid_out_as_the_packages_are() -> None:
    for place, others in ((ROOT / "templates", set()), (ROOT / "tests", {"browser", "faults"})):
        packages = {path.name for path in place.iterdir() if path.is_dir() and path.name != "__pycache__"}
        assert packages - others <= set(_packages())


def test_no_two_classes_share_a_name() -> None:
    places = defaultdict(list)
    for place, name in _classes():
        places[name].append(place)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_every_class_has_its_place_in_the_glossary() -> None:
    index = (ROOT / "docs" / "glossary.md").read_text().split("## Index by package", 1)[1]
    known: dict[str, set[str]] = defaultdict(set)
    for package, names in re.findall(r"^\| `(\w+)` \| (.*) \|$", index, re.MULTILINE):
        known[package] |= set(re.findall(r"`(\w+)`", names))
    defined: dict[str, set[str]] = defaultdict(set)
    for place, name in _classes():
        defined[place.split("/")[0] if "/" in place else "app"].add(name)
    assert dict(known) == dict(defined)


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    words = (ROOT / "docs" / "glossary.md").read_text().split("## Index by package", 1)[0]
    named = set(re.findall(r"^\| [^|]+ \| ([^|]+) \|", words, re.MULTILINE))
    classes = {name for cell in named for name in re.findall(r"`([A-Z]\w+)`", cell)}
    assert len(classes) > 40
    assert classes - {name for _place, name in _classes()} == set()
