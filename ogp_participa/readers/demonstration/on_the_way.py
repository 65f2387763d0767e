"""Two small editions without a vote that stand on the way today: one is with the public, one is decided."""

from random import Random

from ogp_participa.decision.deliberation.actions import set_terms
from ogp_participa.decision.deliberation.models import Act, Majority, Motion
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.drafting.commitments.actions import start
from ogp_participa.drafting.consultation.actions import open_draft
from ogp_participa.edition.plans.models import StageKind
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.demonstration.backdated import Frame, Past, begin
from ogp_participa.readers.demonstration.earlier.commitments import PARTS, Row, save
from ogp_participa.readers.demonstration.earlier.consultation import contribute, edit, reply
from ogp_participa.readers.demonstration.earlier.decision import COMMITTEE, meet, sign
from ogp_participa.readers.demonstration.running.terms import SOURCE

CONSULTED = Frame(
    slug="demo-consulta",
    title="Demonstração em consulta: bibliotecas e cultura",
    summary="Uma edição inventada e pequena, sem votação, que está em consulta pública agora: leia a minuta, comente "
    "um trecho, concorde com outras pessoas. Não é um plano da cidade de São Paulo.",
    calendar=(
        (StageKind.DRAFTING, "", -50, 24),
        (StageKind.CONSULTATION, "", -12, 18),
        (StageKind.DELIBERATION, "", 24, 39),
        (StageKind.PUBLICATION, "", 39, 46),
        (StageKind.IMPLEMENTATION, "", 46, 776),
    ),
    seated=-60,
    left=None,
    story="consulted",
)
DECIDED = Frame(
    slug="demo-decidida",
    title="Demonstração decidida: chuva e enchentes",
    summary="Uma edição inventada e pequena, sem votação: o Fórum aprovou a minuta, e falta um ato assinado para "
    "publicar o plano. Não é um plano da cidade de São Paulo.",
    calendar=(
        (StageKind.DRAFTING, "", -150, -62),
        (StageKind.CONSULTATION, "", -110, -80),
        (StageKind.DELIBERATION, "", -60, -30),
        (StageKind.PUBLICATION, "", -14, 30),
        (StageKind.IMPLEMENTATION, "", 30, 760),
    ),
    seated=-160,
    left=None,
    story="decided",
)


def add_consulted(people: dict[str, Person]) -> None:
    """Two commitments lie before the public, one of them changed since; a third was begun afterwards."""
    past = begin(people, CONSULTED)
    _write(past, past.script["commitments"], -48)
    with past.at(-12):
        draft = open_draft(past.staff, past.plan, True, past.script["note"])
    luck = Random("bibliotecas")
    for place, row in enumerate(past.script["contributions"]):
        with past.at(-11 + place * 1.3):
            contribute(past, draft, row, luck)
    _change_and_answer(past, -3)
    with past.at(-1.5):
        for row in past.script["begun"]:
            _begin(past, row)


def add_decided(people: dict[str, Person]) -> None:
    """The forum approved the draft as it is, and the committee signed; the endorsement is not there yet."""
    past = begin(people, DECIDED)
    _write(past, past.script["commitments"], -148)
    with past.at(-110):
        draft = open_draft(past.staff, past.plan, False, past.script["note"])
    luck = Random("chuva")
    for place, row in enumerate(past.script["contributions"]):
        with past.at(-109 + place * 2.3):
            contribute(past, draft, row, luck)
    _change_and_answer(past, -84)
    with past.at(-81):
        open_draft(past.staff, past.plan, False, past.script["second_note"])
    with past.at(-75):
        set_terms(past.staff, past.plan, DecisionNeeds(True, True, True, 50, True, Majority.MORE_FOR, True, SOURCE))
    with past.at(-44):
        meet(past, -45, Motion.APPROVE, "", [], present=99)
    with past.at(-25):
        sign(past, Act.HOMOLOGATION, COMMITTEE, "Presidência do comitê", -26, "Resolução fictícia nº 7")


def _write(past: Past, rows: list[Row], first: int) -> None:
    """Commitments begin and are written part by part."""
    for place, row in enumerate(rows):
        with past.at(first + place):
            _begin(past, row)
    for number, part in enumerate(PARTS):
        for place, row in enumerate(rows):
            with past.at(first + 4 + number * 5 + place):
                part(past, row)


def _begin(past: Past, row: Row) -> None:
    made = start(past.staff, past.plan, row["title"])
    past.commitments[row["key"]] = made
    save(past, made, {"summary": row["summary"]}, row.get("reason", ""))


def _change_and_answer(past: Past, day: float) -> None:
    for row in past.script["edits"]:
        with past.at(day):
            edit(past, row)
    for place, row in enumerate(past.script["replies"]):
        with past.at(day + 0.3 + place * 0.2):
            reply(past, row, [past.said[key].reference for key in row["to"]])
