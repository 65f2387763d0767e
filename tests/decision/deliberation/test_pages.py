"""The page of the decision and its desk, as people use and misuse them."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.deliberation import actions, queries
from ogp_participa.decision.deliberation.models import Act, Deliberation, SignedAct, Stance
from tests.cast import Browser, Cast
from tests.decision.deliberation import decided, form, signature, signed, written
from tests.test_query_caps import count

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2))"


def desk(cast: Cast, path: str = "") -> str:
    """An address of the desk."""
    return f"/gestao/planos/{cast.plan.slug}/deliberacao{path}"


def terms_form(**fields: str) -> dict[str, str]:
    """The form of the terms, filled."""
    values = {"forum": "y", "homologation": "y", "quorum": "2", "unit": "lugares", "majority": "more_for"}
    return {**values, "each_sector": "y", "source": "Resolução inventada", **fields}


def act_form(**fields: object) -> dict[str, object]:
    """The form of an act, filled."""
    values = {"seen": "0", "new_institution": "CIGA-SP", "role": "Coordenação", "signed_on": today().isoformat()}
    return {**values, "number": "Resolução 9", **fields}


def test_the_whole_decision_through_the_forms(app: Flask, cast: Cast) -> None:
    dario, visitor = Browser(app, cast.dario), Browser(app)
    visitor.get(f"/planos/{cast.plan.slug}/deliberacao")
    dario.post(desk(cast, "/regras"), terms_form())
    dario.post(desk(cast, "/nova"), form(cast, minutes="https://example.org/ata"))
    dario.post(desk(cast, "/atos/homologacao"), act_form(sei="6010202600012345"))
    page = visitor.get(f"/planos/{cast.plan.slug}/deliberacao").text
    for words in ("2 de 2", "CIGA-SP", "6010.2026/0001234-5", "https://example.org/ata", "Clara Dias"):
        assert words in page
    dario.get(desk(cast))


def test_a_member_reads_the_desk_and_a_resident_does_not(app: Flask, cast: Cast) -> None:
    Browser(app, cast.clara).get(desk(cast))
    Browser(app, cast.ana).get(desk(cast), 403)
    for path in ("/regras", "/nova", "/atos/endosso"):
        Browser(app, cast.clara).get(desk(cast, path), 403)


def test_a_form_with_gaps_comes_back_as_it_was_filled(app: Flask, cast: Cast) -> None:
    dario = Browser(app, cast.dario)
    dario.post(desk(cast, "/regras"), terms_form(quorum="muitos"), 422)
    dario.post(desk(cast, "/regras"), terms_form(quorum="500", unit="porcentagem"), 422)
    written(cast)
    sent = form(cast, civil="conflict", motion="approve_with_changes", held_on="amanhã", minutes="javascript:alert(1)")
    dario.post(desk(cast, "/nova"), sent, 422)
    page = dario.post(desk(cast, "/nova"), form(cast, civil="conflict"), 422).text
    assert '<option selected value="conflict">' in page
    dario.post(desk(cast, "/nova"), form(cast, **{f"vote_{cast.clara_seat.id}": "twice"}), 422)
    dario.post(desk(cast, "/nova"), form(cast, **{f"by_{cast.clara_seat.id}": str(cast.celio_seat.tenures[0].id)}), 422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Deliberation)) == 0


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (PDF, "ata.pdf", 303),
        (PDF, "ata.exe", 303),
        (PDF + b"%<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", "ata.pdf", 303),
        (b"PK\x03\x04word/vbaProject.bin" + b"\0" * 200, "ata.pdf", 422),
        (b"MZ\x90\x00", "ata.pdf", 422),
        (b"", "ata.pdf", 422),
        (b"<html><script>alert(1)</script>", "ata.pdf", 422),
        (b"%PDF-" + b"x" * (5 * 1024 * 1024), "ata.pdf", 422),
    ],
)
def test_minutes_are_a_pdf_by_their_content(app: Flask, cast: Cast, content: bytes, name: str, status: int) -> None:
    written(cast)
    dario = Browser(app, cast.dario)
    sent = form(cast, document=(io.BytesIO(content), name))
    dario.post(desk(cast, "/nova"), sent, status, content_type="multipart/form-data")
    if status != 303:
        assert queries.standing(cast.plan) is None
        return
    deliberation = queries.deliberations_of(cast.plan)[0]
    assert deliberation.document
    address = f"/planos/{cast.plan.slug}/deliberacao/documentos/{deliberation.document.id}"
    file = Browser(app).get(f"{address}/{deliberation.document.name}")
    assert file.data == content
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    Browser(app).get(f"{address}/outro.pdf", 404)


def test_who_comes_second_keeps_the_words(app: Flask, cast: Cast) -> None:
    written(cast)
    decided(cast)
    dario = Browser(app, cast.dario)
    page = dario.post(desk(cast, "/nova"), form(cast, text="O segundo texto."), 409).text
    assert "O segundo texto." in page
    signed(cast)
    page = dario.post(desk(cast, "/atos/homologacao"), act_form(text="Outro texto."), 409).text
    assert "Outro texto." in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignedAct)) == 1


def test_hostile_words_do_nothing(app: Flask, cast: Cast) -> None:
    written(cast, source=HOSTILE)
    decided(cast, Stance.AGAINST, Stance.FOR, dissent=HOSTILE, text=HOSTILE)
    page = Browser(app).get(f"/planos/{cast.plan.slug}/deliberacao").text
    assert "<script>alert" not in page and 'href="javascript' not in page


def test_an_act_that_is_none_is_not_found(app: Flask, cast: Cast) -> None:
    Browser(app, cast.dario).get(desk(cast, "/atos/outro"), 404)


def test_many_seats_cost_as_many_statements_as_few(app: Flask, cast: Cast) -> None:
    written(cast)
    decided(cast)
    address, staff = f"/planos/{cast.plan.slug}/deliberacao", Browser(app, cast.dario)
    few = len(count(Browser(app), address)), len(count(staff, desk(cast)))
    for _n in range(6):
        decided(cast)
    for kind in Act:
        actions.sign(cast.dario, cast.plan, signature(kind), 0)
    many = len(count(Browser(app), address)), len(count(staff, desk(cast)))
    assert many[0] <= few[0] and many[1] <= few[1]
    assert max(many) <= 30
