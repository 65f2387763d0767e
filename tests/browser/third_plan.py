"""The real third plan (2021–2024), as far as it was established from published pages; "" where it was not.

Sources: the city's page of the third edition (four commitments with four milestones each) and OGP's pages BRSP0001 to
BRSP0004 (institutions, values, one milestone of the third). Of starts and ends only the months are published, so the
days stay empty.
"""

from dataclasses import dataclass

from ogp_participa.edition.plans.models import Value

INNOVATION, PARTICIPATION = Value.TECHNOLOGY_AND_INNOVATION, Value.CIVIC_PARTICIPATION
ACCOUNTABILITY, INFORMATION = Value.PUBLIC_ACCOUNTABILITY, Value.ACCESS_TO_INFORMATION


@dataclass(frozen=True)
class Published:
    """A commitment, as published."""

    title: str
    summary: str
    institutions: tuple[str, ...]
    values: tuple[Value, ...]
    areas: tuple[str, ...]
    milestones: tuple[str, str, str, str] = ("", "", "", "")


THIRD_PLAN = (
    Published(
        "Licitações e contratações",
        "Ferramentas e dados sobre licitações e contratações.",
        ("Secretaria Executiva de Gestão",),
        (INNOVATION, ACCOUNTABILITY, INFORMATION),
        ("Contratações abertas",),
    ),
    Published(
        "Agenda Municipal 2030",
        "Monitoramento da Agenda Municipal 2030.",
        (
            "Secretaria Executiva de Planejamento e Entregas Prioritárias",
            "Secretaria do Verde e do Meio Ambiente",
            "Secretaria de Relações Internacionais",
        ),
        (INNOVATION, ACCOUNTABILITY, INFORMATION),
        ("Objetivos de Desenvolvimento Sustentável",),
    ),
    Published(
        "Conselhos e Colegiados",
        "Fortalecimento dos conselhos e colegiados da cidade.",
        ("Secretaria Executiva de Relações Institucionais",),
        (PARTICIPATION, INNOVATION, ACCOUNTABILITY),
        ("Participação social",),
        ("Reuniões anuais dos conselhos territoriais", "", "", ""),
    ),
    Published(
        "Dados de hospitais, vacinação, Covid-19 e frequência escolar",
        "",
        ("Secretaria da Saúde", "Secretaria da Educação"),
        (INNOVATION, INFORMATION, ACCOUNTABILITY),
        ("Saúde e nutrição", "Educação"),
    ),
)
