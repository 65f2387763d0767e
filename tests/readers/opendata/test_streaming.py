"""Files that are sent row by row outlive their request's session: they are read as a real server reads them."""

import threading

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.vote.ballots.actions import cast as choose
from tests import factories

FILES = (
    *("propostas.csv", "propostas.json", "propostas.atom", "consulta.csv", "consulta.json"),
    *("devolutivas.csv", "devolutivas.json", "votacao/diario.csv", "votacao/diario/cabecas.json"),
)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_whole_when_no_context_is_left_around_it(fresh_app: Flask, name: str) -> None:
    plan, ana = factories.plan(), factories.person()
    choose(ana, factories.proposal(plan, ana))
    db.session.commit()
    path = f"/planos/{plan.slug}/{name}"
    db.session.remove()
    answers: list[tuple[int, bytes]] = []

    def read() -> None:
        """A thread begins without the test's application context, as a worker does."""
        answer = fresh_app.test_client().get(path, buffered=False)
        answers.append((answer.status_code, answer.data))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert answers
    assert answers[0][0] == 200
    assert answers[0][1].strip()
