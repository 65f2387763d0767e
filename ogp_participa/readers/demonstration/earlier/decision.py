"""How the demonstration's earlier edition was decided, published and amended."""

from typing import Any

from ogp_participa.core.database import db
from ogp_participa.core.uploads import Upload, accept
from ogp_participa.decision.deliberation import actions as deliberation
from ogp_participa.decision.deliberation import queries
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import Act, Majority, Motion, Stance
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.queries import standing
from ogp_participa.decision.deliberation.roll import Meeting, RollLine
from ogp_participa.decision.publication import actions as publication
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.forum.seats.actions import record_decision
from ogp_participa.readers.demonstration.backdated import Past, institution
from ogp_participa.readers.demonstration.earlier.commitments import save_milestone
from ogp_participa.readers.demonstration.earlier.consultation import edit
from ogp_participa.readers.demonstration.leaflets import leaflet
from ogp_participa.readers.demonstration.running.terms import SOURCE

COMMITTEE = "Comitê Intersecretarial de Governo Aberto – CIGA-SP (demonstração)"
ENDORSER = "Universidade Livre do Ipê-Amarelo (fictícia)"

Row = dict[str, Any]


def add_decision(past: Past) -> None:
    """A first meeting without a quorum; a second that approves with changes; then the two signed acts."""
    with past.at(-372):
        terms = DecisionNeeds(True, True, True, 50, True, Majority.MORE_FOR, True, SOURCE)
        deliberation.set_terms(past.staff, past.plan, terms)
    with past.at(-349):
        meet(past, -350, Motion.APPROVE, "", [], present=5)
    with past.at(-342):
        meet(past, -343, Motion.APPROVE_WITH_CHANGES, past.script["deliberation"]["text"], _special(past), present=99)
    for row in past.script["after_forum"]:
        with past.at(-340):
            edit(past, row)
    with past.at(-335):
        sign(past, Act.HOMOLOGATION, COMMITTEE, "Presidência do comitê", -336, "Resolução fictícia nº 3")
    with past.at(-333):
        sign(past, Act.ENDORSEMENT, ENDORSER, "Representante da sociedade civil no Fórum", -334, "Ata fictícia nº 12")


def _special(past: Past) -> list[tuple[int, Stance, str]]:
    """The seats that did not simply agree."""
    said = past.script["deliberation"]
    civil = [seat.id for seat in past.seats if seat.sector is Sector.CIVIL_SOCIETY]
    public = [seat.id for seat in past.seats if seat.sector is Sector.GOVERNMENT]
    return [
        (civil[1], Stance.AGAINST, said["against"]),
        (civil[5], Stance.CONFLICT, said["conflict"]),
        (civil[3], Stance.ABSTAINED, ""),
        (public[4], Stance.ABSTAINED, ""),
        (public[7], Stance.ABSENT, ""),
    ]


def meet(
    past: Past, held: int, motion: Motion, text: str, special: list[tuple[int, Stance, str]], present: int
) -> None:
    """A meeting: the first ``present`` seats came, and all agreed but the ``special`` ones."""
    others = {seat: (vote, said) for seat, vote, said in special}
    ballots = []
    for place, seat in enumerate(queries.held_seats(past.plan)):
        vote, said = others.get(seat.id, (Stance.FOR if place < present else Stance.ABSENT, ""))
        there = None if vote is Stance.ABSENT else seat.tenures[place % 3 == 2]
        ballots.append(RollLine(seat.id, seat.sector, vote, there, said))
    day = past.day(held)
    meeting = Meeting(motion, text, day, "", ballots)
    last = standing(past.plan)
    title = f"Ata da reunião do Fórum de {day:%d/%m/%Y}"
    deliberation.deliberate(past.staff, past.plan, meeting, last.number if last else 0, _paper(title, text))


def _paper(title: str, text: str) -> Upload:
    return accept(f"{title}.pdf", leaflet(title, ["Documento inventado para a demonstração.", text]))


def sign(past: Past, act: Act, name: str, role: str, signed: int, number: str) -> None:
    """An act with its document."""
    text = "Ato inventado: mostra onde fica o documento assinado e de que decisão do Fórum ele trata."
    process = f"0000.{past.day(signed).year}/0000101-0"
    signature = ActSignature(act, name, role, past.day(signed), number, "", process, text)
    if act is Act.HOMOLOGATION:
        institution(name)
    deliberation.sign(past.staff, past.plan, signature, 0, _paper(number, text))


def add_publication(past: Past) -> None:
    """The plan is published; an institution gets another name; one amendment passes, one fails, one is open."""
    with past.at(-325):
        publication.publish(past.staff, past.plan, past.script["foreword"])
    given = past.script["rename"]
    with past.at(-150):
        rename(past.staff, institution(given["name"]), given["to"], given["reason"])
    for day, row in zip((-130, -105, -20), past.script["amendments"], strict=True):
        _amend(past, row, day)


def _amend(past: Past, row: Row, day: int) -> None:
    commitment = past.commitments[row["on"]]
    with past.at(day):
        amendment = publication.propose(past.staff, commitment, row["reason"])
    with past.at(day + 3):
        save_milestone(past, commitment, row["milestone"], row, row["reason"])
    with past.at(day + 12):
        if row["state"] == "adopt":
            given = row["decision"]
            decision = record_decision(
                past.plan, past.staff, given["title"], given["text"], past.day(day + 11), *given["votes"]
            )
            publication.adopt(past.staff, amendment, decision)
        elif row["state"] == "withdraw":
            publication.withdraw(past.staff, amendment, row["outcome"])
    db.session.flush()
