"""The drawn fields, summaries and lists: what was typed stays, and each error stands beside its field."""

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class Draft(Form):
    """A form with a field of each shape."""

    title = StringField("Title", [Length(min=10, message="Write at least 10 letters")])
    problem = TextAreaField("Problem", [Length(max=50)])
    where = RadioField("Where", choices=["city", "place"], validators=[InputRequired("Choose where")])
    values = SelectMultipleField("Values", choices=["open", "fair"])
    agree = BooleanField("I agree")


@pytest.fixture
def drawing(app: Flask) -> Iterator[None]:
    """A page is being drawn."""
    with app.test_request_context("/"):
        yield


def macro(name: str) -> Any:
    return get_template_attribute(f"core/components/{name}.html", name)


def elements(markup: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of a kind; the markup must parse strictly."""
    tree: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(markup)
    return [dict(element.attrib) for element in tree.iter(tag)]


@pytest.mark.usefixtures("drawing")
def test_a_field_keeps_what_was_typed_and_says_its_error_beside_itself() -> None:
    entry = Draft(MultiDict({"title": '"<b>short'}))
    assert not entry.validate()
    drawn = macro("field")(entry.title, hint="In a few words")
    (typed,) = elements(drawn, "input")
    assert typed["value"] == '"<b>short'
    assert typed["aria-invalid"] == "true"
    ids = {each.get("id") for each in elements(drawn, "p")}
    assert set(typed["aria-describedby"].split()) == ids == {"title-hint", "title-error"}
    assert "Write at least 10 letters" in drawn


@pytest.mark.usefixtures("drawing")
def test_a_long_text_is_never_cut_while_typing() -> None:
    drawn = macro("field")(Draft(MultiDict({"problem": "a" * 80})).problem, counter=50)
    (area,) = elements(drawn, "textarea")
    assert "maxlength" not in area
    assert area["data-limit"] == "50"
    assert "a" * 80 in drawn


@pytest.mark.usefixtures("drawing")
def test_choices_come_back_as_they_were_made() -> None:
    entry = Draft(MultiDict([("where", "place"), ("values", "open"), ("agree", "y")]))
    where = elements(macro("field")(entry.where), "input")
    assert [("checked" in each, each["value"]) for each in where] == [(False, "city"), (True, "place")]
    values = elements(macro("field")(entry.values), "input")
    assert [each["type"] for each in values] == ["checkbox", "checkbox"]
    assert ["checked" in each for each in values] == [True, False]
    (agree,) = elements(macro("field")(entry.agree), "input")
    assert "checked" in agree


@pytest.mark.usefixtures("drawing")
def test_the_error_summary_leads_to_fields_that_are_there() -> None:
    entry = Draft(MultiDict({"title": "short"}))
    assert not entry.validate()
    targets = {link["href"].removeprefix("#") for link in elements(macro("error_summary")(entry), "a")}
    drawn = "".join(macro("field")(each) for each in entry)
    assert targets == {"title", "where-0"}
    assert targets <= {each.get("id", "") for each in elements(drawn, "input")}


@pytest.mark.usefixtures("drawing")
def test_pages_far_apart_are_reached_without_listing_all() -> None:
    drawn = macro("pagination")(50, 200, lambda page: f"?pagina={page}")
    assert [link["href"] for link in elements(drawn, "a")] == [f"?pagina={page}" for page in (49, 1, 49, 51, 200, 51)]


@pytest.mark.usefixtures("drawing")
def test_a_difference_is_told_in_words_too() -> None:
    drawn = macro("diff")([("same", "all "), ("removed", "some"), ("added", "<every>")], key=False)
    assert len(elements(drawn, "ins")) == len(elements(drawn, "del")) == 1
    assert "&lt;every&gt;" in drawn
    assert drawn.count("visually-hidden") == 4
