"""Every page, as the people who open it see it: no accessibility finding, nothing wider than the smallest screen."""

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.drafting.feasibility.models import Opinion, OpinionAppeal, OpinionVersion
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan, Stage
from ogp_participa.forum.seats.models import Seat, Tenure
from ogp_participa.implementation.inquiries.models import Inquiry
from ogp_participa.implementation.monitoring.models import Evidence, Reporter
from ogp_participa.moderation.models import Appeal, Decision, DecisionState
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.readers.notifications.models import Topic
from ogp_participa.readers.notifications.tokens import unsubscribe_token
from ogp_participa.vote.assisted_ballots.queries import token_for as receipt_for
from ogp_participa.vote.ballot_log.receipt_words import words_of
from ogp_participa.vote.ballots.models import Ballot, Leaf
from ogp_participa.vote.identities.queries import token_for
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.looking import findings, look

pytestmark = pytest.mark.timeout(1800)  # each test opens up to thirty pages

PLAN = "/planos/demonstracao"
DESK = "/gestao/planos/demonstracao"

# A word in braces stands for one of the demonstration: see things().
PUBLIC = (
    *("/", "/planos", PLAN, "/planos/1-plano", "/planos/3-plano", f"{PLAN}/calendario", f"{PLAN}/regras"),
    *(f"{PLAN}/forum", f"{PLAN}/forum/decisoes", f"{PLAN}/compromissos", "/planos/3-plano/compromissos"),
    *("/compromissos/C3-01", f"{PLAN}/propostas", f"{PLAN}/propostas?q=onibus", f"{PLAN}/propostas?q=xyzw&sub=BT"),
    *(f"{PLAN}/propostas?pagina=3", f"{PLAN}/propostas/mapa", "/propostas/{published}", "/propostas/{merged}"),
    *("/propostas/{refused}", "/propostas/{changed}/historico", "/busca", "/busca?q=escola", f"{PLAN}/como-moderamos"),
    *(f"{PLAN}/plano", f"{PLAN}/rastro", f"{PLAN}/emendas"),
    *(f"{PLAN}/decisoes", f"{PLAN}/pareceres", f"{PLAN}/pareceres?recurso=espera", "/pareceres/{opinion}"),
    *(f"{PLAN}/votacao", f"{PLAN}/votacao/regras", f"{PLAN}/votacao/propostas", f"{PLAN}/resultado", "/propor"),
    f"{PLAN}/consulta",
    *("/planos/demo-anterior/acompanhamento", "/compromissos/demo-anterior-01/acompanhamento"),
    *(f"{PLAN}/devolutivas", f"{PLAN}/devolutivas?situacao=respondidas", f"{PLAN}/deliberacao"),
    f"{PLAN}/votacao/cedula-de-papel",
    *(f"{PLAN}/votacao/diario", f"{PLAN}/votacao/recibo", PLAN + "/votacao/recibo?recibo={receipt}"),
    *(f"{PLAN}/votacao/recibo?recibo=abacat+abaixo",),
    *(
        "/propor/novo",
        "/avisos/cancelamento/{unsubscribe}",
        "/registro",
        "/entrar",
        "/criar-conta",
        "/criar-conta/confira-seu-email",
        "/recuperar",
    ),
    *("/confirmar-email", "/preferencias", "/quem-somos", "/dados", "/como-funciona", "/acessibilidade"),
    *(
        "/avisos/cancelamento/{unsubscribe}",
        "/privacidade",
        "/participar-presencialmente",
        "/mapa-do-site",
        "/planos/de-fora/resultado",
        "/planos/de-fora/votacao/confira",
        "/nada",
        "/en/",
        f"/es{PLAN}/propostas",
    ),
)
ANA = (
    *("/", f"{PLAN}/propostas", "/propostas/{published}", "/propostas/{published}/voto", "/minha-conta"),
    *("/minha-conta/propostas", "/minha-conta/avisos", "/minha-conta/avisos/preferencias", "/preferencias"),
    *("/minha-conta/perfil-publico", "/minha-conta/dados", "/minha-conta/dados/exclusao", "/minha-conta/seguranca"),
    "/minha-conta/seguranca/email",
    *("/minha-conta/segundo-fator", "/minha-conta/senha", "/minha-conta/seguindo", "/propor", "/propor/novo"),
    *(f"{PLAN}/votacao", f"{PLAN}/votacao/propostas", f"{PLAN}/cedula", "/propostas/{returned}/ajuste"),
    *("/propor/{draft}/1-problema", "/propor/{draft}/2-ideia", "/propor/{draft}/3-tema", "/propor/{draft}/4-lugar"),
    *("/propor/{draft}/5-assinatura", "/propor/{draft}/1-problema?modo=unica", "/propor/{draft}/conferencia"),
    *("/propor/{draft}/exclusao", "/minha-conta/codigos-de-recuperacao", "/pareceres/{opinion}/recurso"),
    "/marcos/demo-anterior-02-M2/perguntas/nova",
    *("/propostas/{mine_refused}/recurso", "/propostas/{mine}/retirada", "/comentarios/{comment}/denuncia"),
)
MEMBER = (
    *(
        "/mesa",
        "/mesa?espera=segunda",
        "/mesa?q=xyzw",
        "/mesa/recursos",
        "/mesa/recursos/{appealed}",
        "/mesa/denuncias",
        "/mesa/denuncias/consulta/demonstracao",
        "/mesa/leitura/{waiting}",
    ),
    "/perguntas/{inquiry}/decisao",
    *("/relatos", "/marcos/demo-anterior-02-M3/relato/{month}"),
    *("/mesa/leitura/{changed}", "/mesa/segunda-leitura/{second}", "/mesa/comparacao/{waiting}/{published}"),
    *("/comentarios/{comment}/decisao", f"{PLAN}/forum"),
)
STAFF = (
    *("/gestao", "/gestao/planos/novo", DESK, f"{DESK}/calendario", f"{DESK}/temas", f"{DESK}/etapas/nova"),
    *(DESK + "/etapas/{open_stage}", DESK + "/etapas/{coming_stage}", DESK + "/etapas/{coming_stage}/remocao"),
    *(f"{DESK}/forum", f"{DESK}/forum/nova", DESK + "/forum/{seat}", DESK + "/forum/{seat}/mandatos/{tenure}/fim"),
    *(f"{DESK}/forum/decisoes/nova", f"{DESK}/oficinas", DESK + "/oficinas/{workshop}", f"{DESK}/selecao"),
    f"{DESK}/consulta",
    f"{DESK}/motivos",
    *(f"{DESK}/devolutivas", DESK + "/devolutivas/nova?c={published}", f"{DESK}/devolutivas/assinatura"),
    *(f"{DESK}/deliberacao", f"{DESK}/deliberacao/regras", f"{DESK}/deliberacao/nova"),
    *(f"{DESK}/deliberacao/atos/homologacao", f"{DESK}/deliberacao/chamada/nova"),
    *(f"{DESK}/plano",),
    *(f"{DESK}/compromissos", "/gestao/instituicoes", "/gestao/instituicoes/{institution}"),
    *("/gestao/pessoas", "/gestao/pessoas/{person}", f"{DESK}/cedulas", f"{DESK}/cedulas/nova"),
    *(f"{DESK}/cedulas/correcao", f"{DESK}/cedulas?numero=1", DESK + "/cedulas/recibo/{entered}"),
    *(f"{DESK}/pareceres", f"{DESK}/pareceres?mostrar=recursos", "/gestao/propostas/{published}/pareceres/juridico"),
    *("/gestao/pareceres/{disputed}/recurso", "/gestao/compromissos/C3-01/pareceres/tecnico"),
    *("/gestao/planos/demo-anterior/acompanhamento", "/gestao/marcos/demo-anterior-01-M1/parada"),
    *("/gestao/relatores/{reporter}/encerrar", "/gestao/evidencias/{proof}/retirar", "/perguntas/{inquiry}/resposta"),
    *("/gestao/correio", "/gestao/contas-novas", "/en/gestao", f"/es{DESK}/calendario"),
)
AT_ONCE = 25
"""Pages that one test looks at."""

