"""Two servers on one database, and the clock of one is fast."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.count.models import Closing
from tests.faults.rig import Gunicorn, resident
from tests.faults.scene import Answer, Scene, ask

FAST_BY = 40


@pytest.fixture
def fast(scene: Scene) -> Iterator[Gunicorn]:
    """The server whose clock is fast."""
    server = Gunicorn({**scene.settings, "FAST_BY": str(FAST_BY)}, "tests.faults.fast_clock:app")
    yield server
    server.stop()


def post(port: int, path: str, cookie: str, **fields: str) -> Answer:
    """Send a form."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return ask(port, "POST", path, urlencode(fields), headers)


def test_nobody_closes_a_vote_before_its_end_on_a_server_that_is_fast(scene: Scene, fast: Gunicorn) -> None:
    scene.vote_ends(seconds=FAST_BY - 5)
    staff = db.session.get_one(Person, scene.staff_id)
    dario = resident(scene.app, staff.id, staff.fs_uniquifier)
    closing = {"csrf_token": dario.token, "seed": "12345"}
    answer = post(fast.port, f"/gestao/planos/{scene.plan.slug}/contagem", dario.cookie, **closing)
    assert answer.status == 403, answer.text[:500]
    db.session.expire_all()
    assert scene.plan.counted_at is None
    assert db.session.get(Closing, scene.plan_id) is None
    assert scene.plan.stages[0].closes_at > now(), "the test was quick enough to mean something"
    who = scene.residents[0]
    vote = f"/propostas/{scene.references[0]}/voto"
    assert post(scene.server.port, vote, who.cookie, csrf_token=who.token).status == 303
    scene.vote_ends(seconds=-1)
    assert post(fast.port, f"/gestao/planos/{scene.plan.slug}/contagem", dario.cookie, **closing).status == 303
    db.session.expire_all()
    assert scene.plan.counted_at is not None


def test_a_session_that_the_fast_server_signed_holds_on_the_other(scene: Scene, fast: Gunicorn) -> None:
    who = scene.residents[0]
    page = ask(fast.port, "GET", "/minha-conta", headers={"Cookie": who.cookie})
    assert page.status == 200
    given = page.headers.get("Set-Cookie", "").partition(";")[0]
    form = ask(fast.port, "GET", "/propor", headers={"Cookie": who.cookie})
    cookie = form.headers.get("Set-Cookie", "").partition(";")[0] or given or who.cookie
    assert ask(scene.server.port, "GET", "/minha-conta", headers={"Cookie": cookie}).status == 200
