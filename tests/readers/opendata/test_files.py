"""Lists as files, proposals as data, the feed: no personal data, no formulas, nothing that is not public."""

import csv
import io
import json
from xml.etree import ElementTree

from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.documents.csv_files import safe_cell
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_csv_holds_what_the_list_holds(cast: Cast, visitor: Browser) -> None:
    here = factories.proposal(cast.plan, cast.ana, territory="CT", title="=HYPERLINK(1)")
    factories.proposal(cast.plan, cast.ana)
    factories.proposal(cast.plan, cast.ana, state=State.IN_REVIEW)
    factories.proposal(cast.plan, cast.ana, state=State.REFUSED, problem="Meu telefone é 99999")
    db.session.commit()
    base = f"/planos/{cast.plan.slug}/propostas.csv"
    assert len(table(visitor.get(base).text)) == 2
    assert table(visitor.get(f"{base}?situacao=refused").text) == []
    rows = table(visitor.get(f"{base}?sub=CT").text)
    assert [row["reference"] for row in rows] == [here.reference]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["signature"] == "Ana S."
    assert cast.ana.email not in visitor.get(base).text and "Souza" not in visitor.get(base).text


def test_no_cell_is_a_formula() -> None:
    for text in ("=1", "+1", "-1", "@x", "\tx", "\rx"):
        assert safe_cell(text).startswith("'")
    assert safe_cell(None) == "" and safe_cell(3) == "3" and safe_cell("a=b") == "a=b"


def test_the_json_of_a_list_and_of_a_proposal(cast: Cast, visitor: Browser) -> None:
    host = factories.proposal(cast.plan, cast.ana)
    guest = factories.proposal(cast.plan, cast.bruno, state=State.MERGED)
    guest.merged_into_id = host.id
    hidden = factories.proposal(cast.plan, cast.ana, state=State.IN_REVIEW)
    db.session.commit()
    data = json.loads(visitor.get(f"/planos/{cast.plan.slug}/propostas.json").text)
    assert [one["reference"] for one in data["proposals"]] == [host.reference]
    one = json.loads(visitor.get(f"/propostas/{host.reference}.json").text)
    assert one["merged_from"] == [guest.reference] and one["merged_into"] is None
    assert [version["number"] for version in one["versions"]] == [1]
    assert json.loads(visitor.get(f"/propostas/{guest.reference}.json").text)["merged_into"] == host.reference
    visitor.get(f"/propostas/{hidden.reference}.json", status=404)


def test_the_feed_is_well_formed_and_newest_first(cast: Cast, visitor: Browser) -> None:
    factories.proposal(cast.plan, cast.ana, title="Um <b> & outro")
    db.session.commit()
    answer = visitor.get(f"/planos/{cast.plan.slug}/propostas.atom")
    feed = ElementTree.fromstring(answer.text)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.text for entry in feed.findall("a:entry/a:title", names)] == ["Um <b> & outro"]
    assert answer.mimetype == "application/atom+xml"


def test_a_thousand_rows_are_streamed(cast: Cast, visitor: Browser) -> None:
    for _ in range(520):
        factories.proposal(cast.plan, cast.ana, values=[])
    db.session.commit()
    assert len(table(visitor.get(f"/planos/{cast.plan.slug}/propostas.csv").text)) == 520


def test_the_data_page_says_what_there_is(cast: Cast, visitor: Browser, app: Flask) -> None:
    page = visitor.get("/dados").text
    assert f"/planos/{cast.plan.slug}/propostas.csv" in page
    assert "merged_into" in page
    for language in ("/en/dados", "/es/dados"):
        visitor.get(language)


def test_the_record_as_json_tells_of_no_person(cast: Cast, visitor: Browser) -> None:
    data = json.loads(visitor.get("/registro.json").text)
    assert set(data) == {"events", "next"}


def test_everything_on_the_page_of_open_data_says_what_it_is(visitor: Browser) -> None:
    page = visitor.get("/en/dados").text
    after = page.partition("Ballot log</h2>")[2].partition("<h2>")[0]
    assert "signed log" in after and "votacao/diario" in after
    assert "schemas" not in page.partition("Public record</h2>")[2].partition("<h2>")[0]