SIGNED_IN = {
    "ana@example.org": ANA,
    "mesa-aurora@example.org": MEMBER,
    "dario@example.org": STAFF,
    "eva@example.org": ("/admin/papeis", "/gestao/correio/problemas"),
}

STATUS = {"/nada": 404, "/perguntas/{inquiry}/decisao": 403}  # all others are 200

ELSEWHERE = {
    "not a page": (
        *(
            "/favicon.ico",
            "/robots.txt",
            "/healthz",
            "/readyz",
            "/.well-known/security.txt",
            "/minha-conta/dados.json",
            "/anexos/<int:number>/<name>",
        ),
        *("/propor/<token>/anexos/<int:number>/<name>", "/propor/<token>/texto", "/registro.json"),
        *(
            "/planos/<slug>/calendario.ics",
            "/planos/<slug>/votacao/regras.json",
            "/planos/<slug>/propostas.csv",
            "/planos/<slug>/propostas.json",
            "/planos/<slug>/resultado.json",
            "/planos/<slug>/votacao/pacote.zip",
            "/planos/<slug>/devolutivas.csv",
            "/planos/<slug>/devolutivas.json",
            "/planos/<slug>/deliberacao/documentos/<int:number>/<name>",
            "/planos/<slug>/plano/<int:number>.<any(docx,pdf,csv,json):kind>",
            "/dados/esquemas/plano.json",
        ),
        *("/planos/<slug>/votacao/diario.csv", "/planos/<slug>/votacao/diario/cabecas.json"),
        *("/planos/<slug>/votacao/diario/consistencia.json", "/planos/<slug>/votacao/diario/inclusao.json"),
        *("/planos/<slug>/consulta.csv", "/planos/<slug>/consulta.json"),
        *("/planos/<slug>/acompanhamento.json", "/planos/<slug>/acompanhamento.csv"),
        *("/planos/<slug>/acompanhamento/pacote", "/evidencias/<int:number>/<name>"),
        *("/planos/<slug>/propostas.atom", "/propostas/<reference>.json"),
        *("/compromissos/<reference>.json", "/compromissos/<reference>/versoes/<int:number>.json"),
        "/contribuicoes/<reference>.json",
    ),
    "in the middle of signing in, confirming or choosing a password": (
        *(
            "/confirmar-email/<token>",
            "/confirmar-email/novo/<token>",
            "/recuperar/<token>",
            "/entrar/codigo",
            "/entrar/codigo/ajuda",
        ),
        *("/entrar/escolha", "/entrar/recuperacao", "/entrar/confirmacao"),
    ),
    "looked at in the journey, where there is something to show": (
        *("/propor/<token>/enviada", "/planos/<slug>/cedula/troca", "/planos/<slug>/cedula/confirmacao"),
        *("/gestao/planos/<slug>/promocoes/nova", "/gestao/planos/<slug>/respostas"),
        *("/gestao/planos/<slug>/selecao/retirada/<reference>",),
        "/devolutivas/<int:number>",
        *("/compromissos/<reference>/versoes", "/compromissos/<reference>/versoes/<int:number>"),
        *("/compromissos/<reference>/comparacao", "/gestao/compromissos/<reference>"),
        *("/gestao/compromissos/<reference>/<any(resumo,problema,acao,valores,temas):section>",),
        *("/gestao/compromissos/<reference>/marcos/novo", "/gestao/compromissos/<reference>/marcos/<int:serial>"),
        *("/gestao/compromissos/<reference>/marcos/<int:serial>/ordem",),
        *("/gestao/compromissos/<reference>/marcos/<int:serial>/remocao",),
        *("/gestao/compromissos/<reference>/instituicoes/nova",),
        *("/gestao/compromissos/<reference>/instituicoes/<int:number>",),
        *("/gestao/compromissos/<reference>/instituicoes/<int:number>/remocao",),
        "/gestao/compromissos/<reference>/contatos/<int:number>",
    ),
    "looked at in the roll call, where the seats vote": (
        *("/gestao/planos/<slug>/deliberacao/chamada", "/gestao/planos/<slug>/deliberacao/chamada/encerramento"),
        "/gestao/planos/<slug>/deliberacao/chamada/lugares/<int:number>",
        "/gestao/planos/<slug>/deliberacao/chamada/retirada",
    ),
    "looked at in the publication, where a plan is published": (
        *("/planos/<slug>/plano/<int:number>", "/planos/<slug>/emendas/<int:number>"),
        *("/gestao/planos/<slug>/plano/ogp", "/gestao/planos/<slug>/emendas/<int:number>"),
        *("/gestao/planos/<slug>/emendas/<int:number>/retirada", "/gestao/compromissos/<reference>/emenda"),
    ),
    "looked at in the consultation, where a draft is before the public": (
        *("/planos/<slug>/consulta/<int:number>", "/planos/<slug>/consulta/<int:number>/<int:commitment>"),
        *("/planos/<slug>/consulta/<int:number>/<int:commitment>/<path>", "/contribuicoes/<reference>"),
        *("/planos/<slug>/consulta/<int:number>/geral", "/planos/<slug>/consulta/<int:number>/novos"),
        *("/contribuicoes/<reference>/denuncia", "/contribuicoes/<reference>/decisao"),
    ),
    "looked at where somebody was signed out meanwhile": ("/retomar",),
    "only an answer to a form": ("/propostas/<reference>/comentarios",),
}

