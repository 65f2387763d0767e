"""The pages of a published plan as people see them: on every screen, and for whoever works on them."""

import pytest
from flask_security import hash_password

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.actions import keep_version
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import State
from ogp_participa.readers.demonstration.running.edition import PASSWORD
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.looking import look
from tests.decision import publication

STAFF = "publica@example.org"


def plan_with_everything(site: Site) -> tuple[str, str, str]:
    """A published plan with a proposal in it and an amendment that changes words: slug, and two references."""
    with site.app.app_context():
        plan, calm, moving = publication.put_there()
        feed(plan, calm)
        moving.action, moving.result = "Publicar quase tudo, por partes.", ""
        keep_version(None, moving, "Emenda 1")
        factories.person("Paula Reis", role="staff", email=STAFF, password=hash_password(PASSWORD))
        db.session.commit()
        return plan.slug, calm.reference, moving.reference


def feed(plan: Plan, commitment: Commitment) -> None:
    """A proposal, and another that was joined with it."""
    title = "Publicar em dados abertos o horário e a lotação de cada linha de ônibus, com histórico"
    proposal = factories.proposal(plan, None, State.PROMOTED, title=title)
    factories.proposal(plan, None, State.MERGED, title="A mesma ideia").merged_into_id = proposal.id
    db.session.add(Promotion(proposal_id=proposal.id, commitment_id=commitment.id, basis=Basis.RANKING, rank=1))


@pytest.fixture
def published(new_visit: Visit) -> tuple[str, str, str]:
    return plan_with_everything(new_visit.site)


def test_what_everybody_reads_is_accessible_and_fits_the_smallest_screen(
    new_visit: Visit, published: tuple[str, str, str]
) -> None:
    slug, calm, moving = published
    plan = f"/planos/{slug}"
    paths = (
        *(f"{plan}/plano", f"{plan}/plano/1", f"{plan}/rastro", f"{plan}/emendas", f"{plan}/emendas/1"),
        *(f"/compromissos/{calm}", f"/compromissos/{moving}"),
    )
    page = new_visit.page()
    assert [wrong for path in paths for wrong in look(page, path)] == []


def test_what_staff_work_on_is_accessible_and_fits_the_smallest_screen(
    new_visit: Visit, published: tuple[str, str, str]
) -> None:
    slug, calm, _moving = published
    desk = f"/gestao/planos/{slug}"
    paths = (
        *(f"{desk}/plano", f"{desk}/plano/ogp", f"{desk}/emendas/1", f"{desk}/emendas/1/retirada"),
        *(f"/gestao/compromissos/{calm}/emenda", f"{desk}/compromissos"),
    )
    page = new_visit.signed_in(STAFF)
    assert [wrong for path in paths for wrong in look(page, path)] == []
