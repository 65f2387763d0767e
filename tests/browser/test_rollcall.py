"""The pages on which the seats of the forum vote, as members and staff see them on every screen."""

import pytest
from flask_security import hash_password

from ogp_participa.core.database import db
from ogp_participa.decision.deliberation.actions import set_terms
from ogp_participa.decision.deliberation.models import Motion, Stance
from ogp_participa.decision.roll_call import actions
from ogp_participa.decision.roll_call.models import SeatStatement
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.readers.demonstration.running.edition import PASSWORD
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.looking import look
from tests.decision.deliberation import terms

STAFF, MEMBER = "chama@example.org", "vota@example.org"


def seats_that_vote(site: Site) -> tuple[str, int]:
    """A motion before three seats, one of which has voted: the address of the desk, and a seat's number."""
    with site.app.app_context():
        plan = factories.plan()
        staff = factories.person("Paula Reis", role="staff", email=STAFF, password=hash_password(PASSWORD))
        member = factories.person("Vera Nunes", email=MEMBER, password=hash_password(PASSWORD))
        seat = factories.seat(plan, Sector.CIVIL_SOCIETY, member)
        other = factories.seat(plan, Sector.GOVERNMENT, factories.person("Célio Brito"))
        factories.seat(plan, Sector.GOVERNMENT, factories.person("Gil Serra"))
        set_terms(staff, plan, terms())
        text = "O marco 2 do primeiro compromisso volta a dizer quantas escolas."
        call = actions.call_seats(staff, plan, Motion.APPROVE_WITH_CHANGES, text)
        actions.cast(staff, call, other, SeatStatement(Stance.FOR, other.tenures[0]), 0)
        db.session.commit()
        return f"/gestao/planos/{plan.slug}/deliberacao", seat.id


@pytest.fixture
def voting(new_visit: Visit) -> tuple[str, int]:
    return seats_that_vote(new_visit.site)


def test_what_members_vote_on_is_accessible_and_fits_the_smallest_screen(
    new_visit: Visit, voting: tuple[str, int]
) -> None:
    desk, seat = voting
    page = new_visit.signed_in(MEMBER)
    paths = (desk, f"{desk}/chamada", f"{desk}/chamada/lugares/{seat}")
    assert [wrong for path in paths for wrong in look(page, path)] == []


def test_what_staff_close_is_accessible_and_fits_the_smallest_screen(new_visit: Visit, voting: tuple[str, int]) -> None:
    desk, seat = voting
    page = new_visit.signed_in(STAFF)
    ends = (f"{desk}/chamada/encerramento", f"{desk}/chamada/retirada", desk.removeprefix("/gestao"))
    paths = (desk, f"{desk}/chamada", f"{desk}/chamada/lugares/{seat}", *ends)
    assert [wrong for path in paths for wrong in look(page, path)] == []