FORMS = {
    "/entrar": "Entrar",
    "/criar-conta": "Criar conta",
    "/propor/novo": "Salvar e continuar",
}


def things(app: Flask) -> dict[str, object]:
    """One thing of the demonstration of each kind, by the words that the paths use."""
    with app.app_context():
        plan = sa.select(Plan.id).where(Plan.slug == "demonstracao").scalar_subquery()
        of_plan = sa.select(Proposal).where(Proposal.plan_id == plan).order_by(Proposal.id)
        state, decided = Proposal.state, sa.exists().where(Decision.proposal_id == Proposal.id)
        asked = sa.exists().where(
            Decision.proposal_id == Proposal.id, Decision.standing == DecisionState.AWAITING_SECOND
        )
        ana = Proposal.author.has(email="ana@example.org")
        hosts = sa.select(Proposal.merged_into_id).where(Proposal.merged_into_id.is_not(None))
        by_word = {
            "published": of_plan.where(state == State.PUBLISHED).order_by(Proposal.comment_count.desc()),
            "merged": of_plan.where(state == State.MERGED),
            "refused": of_plan.where(state == State.REFUSED),
            "changed": of_plan.where(state == State.PUBLISHED, Proposal.version > 1),
            "waiting": of_plan.where(state == State.IN_REVIEW, ~decided),
            "second": of_plan.where(state == State.IN_REVIEW, asked),
            "appealed": of_plan.where(sa.exists().where(Appeal.proposal_id == Proposal.id, Appeal.upheld.is_(None))),
            "mine": of_plan.where(state.in_((State.PUBLISHED, State.IN_REVIEW)), ana, Proposal.id.not_in(hosts)),
            "returned": of_plan.where(state == State.NEEDS_CHANGE, ana),
            "mine_refused": of_plan.where(state == State.REFUSED, ana),
        }
        values: dict[str, object] = {
            name: db.session.scalars(q.limit(1)).one().reference for name, q in by_word.items()
        }
        values["institution"] = db.session.scalar(sa.select(sa.func.min(Organisation.id)))
        stages = sa.select(Stage).where(Stage.plan_id == plan).order_by(Stage.position)
        first, *_rest, last = db.session.scalars(stages)
        held = sa.select(Tenure).join(Seat).where(Seat.plan_id == plan, Tenure.until_date.is_(None))
        tenure = db.session.scalars(held.limit(1)).one()
        leaf = sa.select(Leaf.hash).where(Leaf.plan_id == plan, Leaf.position == 7)
        opinion = sa.select(Opinion.id).order_by(Opinion.version.desc(), Opinion.id).limit(1)
        waits = sa.select(OpinionVersion.opinion_id).join(OpinionVersion.appeal).where(OpinionAppeal.kept.is_(None))
        comment = sa.select(Comment.id).where(~Comment.hidden).order_by(Comment.id).limit(1)
        return values | {
            "open_stage": first.id,
            "coming_stage": last.id,
            "seat": tenure.seat_id,
            "tenure": tenure.id,
            "opinion": db.session.scalars(opinion).one(),
            "disputed": db.session.scalars(waits.limit(1)).one(),
            "comment": db.session.scalars(comment).one(),
            "workshop": db.session.scalars(sa.select(Workshop.id).where(Workshop.plan_id == plan).limit(1)).one(),
            "draft": draft_of_ana(),
            "receipt": words_of(db.session.scalars(leaf).one()),
            "entered": receipt_for(person_by_email("dario@example.org"), a_paper()),
            "person": token_for(person_by_email("dario@example.org"), person_by_email("ana@example.org")),
            "month": f"{today():%Y-%m}",
            "inquiry": db.session.scalars(sa.select(Inquiry.id).where(Inquiry.answered_at.is_(None)).limit(1)).one(),
            "reporter": db.session.scalars(sa.select(Reporter.id).limit(1)).one(),
            "proof": db.session.scalars(sa.select(Evidence.id).limit(1)).one(),
            "unsubscribe": unsubscribe_token(person_by_email("ana@example.org"), Topic.MINE),
        }


