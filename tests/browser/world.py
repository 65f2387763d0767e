"""What is there before a story begins, put straight into the database."""

import io
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_security import hash_password
from PIL import Image

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Right, StageKind, Theme
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.readers.jobs.tasks import tell_and_send
from tests import factories
from tests.browser.conftest import Site
from tests.browser.deeds import PASSWORD

SLUG = "4-plano"
NEIGHBOURS = [f"Abrir os dados da praça {n}" for n in range(1, 6)]


def people_with_accounts(site: Site, **people: str) -> None:
    """Who registered before the story begins: key → name; ``dario`` is staff."""
    with site.app.app_context():
        for key, name in people.items():
            role = "staff" if key == "dario" else None
            factories.person(name, role=role, email=f"{key}@example.org", password=hash_password(PASSWORD))
        db.session.commit()


def neighbours_wrote(site: Site) -> None:
    """Five more proposals, published."""
    with site.app.app_context():
        plan = plan_by_slug(SLUG)
        assert plan
        for title in NEIGHBOURS:
            index_for_search(factories.proposal(plan, title=title))
        db.session.commit()


def the_worker_runs(site: Site) -> None:
    """Inbox entries and mails of what happened."""
    with site.app.app_context():
        tell_and_send()


def a_photo(folder: Path) -> Path:
    """A small picture."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "purple").save(picture, "PNG")
    path = folder / "ponto.png"
    path.write_bytes(picture.getvalue())
    return path


def someone_prepared_the_edition(site: Site, member: str = "", voting: bool = False) -> None:
    """An edition of the demonstration that receives proposals (and votes), with one seat of the forum."""
    with site.app.app_context():
        plan = factories.plan((Right.PROPOSE, Right.MODERATE), slug=SLUG, number=4, seats=1, demonstration=True)
        db.session.add(Theme(plan_id=plan.id, key="transporte", name_pt="Transporte"))
        plan.stages[0].closes_at = now() + timedelta(days=1)
        factories.stage(plan, StageKind.VOTING, opens=-1 if voting else 2, closes=3)
        factories.stage(plan, StageKind.DRAFTING, opens=4, closes=5)
        if member:
            person = db.session.scalars(sa.select(Person).where(Person.email == member)).one()
            factories.seat(plan, Sector.CIVIL_SOCIETY, person)
        db.session.commit()
