"""The whole story in one browser: an edition is made, proposals are written, read, voted for, and become a commitment.

People do everything on pages, in Portuguese: with the mouse, without JavaScript, and with the keyboard alone. Only the
accounts of those who had one before, and five proposals of their neighbours, are put into the database; and the worker,
which would run beside the platform, runs when the story says so.
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.deeds import (
    address,
    adds_a_stage,
    agrees_with_the_refusal,
    appeals,
    comments,
    confirms_the_address,
    confirms_the_vote,
    creates_an_edition,
    decides,
    hides_the_comment,
    mends_the_proposal,
    moves_dates,
    opens_until,
    publishes_after_all,
    registers,
    reports_the_comment,
    seats,
    sees,
    signs_in,
    votes_for,
    writes_a_proposal,
)
from tests.browser.hands import Mouse
from tests.browser.keyboard import Keyboard
from tests.browser.looking import findings
from tests.browser.world import NEIGHBOURS, SLUG, a_photo, neighbours_wrote, people_with_accounts, the_worker_runs

TITLE = "Publicar o horário dos ônibus"


def link_in_the_outbox(staff: Mouse, email: str, part: str) -> str:
    """The address in the newest mail to somebody, as the demonstration's outbox shows it."""
    staff.open("/gestao/correio")
    mail = staff.main().get_by_role("listitem").filter(has_text=email).first
    link = mail.locator(f"a[href*='{part}']").first.get_attribute("href")
    assert link
    return "/" + link.split("/", 3)[3]