def person_by_email(email: str) -> Person:
    """Somebody of the demonstration."""
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one()


def a_paper() -> Ballot:
    """A ballot that was entered from paper."""
    return db.session.scalars(sa.select(Ballot).where(Ballot.paper_number.is_not(None)).limit(1)).one()


def draft_of_ana() -> str:
    """The token of a draft of hers."""
    ana = person_by_email("ana@example.org")
    draft = db.session.scalars(sa.select(Draft).where(Draft.person_id == ana.id).limit(1)).first()
    if draft is None:
        plan = db.session.scalars(sa.select(Plan).where(Plan.slug == "demonstracao")).one()
        draft = factories.draft(plan, ana)
        db.session.commit()
    return draft.token


def look_at_all(page: Page, paths: tuple[str, ...], site: Site) -> list[str]:
    """What is wrong with any of the pages."""
    known = things(site.app)
    return [wrong for path in paths for wrong in look(page, path.format(**known), STATUS.get(path, 200))]


def test_no_page_is_left_out(site: Site) -> None:
    urls, known = site.app.url_map.bind("localhost"), things(site.app)
    paths = [path for some in (PUBLIC, *SIGNED_IN.values()) for path in some]
    plain = [path.format(**known).partition("?")[0] for path in paths]
    here = [path for path in plain if path not in STATUS and path[:4] not in ("/en/", "/es/")]
    seen = {urls.match(path, "GET", return_rule=True)[0].rule for path in here}
    known_elsewhere = {rule for rules in ELSEWHERE.values() for rule in rules}
    there = {rule.rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(there - seen - known_elsewhere) == []


def test_looking_finds_what_is_wrong(visit: Visit) -> None:
    page = visit.page()
    page.goto("/mapa-do-site")
    page.evaluate(
        """document.querySelector("main").insertAdjacentHTML("beforeend",
        "<p id='pale'>pálido</p><input><div id='wide'>largo</div>");
        document.getElementById("pale").style.color = "#ddd"; document.getElementById("wide").style.width = "900px";"""
    )
    faults = " ".join(findings(page))
    assert all(fault in faults for fault in ("1280 px: color-contrast", "1280 px: label", "px wide on a screen of 320"))


@pytest.mark.parametrize("third", [0, 1, 2])
def test_public_pages_are_accessible_and_fit_the_smallest_screen(visit: Visit, third: int) -> None:
    assert look_at_all(visit.page(), PUBLIC[third::3], visit.site) == []


PARTS = [(email, first) for email, paths in SIGNED_IN.items() for first in range(0, len(paths), AT_ONCE)]


@pytest.mark.parametrize(("email", "first"), PARTS)
def test_pages_of_people_who_signed_in_are_accessible_and_fit_the_smallest_screen(
    visit: Visit, email: str, first: int
) -> None:
    assert look_at_all(visit.signed_in(email), SIGNED_IN[email][first : first + AT_ONCE], visit.site) == []


def test_forms_that_were_sent_empty_are_accessible(visit: Visit) -> None:
    page, wrong = visit.page(), []
    for path, button in FORMS.items():
        page.goto(path)
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        page.get_by_role("alert").wait_for()
        wrong += findings(page)
    assert wrong == []


def test_high_contrast_is_accessible_too(visit: Visit) -> None:
    page = visit.page()
    page.goto("/preferencias")
    page.get_by_label("Alto contraste").check(force=True)  # its label covers it
    page.get_by_role("button", name="Salvar").click()
    assert look_at_all(page, ("/", f"{PLAN}/propostas", "/propostas/{published}", "/entrar"), visit.site) == []
