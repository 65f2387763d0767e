"""What departments said in the demonstration of whether a proposal can be done, and one appeal that changed a mind."""

from datetime import datetime, timedelta

from ogp_participa.audit.kinds import Kind
from ogp_participa.core.database import db
from ogp_participa.drafting.feasibility.models import Finding, Opinion, OpinionAppeal, OpinionKind, OpinionVersion
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.demonstration.running.proposals import ContributionStory

TEXTS: dict[OpinionKind, tuple[tuple[Finding, str, str], ...]] = {
    OpinionKind.TECHNICAL: (
        (Finding.FAVOURABLE, "Coordenação técnica", "Os dados já existem e podem ser publicados em formato aberto."),
        (Finding.WITH_CHANGES, "Coordenação técnica", "Dá para fazer em duas etapas: primeiro o que já está digital."),
        (Finding.UNFAVOURABLE, "Coordenação técnica", "O sistema de hoje não registra esta informação."),
    ),
    OpinionKind.LEGAL: (
        (Finding.FAVOURABLE, "Chefia da assessoria jurídica", "A Lei de Acesso à Informação já pede esta publicação."),
        (
            Finding.WITH_CHANGES,
            "Chefia da assessoria jurídica",
            "É possível, desde que nenhum dado pessoal seja publicado (LGPD).",
        ),
    ),
    OpinionKind.BUDGET: (
        (Finding.FAVOURABLE, "Chefia do orçamento", "Cabe no orçamento de manutenção dos sistemas deste ano."),
        (Finding.UNFAVOURABLE, "Chefia do orçamento", "Não há previsão no orçamento deste ano nem no do próximo."),
    ),
}
APPEAL = "A secretaria publicou estes números no relatório anual: eles existem, só não estão em dados abertos."
ANSWER = "O recurso tem razão: os números do relatório anual podem ser publicados a cada três meses."
JUDGED, ALL_THREE = 8, 4
"""So many proposals have opinions, and so many of these all three."""

Said = tuple[Finding, str, str]


def add_opinions(story: ContributionStory) -> None:
    """Opinions on the most popular proposals; against one an appeal waits, against another it was answered."""
    published = [key for key, proposal in story.proposals.items() if proposal.state is State.PUBLISHED]
    published.sort(key=lambda key: -story.given[key]["popularity"])
    hers = [key for key in published if story.given[key]["author"] == "ana"][:2]
    departments = [s.organisation for s in story.seats if s.sector is Sector.GOVERNMENT and s.organisation]
    for place, key in enumerate(dict.fromkeys(hers + published[:JUDGED])):
        proposal, department = story.proposals[key], departments[place % len(departments)]
        for kind in OpinionKind if place < ALL_THREE else (OpinionKind.TECHNICAL,):
            disputed = key in hers and kind is OpinionKind.TECHNICAL
            said = TEXTS[kind][-1 if disputed else (place + len(kind)) % 2]
            at = story.ago(9 - place / 2)
            opinion = Opinion(plan_id=story.plan.id, proposal_id=proposal.id, kind=kind, version=0)
            first = _version(story, opinion, proposal, department, said, at)
            if disputed:
                _appeal(story, opinion, first, proposal, department, answered=key == hers[-1])


def _version(
    story: ContributionStory, opinion: Opinion, proposal: Proposal, department: Organisation, said: Said, at: datetime
) -> OpinionVersion:
    """A version with its event."""
    finding, role, text = said
    opinion.version += 1
    made = OpinionVersion(
        opinion=opinion,
        number=opinion.version,
        finding=finding,
        text=text,
        process=f"0000.{at.year}/{proposal.number:07d}-{len(opinion.kind) % 10}",
        organisation_id=department.id,
        institution=department.name,
        role=role,
        reason=ANSWER if opinion.version > 1 else "",
        judged=proposal.version,
        at=at,
    )
    db.session.add(made)
    db.session.flush()  # the event names it
    details = {"opinion_id": opinion.id, "version": made.number, "about": opinion.kind.value}
    name = department.name
    story.event(Kind.OPINION_GIVEN, proposal, at, None, **details, finding=finding.value, institution=name)
    return made


def _appeal(
    story: ContributionStory,
    opinion: Opinion,
    version: OpinionVersion,
    proposal: Proposal,
    department: Organisation,
    *,
    answered: bool,
) -> None:
    """The author appeals; where it is answered, a new version follows."""
    at = version.at + timedelta(days=2)
    appeal = OpinionAppeal(version_id=version.id, text=APPEAL, by_id=proposal.author_id, at=at)
    db.session.add(appeal)
    db.session.flush()  # its events name it
    about = {"opinion_id": opinion.id, "opinion_appeal_id": appeal.id, "about": opinion.kind.value}
    story.event(Kind.OPINION_APPEALED, proposal, at, proposal.author, **about)
    if not answered:
        return
    appeal.kept, appeal.answer, appeal.answered_at = False, ANSWER, at + timedelta(days=3)
    appeal.institution, appeal.role = department.name, version.role
    name = department.name
    story.event(Kind.OPINION_ANSWERED, proposal, appeal.answered_at, None, **about, kept=False, institution=name)
    words = (Finding.WITH_CHANGES, version.role, "Dá para publicar os números do relatório anual a cada três meses.")
    _version(story, opinion, proposal, department, words, appeal.answered_at)
