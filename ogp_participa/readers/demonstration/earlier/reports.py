"""The months since the demonstration's earlier plan was published: reports, evidence, one silence, the forum's word."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.implementation.inquiries import actions as inquiries
from ogp_participa.implementation.inquiries.models import InquiryKind
from ogp_participa.implementation.monitoring import actions
from ogp_participa.implementation.monitoring.content import NewEvidence
from ogp_participa.implementation.monitoring.models import Voice
from ogp_participa.implementation.monitoring.queries.reporting import reports_on
from ogp_participa.implementation.status.milestones import next_month
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.demonstration.backdated import Past

PUBLISHED = -325
SPOKEN = -3
"""When the forum said its word, in days from today."""
SENT_ON = 6
"""The day of the following month on which reports are sent."""


@dataclass(frozen=True)
class Course:
    """How a milestone went, in days from today: when it was finished, what was forecast, since when nobody reports."""

    finished: int | None = None
    forecast: int | None = None
    silent: int | None = None
    word: str = ""


COURSES: dict[tuple[str, int], Course] = {
    ("cartas", 2): Course(finished=-16),
    ("fila", 2): Course(forecast=45, word="A lista não está no ar: pedimos a data da licitação em duas reuniões."),
    ("obras", 3): Course(silent=-100),
    ("orcamento", 2): Course(forecast=205, word="O atraso é real, e o motivo foi explicado ao Fórum."),
}
"""What went otherwise than planned; all other milestones are finished on their day."""

ASKED: tuple[tuple[tuple[str, int], InquiryKind, int, str, str], ...] = (
    (
        ("cartas", 3),
        InquiryKind.QUESTION,
        -30,
        "As cartas da minha subprefeitura também entram nas vinte?",
        "Entram: a lista foi sorteada entre todas as subprefeituras e está na página do marco.",
    ),
    (
        ("orcamento", 2),
        InquiryKind.OBJECTION,
        -24,
        "O relato fala de todas as regiões, mas a página mostra só quatro.",
        "É verdade. As outras entram com o novo contrato, e o próximo relato dirá quantas já estão no ar.",
    ),
    (
        ("fila", 2),
        InquiryKind.OBJECTION,
        -22,
        "O relato diz que a consulta está quase pronta, e o telefone continua a única forma de saber.",
        "",
    ),
)
"""What residents asked, on which day from today, and the answers; the last waits for longer than it may."""


def add_reports(past: Past) -> None:
    """Each month's reports, as their institutions sent them, and twice the forum's word beside them."""
    with past.at(PUBLISHED):
        person = _name_reporter(past)
    today, month = past.day(0), past.day(PUBLISHED).replace(day=1)
    while next_month(month).replace(day=SENT_ON) < today:
        with past.at((next_month(month).replace(day=SENT_ON) - today).days):
            for key, commitment in past.commitments.items():
                for milestone in commitment.milestones:
                    _report(past, person, (key, milestone.serial), milestone, month)
        month = next_month(month)
    _let_the_forum_speak(past)
    _let_residents_ask(past)


def _name_reporter(past: Past) -> Person:
    """One person reports for all institutions of the invented plan: its government's first titular."""
    government = next(seat for seat in past.seats if seat.sector is Sector.GOVERNMENT)
    person = government.tenures[0].person
    organisations = {part.organisation for commitment in past.commitments.values() for part in commitment.parts}
    for organisation in sorted(organisations, key=lambda organisation: organisation.id):
        actions.name_reporter(past.staff, past.plan, organisation, person, past.day(PUBLISHED))
    db.session.flush()
    return person


def _report(past: Past, person: Person, key: tuple[str, int], milestone: Milestone, month: date) -> None:
    course = COURSES.get(key, Course())
    planned, starts, sent = milestone.ends_on, milestone.starts_on, next_month(month).replace(day=SENT_ON)
    if planned is None or starts is None or starts >= next_month(month):
        return
    if course.silent is not None and month >= past.day(course.silent).replace(day=1):
        return
    finished = past.day(course.finished) if course.finished is not None else planned
    if course.forecast is not None or finished >= sent:
        finished_on = None
    elif finished < month:
        return  # it was reported as finished in an earlier month
    else:
        finished_on = finished
    forecast = past.day(course.forecast) if course.forecast is not None else max(finished, sent)
    is_late = (finished_on or forecast) > planned
    words = {
        "done": f"A equipe trabalhou em “{milestone.title}”. O relato é inventado, como todo este plano.",
        "share": 100 if finished_on else _share(starts, forecast, sent),
        "missing": None,
        "started_on": starts,
        "finished_on": finished_on,
        "forecast_on": None if finished_on else forecast,
        "late_reason": "A contratação levou mais tempo que o previsto." if is_late else "",
        "next_step": "" if finished_on else "Mostrar o que foi feito na próxima reunião do Fórum.",
    }
    proof = NewEvidence(milestone.output[:300], finished_on, url=f"https://exemplo.example.org/{key[0]}-{key[1]}")
    actions.send(person, milestone, month, words, [proof] if finished_on else [])


def _share(starts: date, ends: date, sent: date) -> int:
    """Return the share of the time that has passed, in tens of percent and never all of it."""
    whole = max((ends - starts) / timedelta(days=1), 1.0)
    return min(90, max(0, round((sent - starts) / timedelta(days=1) / whole * 10) * 10))


def _let_the_forum_speak(past: Past) -> None:
    """A member says what the forum thinks of the month before, three days ago."""
    seat = next(seat for seat in past.seats if seat.sector is Sector.CIVIL_SOCIETY and seat.tenures)
    month = (past.day(SPOKEN).replace(day=1) - timedelta(days=1)).replace(day=1)
    words: dict[str, Any] = dict.fromkeys(("share", "missing", "started_on", "finished_on", "forecast_on"))
    for (commitment, serial), course in COURSES.items():
        if course.word:
            milestone = past.commitments[commitment].milestones[serial - 1]
            said = {**words, "done": course.word, "late_reason": "", "next_step": ""}
            with past.at(SPOKEN):
                actions.send(seat.tenures[0].person, milestone, month, said, seat=seat)


def _let_residents_ask(past: Past) -> None:
    """A question and two objections to reports; one of the objections still waits for its answer."""
    for (commitment, serial), kind, day, text, answer in ASKED:
        milestone = past.commitments[commitment].milestones[serial - 1]
        reports = [report for report in reports_on([milestone.id]) if report.voice is Voice.INSTITUTION]
        contested = reports[0] if kind is InquiryKind.OBJECTION else None
        with past.at(day):
            inquiry = inquiries.ask(past.people["ana"], milestone, kind, text, report=contested)
        if answer:
            with past.at(day + 9):
                inquiries.answer(past.staff, inquiry, answer)
