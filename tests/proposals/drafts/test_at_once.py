"""Several presses at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.models import Proposal
from tests import factories
from tests.cast import Browser, Cast

Press = tuple[Browser, str, dict[str, str]]


def press(app: Flask, presses: list[Press]) -> list[str]:
    """Every press in a thread of its own, all at once; the addresses they lead to."""
    together = Barrier(len(presses))

    def press_alone(what: Press) -> str:
        browser, path, data = what
        together.wait(30)
        answer = browser.client.post(path, data=data)
        assert answer.status_code == 303, answer.text[:2000]
        return answer.headers["Location"]

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(press_alone, presses))


def test_eight_presses_send_one_proposal(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    seen, path = draft.updated_at.isoformat(), f"/propor/{draft.token}/conferencia"
    presses: list[Press] = []
    for _thread in range(8):
        browser = Browser(fresh_app, cast.ana)
        presses.append((browser, path, {"csrf_token": browser.token(), "seen": seen}))
    db.session.remove()
    assert len(set(press(fresh_app, presses))) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 1


def test_people_who_send_at_once_get_numbers_of_their_own(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    other = factories.plan()
    presses: list[Press] = []
    for number, person in enumerate([cast.ana, cast.bruno, cast.clara, cast.celio, cast.ana, cast.bruno]):
        draft = factories.draft(other if number % 2 else cast.plan, person)
        db.session.commit()
        browser = Browser(fresh_app, person)
        data = {"csrf_token": browser.token(), "seen": draft.updated_at.isoformat()}
        presses.append((browser, f"/propor/{draft.token}/conferencia", data))
    db.session.remove()
    press(fresh_app, presses)
    assert set(db.session.scalars(sa.select(Proposal.number))) == {1, 2, 3, 4, 5, 6}