@pytest.mark.timeout(1800)  # about a minute on a machine that does nothing else
@pytest.mark.parametrize("how", ["with-javascript", "without-javascript", "with-the-keyboard-alone"])
def test_from_a_residents_proposal_to_a_commitment(new_visit: Visit, tmp_path: Path, how: str) -> None:
    site, wrong = new_visit.site, list[str]()
    people_with_accounts(
        site, dario="Dario Melo", clara="Clara Dias", nair="Nair Luz", celio="Célio Reis", bruno="Bruno Lima"
    )

    def somebody(email: str = "") -> Mouse:
        page = new_visit.page(javascript=how != "without-javascript")
        hands = Keyboard(page) if how == "with-the-keyboard-alone" else Mouse(page)
        if email:
            signs_in(hands, email)
        return hands

    def look_at(who: Mouse) -> None:
        if isinstance(who, Keyboard):
            wrong.extend(who.goes_round())
        elif how == "with-javascript":
            wrong.extend(findings(who.page))

    # 1, 2. Staff create the edition and seat the forum.
    dario = somebody("dario@example.org")
    creates_an_edition(dario, "4º Plano de Ação", SLUG)
    adds_a_stage(dario, SLUG, "Propostas", opens=-2, closes=20)
    adds_a_stage(dario, SLUG, "Votação", opens=20, closes=40, reason="Completa o calendário.")
    adds_a_stage(dario, SLUG, "Redação dos compromissos", opens=40, closes=70, reason="Completa o calendário.")
    seats(dario, SLUG, "clara@example.org", "Sociedade civil", "Rede pela Transparência")
    seats(dario, SLUG, "nair@example.org", "Sociedade civil", "Coletivo das Praças")
    seats(dario, SLUG, "celio@example.org", "Governo", "Controladoria")
    dario.open(f"/gestao/planos/{SLUG}")
    dario.press("Mostrar esta edição a todas as pessoas")

    # 3. A resident registers, confirms the address, and writes.
    ana = somebody()
    registers(ana, "Ana Souza", "ana@example.org")
    confirms_the_address(ana, link_in_the_outbox(dario, "ana@example.org", "confirmar-email"))
    signs_in(ana, "ana@example.org")
    bus = writes_a_proposal(
        ana, TITLE, "Ninguém sabe quando passa.", "Publicar o horário de cada linha.", a_photo(tmp_path)
    )
    look_at(ana)

    # 4. A member returns it, the author mends it, another publishes it.
    clara, celio = somebody("clara@example.org"), somebody("celio@example.org")
    decides(clara, bus, "Pedir ajuste", reason="1.1", text="Diga em que formato os dados devem estar.")
    the_worker_runs(site)
    ana.open("/minha-conta/avisos")
    sees(ana, bus)
    mends_the_proposal(ana, bus, "Publicar o horário de cada linha, em GTFS.")
    decides(celio, bus, "Publicar")

    # Another is refused by both sectors, and published after an appeal.
    bruno = somebody("bruno@example.org")
    school = writes_a_proposal(bruno, "Mostrar as vagas de creche", "As filas não são públicas.", "Publicar a fila.")
    decides(clara, school, "Não publicar", reason="2.1", text="Quem cuida das vagas é o Estado.")
    agrees_with_the_refusal(celio, school)
    appeals(bruno, school, "As creches são da Prefeitura, e a fila também.")
    nair = somebody("nair@example.org")
    publishes_after_all(nair, school, "O autor tem razão: as creches são da Prefeitura.")

    # A third is the same idea as the first.
    timetable = writes_a_proposal(bruno, "Horário de ônibus aberto", "Ninguém sabe.", "Publicar o horário dos ônibus.")
    decides(celio, timetable, "Unir a outra", reason="3.1", text="É a mesma ideia, dita de outro modo.", into=bus)

    # 5. Residents follow and comment.
    neighbours_wrote(site)
    nair.open(f"/propostas/{bus}")
    nair.press("Seguir")
    expect(nair.button("Deixar de seguir")).to_be_visible()
    bruno.open(f"/propostas/{bus}")  # whose proposal was joined follows this one already
    expect(bruno.button("Deixar de seguir")).to_be_visible()
    comments(bruno, bus, "Ajuda quem espera no ponto.")
    comments(bruno, school, "Quem cuida disso é incompetente.")
    reports_the_comment(ana, school, "Bruno L.", "Ofende uma pessoa.")
    hides_the_comment(nair, "Bruno L.", "Ofende, e não fala da proposta.")
    bruno.open(f"/propostas/{school}")
    sees(bruno, "O Fórum ocultou este comentário")

    # 6. The calendar changes: voting opens, and a sixth choice takes another's place.
    moves_dates(dario, SLUG, "Votação", "Abre", -0.1, "A votação foi antecipada.")
    for title in NEIGHBOURS:
        votes_for(bruno, SLUG, title)
    bruno.open(f"/planos/{SLUG}/votacao/propostas?q=horario")
    bruno.press("Votar nesta", about=TITLE)
    sees(bruno, "Trocar um voto")
    look_at(bruno)
    bruno.tick(NEIGHBOURS[0])
    bruno.press("Trocar")
    sees(bruno, TITLE)
    confirms_the_vote(bruno, SLUG)
    look_at(bruno)
    votes_for(ana, SLUG, TITLE)

    # 7. Voting closes; staff close the count, promote the winner and answer the others.
    moves_dates(dario, SLUG, "Votação", "Fecha", 0, "A votação terminou antes.")
    moves_dates(dario, SLUG, "Redação dos compromissos", "Abre", -0.01, "A redação começa logo.")
    opens_until(dario, f"/gestao/planos/{SLUG}/selecao", "Número do sorteio público")  # the minute shown is still in it
    dario.write("Número do sorteio público", "12345")
    dario.press("Fechar e publicar a contagem")
    look_at(dario)
    dario.open(f"/gestao/planos/{SLUG}/selecao/retirada/{bus}")
    sees(dario, "O que mudaria")
    look_at(dario)
    dario.open(f"/gestao/planos/{SLUG}/selecao")
    dario.tick(f"{bus} {TITLE}")
    dario.press("Levar as marcadas a um compromisso")
    look_at(dario)
    dario.write("Título do novo compromisso", "Horários abertos do transporte")
    dario.press("Levar ao compromisso e publicar")
    dario.open("/gestao/compromissos/C4-01")
    look_at(dario)
    dario.open(f"/gestao/planos/{SLUG}/respostas")
    look_at(dario)
    dario.press("Responder a todas que esperam")
    sees(dario, "Ninguém espera")

    # 8. Anybody walks from the proposal to the commitment and back.
    the_worker_runs(site)
    anybody = somebody()
    anybody.open(f"/propostas/{bus}")
    sees(
        anybody, "Enviada por Ana S.", "ajuste", "Publicada", "Tem a vaga 1 do plano", "Horários abertos do transporte"
    )
    look_at(anybody)
    anybody.follow("C4-01")
    sees(anybody, "Horários abertos do transporte", bus)
    look_at(anybody)
    anybody.follow(TITLE)
    assert bus in address(anybody)
    anybody.open(f"/propostas/{timetable}")
    sees(anybody, bus)
    anybody.open(f"/propostas/{school}")
    sees(anybody, "Não selecionada")
    anybody.open(f"/planos/{SLUG}/resultado")
    sees(anybody, TITLE)
    look_at(anybody)
    ana.open("/minha-conta/avisos")
    sees(ana, "C4-01")
    dario.open("/gestao/correio")
    sees(dario, "ana@example.org", "bruno@example.org", "C4-01")
    assert wrong == []
