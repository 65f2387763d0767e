"""What people do on the platform, one function each, in the order of the story. ``who`` are their hands."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.hands import Mouse

PASSWORD = "uma frase bem comprida"
CITY = ZoneInfo("America/Sao_Paulo")


def in_days(days: float) -> str:
    """A moment as a date field takes it, some days from now."""
    return (datetime.now(CITY) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def sees(who: Mouse, *words: str) -> None:
    """The content of the page says it."""
    for text in words:
        expect(who.main()).to_contain_text(text)


def address(who: Mouse) -> str:
    """The path of the page that is open."""
    return "/" + who.page.url.split("/", 3)[3]


# Getting in


def signs_in(who: Mouse, email: str, password: str = PASSWORD) -> None:
    """Through the form."""
    who.open("/entrar")
    who.write("E-mail", email)
    who.write("Senha", password)
    who.press("Entrar")
    who.page.wait_for_url("**/minha-conta")


def registers(who: Mouse, name: str, email: str) -> None:
    """A new account, not yet confirmed."""
    who.open("/criar-conta")
    who.write("Seu nome", name)
    who.write("E-mail", email)
    who.write("Senha", PASSWORD)
    who.tick("Concordo que minha assinatura")
    who.press("Criar conta")
    sees(who, "Olhe seu e-mail")


def confirms_the_address(who: Mouse, link: str) -> None:
    """Opens the link of the mail and presses the button."""
    who.open(link)
    who.press("Confirmar meu e-mail")
    who.page.wait_for_url("**/entrar*")


# Staff prepare an edition


def creates_an_edition(staff: Mouse, title: str, slug: str) -> None:
    """The edition and its themes; one seat in the plan, so that there is a line."""
    staff.open("/gestao")
    staff.follow("Nova edição")
    staff.write("Título", title)
    staff.write("Endereço", slug)
    staff.write("Número da edição", "4")
    staff.write("Resumo, em três frases", "Residentes propõem, votam e acompanham.")
    staff.write("Propostas que a votação seleciona", "1")
    staff.press("Criar a edição")
    staff.page.wait_for_url(f"**/gestao/planos/{slug}")
    staff.open(f"/gestao/planos/{slug}/temas")
    staff.write("Temas, um por linha", "Transporte | Transport | Transporte\nEscolas | Schools | Escuelas")
    staff.press("Salvar")
    staff.page.wait_for_url(f"**/gestao/planos/{slug}")


def adds_a_stage(staff: Mouse, slug: str, kind: str, opens: float, closes: float, reason: str = "") -> None:
    """A stage from one moment to another, in days from now."""
    staff.open(f"/gestao/planos/{slug}/calendario")
    staff.follow("Acrescentar uma etapa")
    staff.choose("Tipo", kind)
    staff.write("Abre", in_days(opens))
    staff.write("Fecha", in_days(closes))
    if reason:
        staff.write("Motivo da mudança", reason)
    staff.press("Salvar")
    staff.page.wait_for_url("**/calendario")
    sees(staff, kind)


def moves_dates(staff: Mouse, slug: str, stage: str, field: str, days: float, reason: str) -> None:
    """Another opening or closing, with a reason that everybody reads."""
    staff.open(f"/gestao/planos/{slug}/calendario")
    staff.follow("Datas e texto", about=stage)
    staff.write(field, in_days(days))
    staff.write("Motivo da mudança", reason)
    staff.press("Salvar")
    staff.page.wait_for_url("**/calendario")
    sees(staff, reason)


def opens_until(who: Mouse, path: str, words: str) -> None:
    """Opens a page again and again until it says the words; a shown minute ends within sixty seconds."""
    for _time in range(60):
        who.open(path)
        if words in who.main().inner_text():
            return
        who.page.wait_for_timeout(1_500)
    raise AssertionError(f"{path} never said: {words}")


def seats(staff: Mouse, slug: str, email: str, sector: str, organisation: str) -> None:
    """A seat of the forum, and who holds it from yesterday on."""
    staff.open(f"/gestao/planos/{slug}/forum/nova")
    staff.tick(sector)
    staff.write("Segmento", "Transparência")
    staff.write("Ou uma organização nova", organisation)
    staff.press("Criar a cadeira")
    staff.write("E-mail ou nome completo", email)
    staff.tick("Titular")
    staff.write("Primeiro dia", in_days(-1)[:10])
    staff.press("Dar a cadeira")
    sees(staff, "Titular")


# Residents write


def writes_a_proposal(who: Mouse, title: str, problem: str, change: str, file: Path | None = None) -> str:
    """The five steps, the check page, and sending it; gives the reference."""
    who.open("/propor")
    who.follow("Começar")
    who.write("O que acontece hoje que precisa mudar?", problem)
    who.press("Salvar e continuar")
    who.write("Um nome curto para a sua ideia", title)
    who.write("O que a Prefeitura deveria fazer?", change)
    who.press("Salvar e continuar")
    who.tick("Acesso à informação")
    who.choose("Tema", "Transporte")
    who.press("Salvar e continuar")
    who.tick("A cidade toda")
    who.press("Salvar e continuar")
    who.tick("Primeiro nome")
    if file:
        who.attach("Anexar um arquivo", file)
        who.write("O que aparece no arquivo?", "Um ponto sem horário")
        who.press("Anexar este arquivo")
        sees(who, file.stem)
    who.press("Salvar e continuar")
    sees(who, title, "Confira antes de enviar")
    who.press("Enviar proposta")
    sees(who, "Recebemos sua proposta")
    return who.page.locator(".receipt").inner_text().split("P-")[1].split()[0].join(["P-", ""])


def mends_the_proposal(who: Mouse, reference: str, change: str) -> None:
    """Answers the forum's request, and sends the next version."""
    who.open("/minha-conta/propostas")
    who.follow("Responder")
    sees(who, reference)
    who.write("O que a Prefeitura deveria fazer?", change)
    who.press("Conferir e enviar")
    who.press("Reenviar proposta")
    sees(who, reference)


