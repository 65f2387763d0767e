"""Two presses, two tabs, two desks: what happens at the same moment happens once, and nobody sees an error of ours."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import Model, db
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Tenure
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast

Press = tuple[str, str, dict[str, Any]]


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def together(app: Flask, presses: list[Press]) -> list[int]:
    """Press these buttons (whose session, where, what) at the same moment; the status of each answer."""
    gate, found = threading.Barrier(len(presses)), [0] * len(presses)

    def press(place: int, identity: str, path: str, data: dict[str, Any]) -> None:
        browser = Browser(app)
        browser.become(identity)
        token = browser.token()
        gate.wait()
        found[place] = browser.client.post(path, data={"csrf_token": token, **data}).status_code

    threads = [threading.Thread(target=press, args=(place, *one)) for place, one in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(found)


def settled(*people: Person) -> list[str]:
    """Everything so far committed; the session keys of these people."""
    keys = [person.fs_uniquifier for person in people]
    db.session.commit()
    db.session.remove()
    return keys


def count(model: type[Model], *where: Any) -> int:
    """How many rows there are."""
    found = db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0
    db.session.rollback()  # on SQLite whoever reads outside of a request holds the write lock
    return found


def test_a_comment_sent_twice_is_one_comment(fresh_app: Flask, cast: Cast) -> None:
    path = f"/propostas/{factories.proposal(cast.plan, cast.ana).reference}/comentarios"
    (bruno,) = settled(cast.bruno)
    assert together(fresh_app, [(bruno, path, {"text": "Boa ideia"})] * 3) == [303, 303, 303]
    assert count(Comment) == 1
    assert count(Proposal, Proposal.comment_count == 1) == 1
    assert together(fresh_app, [(bruno, path, {"text": "Outra coisa"})]) == [303]
    assert count(Comment) == 2


def test_nobody_gets_two_seats_from_two_desks(fresh_app: Flask, cast: Cast) -> None:
    seats = [factories.seat(cast.plan, Sector.CIVIL_SOCIETY) for _ in range(2)]
    taking = {"person": cast.bruno.email, "position": "titular", "from_date": "2026-01-01", "until_date": ""}
    paths, who = [f"/gestao/planos/{cast.plan.slug}/forum/{seat.id}" for seat in seats], cast.bruno.id
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, paths[0], taking), (eva, paths[1], taking)])[0] == 303
    assert count(Tenure, Tenure.person_id == who) == 1


def test_one_new_organisation_for_two_seats(fresh_app: Flask, cast: Cast) -> None:
    path = f"/gestao/planos/{cast.plan.slug}/forum/nova"
    data = {"sector": "government", "segment": "Secretarias", "new_organisation": "Secretaria Nova"}
    (dario,) = settled(cast.dario)
    assert together(fresh_app, [(dario, path, data)] * 3) == [303, 303, 303]
    assert count(Organisation, Organisation.name == "Secretaria Nova") == 1


def test_a_role_given_twice_is_given_once(fresh_app: Flask, cast: Cast) -> None:
    data = {"email": cast.bruno.email, "role": "staff"}
    (eva,) = settled(cast.eva)
    found = together(fresh_app, [(eva, "/admin/papeis", data)] * 3)
    assert found[0] == 303 and set(found) <= {303, 409, 422}


def test_an_edition_made_twice_is_made_once(fresh_app: Flask, cast: Cast) -> None:
    data = {
        "slug": "novo-plano",
        "number": "55",
        "title": "Novo plano",
        "choices": "5",
        "seats": "10",
        "summary": "Um plano",
    }
    (dario,) = settled(cast.dario)
    found = together(fresh_app, [(dario, "/gestao/planos/novo", data)] * 3)
    assert found[0] == 303 and set(found) <= {303, 409, 422}
    assert count(Plan, Plan.slug == "novo-plano") == 1


def test_two_proposals_are_never_joined_with_each_other(fresh_app: Flask, cast: Cast) -> None:
    one, other = (factories.proposal(cast.plan, cast.ana) for _ in range(2))
    data = {"version": 1, "round": 2, "outcome": "merge", "reason": "3.1", "text": "É a mesma ideia das duas."}
    presses = [(one.reference, other.reference), (other.reference, one.reference)]
    keys = settled(cast.clara, cast.celio)
    found = together(
        fresh_app, [(key, f"/mesa/leitura/{a}", {**data, "into": b}) for key, (a, b) in zip(keys, presses, strict=True)]
    )
    assert found in ([303, 403], [303, 409])
    assert sorted(db.session.scalars(sa.select(Proposal.state))) == [State.MERGED, State.PUBLISHED]


def test_publishing_returning_and_withdrawing_at_once_leave_one_of_them(fresh_app: Flask, cast: Cast) -> None:
    ref = factories.proposal(cast.plan, cast.ana, State.IN_REVIEW).reference
    clara, celio, ana = settled(cast.clara, cast.celio, cast.ana)
    read = {"version": 1, "round": 1}
    found = together(
        fresh_app,
        [
            (clara, f"/mesa/leitura/{ref}", {**read, "outcome": "publish"}),
            (
                celio,
                f"/mesa/leitura/{ref}",
                {**read, "outcome": "return", "reason": "1.1", "text": "Separe as ideias."},
            ),
            (ana, f"/propostas/{ref}/retirada", {"reason": ""}),
        ],
    )
    assert found[0] == 303 and set(found) <= {303, 403, 409}
    # Withdrawing comes after either decision, too; deciding never comes after withdrawing.
    assert db.session.scalar(sa.select(Proposal.state)) in {State.WITHDRAWN, State.PUBLISHED, State.NEEDS_CHANGE}
