"""Huge, hostile and broken input gets an answer and breaks nothing."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.proposals.drafts.models import Draft
from tests import factories
from tests.cast import Browser, Cast

HOSTILE = [
    "<script>alert(1)</script>",
    "[clique](javascript:alert(1))",
    "texto com \x00 nulo e \u202eoirártnoc",
    "' OR 1=1 --",
    "{{ 7*7 }} %s %(name)s {0}",
    "\ud83d\ude00 emoji e ç ã õ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(app: Flask, cast: Cast, text: str) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    ana.post(f"/propor/{draft.token}/2-ideia", {"title": text, "change": text, "summary": text})
    ana.post(f"/propor/{draft.token}/1-problema", {"problem": text})
    db.session.refresh(draft)
    assert "\x00" not in draft.title and "\u202e" not in draft.title
    page = ana.get(f"/propor/{draft.token}/conferencia").text
    assert "<script>alert" not in page and 'href="javascript' not in page
    assert "49" not in draft.title
    ana.post(f"/propor/{draft.token}/conferencia", {"seen": draft.updated_at.isoformat()})
    ana.get(f"/propor/{draft.token}/enviada")


def test_a_title_of_a_million_letters_loses_nothing_else(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    before = draft.title
    ana = Browser(app, cast.ana)
    path = f"/propor/{draft.token}/2-ideia"
    answer = ana.client.post(path, data={"csrf_token": ana.token(), "title": "a" * 1_000_000, "change": "b"})
    assert answer.status_code in (413, 422)
    page = ana.post(path, {"title": "a" * 5_000, "change": "A mudança", "summary": ""}, 422).text
    assert "A mudança" in page
    ana.post(path, {"title": "a" * 101, "change": "b", "summary": "", "do": "exit"}, 422)
    ana.post(path, {"title": "a" * 101, "change": "b", "summary": "", "autosave": "1"}, 422)
    db.session.refresh(draft)
    assert draft.title == before


def test_a_long_text_is_kept_though_it_cannot_be_sent_yet(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    path = f"/propor/{draft.token}/1-problema"
    ana.post(path, {"problem": "a" * 4_000}, 422)
    ana.post(path, {"problem": "a" * 4_000, "autosave": "1"}, 204)
    db.session.refresh(draft)
    assert len(draft.problem) == 4_000
    page = ana.post(f"/propor/{draft.token}/conferencia", {"seen": draft.updated_at.isoformat()}, 422).text
    assert "4000" in page


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("3-tema", {"values": ["nothing"], "theme": ""}),
        ("3-tema", {"values": ["unsure"], "theme": "999999"}),
        ("3-tema", {"values": ["unsure"], "theme": "um"}),
        ("4-lugar", {"where": "region", "territory": "ZZ"}),
        ("4-lugar", {"where": "region", "territory": ""}),
        ("4-lugar", {}),
        ("5-assinatura", {"signature": "collective", "collective": "", "link": ""}),
        ("5-assinatura", {"signature": "", "collective": "", "link": ""}),
        ("5-assinatura", {"signature": "initial", "collective": "", "link": "javascript:alert(1)"}),
        ("5-assinatura", {"signature": "initial", "collective": "", "link": "", "organisation": "1"}),
        ("1-problema", {"problem": " \u200b \n"}),
    ],
)
def test_answers_that_were_not_offered(app: Flask, cast: Cast, step: str, data: dict[str, object]) -> None:
    draft = factories.draft(cast.plan, cast.ana, whole_city=False, territory="PR")
    db.session.commit()
    ana = Browser(app, cast.ana)
    page = ana.post(f"/propor/{draft.token}/{step}", data, 422).text
    assert 'class="error-summary"' in page
    db.session.refresh(draft)
    assert (draft.values, draft.territory, draft.link) == (["access_to_information"], "PR", "")


def test_nobodys_link_leads_out_of_the_web(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    bad = {"signature": "initial", "collective": "", "link": "javascript:alert(1)"}
    for button in ({"do": "exit"}, {"autosave": "1"}, {"do": "back"}):
        ana.post(f"/propor/{draft.token}/5-assinatura", {**bad, **button}, 422)
    assert db.session.scalars(sa.select(Draft.link)).all() == [""]


def test_strange_addresses(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    for path in ("/propor/x/1-problema", "/propor/%00/conferencia", "/propor/" + "é" * 300 + "/texto"):
        ana.get(path, 404)
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    base = f"/propor/{draft.token}"
    ana.get(f"{base}/anexos/999999999999999999999/x.pdf", 404)
    ana.post(f"{base}/5-assinatura", {"signature": "initial", "do": "remove:9" * 40})
    ana.post(f"{base}/5-assinatura", {"signature": "initial", "do": "remove:²"})
    ana.get(f"{base}/1-problema?modo=%00&de=%FF", 404)
    ana.get(f"{base}/1-problema?modo=%F0&de=%FF")
    ana.post(f"{base}/conferencia", {"seen": "\x00"}, 409)
