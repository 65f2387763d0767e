"""A commitment in an edition where it may be written, and whoever writes it."""

from datetime import timedelta
from typing import Any

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.merging import Merge
from ogp_participa.drafting.commitments import actions
from ogp_participa.drafting.commitments.fields import MILESTONE, PART
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Right, StageKind
from tests import factories
from tests.cast import Cast

EVERY_FIELD: dict[str, dict[str, Any]] = {
    "resumo": {
        "title": "Abrir os dados",
        "short_title": "Dados",
        "summary": "Em duas frases.",
        "starts_on": "2027-01-01",
    },
    "problema": {
        "problem": "Ninguém acha.",
        "causes": "Está em papel.",
        "status_quo": "Três tabelas.",
        "done_so_far": "Um",
    },
    "acao": {"action": "Publicar tudo.", "result": "Todos acham."},
    "temas": {"areas": ["open-data", "education"]},
    "valores": {"serves_access_to_information": "y", "how_access_to_information": "Publica o que era de papel."},
}


def commitment(cast: Cast, **fields: Any) -> Commitment:
    """A drafted commitment of an edition without a vote, while drafting is open; ``fields`` make its version 2."""
    plan = factories.plan(rights=(Right.DRAFT,))
    made = actions.start(cast.dario, plan, fields.pop("title", "Abrir os dados de ônibus"))
    for name, value in fields.items():
        setattr(made, name, value)
    actions.keep_version(cast.dario, made, "")
    db.session.commit()
    return made


def consulted(made: Commitment) -> Commitment:
    """The same, with the draft before the public since an hour."""
    stage = factories.stage(made.plan, StageKind.CONSULTATION, opens=0)
    stage.opens_at = now() - timedelta(hours=1)
    db.session.commit()
    return made


def institution(name: str = "Secretaria da Educação") -> Organisation:
    """An institution of the city."""
    made = Organisation(name=name, sector=Sector.GOVERNMENT)
    db.session.add(made)
    db.session.commit()
    return made


def save(cast: Cast, made: Commitment, seen: int | None = None, reason: str = "", **fields: Any) -> Merge:
    """Save these fields as Dario, who had the version ``seen`` before him (the newest by default)."""
    merge = actions.save(cast.dario, made, fields, made.version if seen is None else seen, reason)
    db.session.commit()
    return merge


def milestone(cast: Cast, made: Commitment, serial: int | None = None, **given: Any) -> Merge:
    """Save a milestone as Dario."""
    seen, reason = given.pop("seen", made.version), given.pop("reason", "")
    fields = {**dict.fromkeys(MILESTONE, ""), **given} if serial is None else given
    merge = actions.save_milestone(cast.dario, made, serial, fields, seen, reason)
    db.session.commit()
    return merge


def part(cast: Cast, made: Commitment, of: Organisation, **given: Any) -> Merge:
    """Save an institution's part as Dario."""
    seen, private = given.pop("seen", made.version), given.pop("private_seen", 0)
    fields = {**dict.fromkeys(PART, ""), "role": "lead", **given}
    merge = actions.save_part(cast.dario, made, of.id, fields, seen, private, "")
    db.session.commit()
    return merge
