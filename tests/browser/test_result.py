"""The page of a result as people see it: every rule's pictures, on every screen and in every set of colours."""

import random

import pytest

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Rule
from ogp_participa.people.accounts.models import Level
from ogp_participa.vote.ballots.models import Channel
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.count.queries.results import standings
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.looking import findings, look
from tests.vote.count.elections import ballot, held

WHY = "A área técnica mostrou que a obra depende de uma licença que foi negada."


def counted(site: Site, rule: Rule, seats: int) -> str:
    """The address of a closed count with a tie, a winner taken out, and people from many places."""
    dice = random.Random(seats)
    with site.app.app_context():
        plan, proposals = held([], 30, seats=seats, rule=rule, tie_source="Loteria Federal")
        for proposal in proposals:
            proposal.title = "Publicar em dados abertos o horário e a lotação de cada linha de ônibus, com histórico"
        for _ in range(120):
            voter = factories.person(territory=dice.choice(("CT", "PR", "SE", "GU", None)))
            options = {
                "channel": dice.choice((Channel.ONLINE, Channel.PAPER)),
                "level": dice.choice((Level.EMAIL, Level.CHECKED)),
            }
            cast = ballot(plan, dice.sample(proposals[: dice.choice((4, 30))], 3), voter_id=voter.id, **options)
            cast.opened_at = cast.opened_at.replace(day=dice.randint(1, 20))
        staff = factories.person(role="staff")
        db.session.commit()
        counting.close_count(staff, plan, "48211")
        counting.remove_winner(staff, plan, standings(plan)[seats // 2].proposal, WHY)
        db.session.commit()
        return f"/planos/{plan.slug}/resultado"


@pytest.mark.parametrize(("rule", "seats"), [(Rule.PHRAGMEN, 9), (Rule.EQUAL_SHARES, 3), (Rule.APPROVALS, 1)])
def test_a_result_is_accessible_and_fits_the_smallest_screen(new_visit: Visit, rule: Rule, seats: int) -> None:
    page, path = new_visit.page(), counted(new_visit.site, rule, seats)
    assert look(page, path) == []
    for summary in page.locator("main details > summary").all():
        summary.click()
    assert findings(page) == []


def test_a_result_is_accessible_in_high_contrast(new_visit: Visit) -> None:
    page, path = new_visit.page(), counted(new_visit.site, Rule.PHRAGMEN, 9)
    page.goto("/preferencias")
    page.get_by_label("Alto contraste").check(force=True)  # its label covers it
    page.get_by_role("button", name="Salvar").click()
    assert look(page, path) == []


def test_pictures_are_images_with_names_and_their_marks_differ_without_colours(new_visit: Visit) -> None:
    page, path = new_visit.page(), counted(new_visit.site, Rule.PHRAGMEN, 9)
    page.emulate_media(forced_colors="active")
    page.goto(path)
    picture = page.get_by_role("img", name="Como as vagas foram dadas")
    assert picture.count() == 1
    assert page.get_by_role("img", name="Quem tem ao menos uma escolha no plano").count() == 1
    fills = [
        picture.locator(f".{mark}").first.evaluate("e => getComputedStyle(e).fill") for mark in ("new", "had", "ring")
    ]
    assert fills[0] != fills[1] == fills[2]
