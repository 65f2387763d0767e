"""Links that serve as evidence: what is gone is marked, what nobody can say stays, and nothing inside is asked."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.implementation.monitoring import actions
from ogp_participa.implementation.monitoring.content import NewEvidence
from ogp_participa.implementation.monitoring.links import is_public, leads_nowhere
from tests.cast import Cast
from tests.implementation import followed_plan, reported, reporter

STATUSES = {"/la": 200, "/foi": 410, "/nunca": 404, "/muda": 302, "/quebrado": 500}


def _answer(handler: BaseHTTPRequestHandler) -> None:
    """Answer each address with its status."""
    handler.send_response(STATUSES[handler.path])
    handler.end_headers()


Pages = type("Pages", (BaseHTTPRequestHandler,), {"do_HEAD": _answer, "log_message": lambda *_line: None})


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A web server on loopback."""
    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "gone"), [("/la", False), ("/foi", True), ("/nunca", True), ("/muda", False), ("/quebrado", False)]
)
def test_a_server_says_whether_a_page_is_gone(site: str, path: str, gone: bool) -> None:
    assert leads_nowhere(site + path, allowed=lambda _address: True) is gone


def test_what_lies_inside_is_never_asked(site: str) -> None:
    assert leads_nowhere(site + "/foi") is None
    assert not any(map(is_public, ("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1")))
    assert is_public("8.8.8.8")


@pytest.mark.parametrize("url", ["ftp://example.org/x", "http://", "https:///x", "http://\u2028.example"])
def test_what_is_no_address_of_the_web_says_nothing(url: str) -> None:
    assert leads_nowhere(url) is None


def test_a_link_is_gone_since_the_first_time_and_can_come_back(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    proof = [NewEvidence("A página", url="https://dados.example.org/x")]
    report = reported(reporter(cast, plan, commitment), commitment.milestones[0], date(2027, 3, 1), evidence=proof)
    evidence = report.evidence[0]
    actions.note_link(evidence, None)
    assert (evidence.checked_at is not None, evidence.gone_at) == (True, None)
    actions.note_link(evidence, True)
    since = evidence.gone_at
    actions.note_link(evidence, True)
    assert evidence.gone_at == since
    actions.note_link(evidence, False)
    assert evidence.gone_at is None
    db.session.flush()