def appeals(who: Mouse, reference: str, text: str) -> None:
    """The author does not agree."""
    who.open(f"/propostas/{reference}")
    who.follow("Se você não concorda")
    who.write("Por que o Fórum deveria olhar de novo?", text)
    who.press("Enviar o recurso")
    sees(who, text)


# Residents talk


def comments(who: Mouse, reference: str, text: str) -> None:
    """Under a proposal."""
    who.open(f"/propostas/{reference}")
    who.write("Seu comentário", text)
    who.press("Publicar comentário")
    sees(who, text)


def reports_the_comment(who: Mouse, reference: str, name: str, reason: str) -> None:
    """Asks the forum to look at what somebody said."""
    who.open(f"/propostas/{reference}")
    who.follow("Denunciar", about=name)
    who.write("O que há de errado com este comentário?", reason)
    who.press("Enviar denúncia")
    sees(who, "Obrigado")


def hides_the_comment(member: Mouse, name: str, reason: str) -> None:
    """Hidden for everybody, with a reason."""
    member.open("/mesa/denuncias")
    member.follow("Decidir", about=name)
    member.tick("Ocultar")
    member.write("Motivo", reason)
    member.press("Decidir")
    sees(member, "Decidido", reason)


# Members decide


def decides(member: Mouse, reference: str, outcome: str, reason: str = "", text: str = "", into: str = "") -> None:
    """The first reading, from the queue."""
    member.open("/mesa")
    member.page.locator("main").get_by_role("link").filter(has_text=reference).first.wait_for()
    member.open(f"/mesa/leitura/{reference}")
    member.tick(outcome)
    if reason:
        member.choose("Motivo do catálogo", reason)
    if text:
        member.write("Com suas palavras", text)
    if into:
        member.write("Unir à proposta", into)
    member.press("Registrar e parar")
    sees(member, "Decisão registrada", reference)


def agrees_with_the_refusal(member: Mouse, reference: str) -> None:
    """The second reading, by the other sector."""
    member.open("/mesa?espera=segunda")
    member.open(f"/mesa/segunda-leitura/{reference}")
    member.tick("Sim, concordo")
    member.press("Registrar e parar")
    sees(member, "Decisão registrada", reference)


def publishes_after_all(member: Mouse, reference: str, text: str) -> None:
    """The appeal is accepted."""
    member.open(f"/mesa/recursos/{reference}")
    member.tick("Publicar a proposta")
    member.write("Motivo da resposta", text)
    member.press("Registrar e parar")
    sees(member, "Decisão registrada", reference)


# Residents vote


def votes_for(who: Mouse, slug: str, title: str) -> None:
    """From the list of the ballot."""
    who.open(f"/planos/{slug}/votacao/propostas")
    who.press("Votar nesta", about=title)
    expect(who.button("Tirar", about=title)).to_be_visible()


def confirms_the_vote(who: Mouse, slug: str) -> None:
    """On the ballot."""
    who.open(f"/planos/{slug}/cedula")
    who.press("Confirmar meu voto")
    sees(who, "Seu voto foi registrado")
