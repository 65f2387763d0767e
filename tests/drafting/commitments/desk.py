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
    promise = actions.start(cast.dario, plan, fields.pop("title", "Abrir os dados de ônibus"))
    for name, value in fields.items():
        setattr(promise, name, value)
    actions.keep_version(cast.dario, promise, "")
    db.session.commit()
    return promise


def consulted(promise: Commitment) -> Commitment:
    """The same, with the draft before the public since an hour."""
    stage = factories.stage(promise.plan, StageKind.CONSULTATION, opens=0)
    stage.opens_at = now() - timedelta(hours=1)
    db.session.commit()
    return promise


def institution(name: str = "Secretaria da Educação") -> Organisation:
    """An institution of the city."""
    promise = Organisation(name=name, sector=Sector.GOVERNMENT)
    db.session.add(promise)
    db.session.commit()
    return promise


def save(cast: Cast, promise: Commitment, seen: int | None = None, reason: str = "", **fields: Any) -> Merge:
    """Save these fields as Dario, who had the version ``seen`` before him (the newest by default)."""
    merge = actions.save(cast.dario, promise, fields, promise.version if seen is None else seen, reason)
    db.session.commit()
    return merge


def milestone(cast: Cast, promise: Commitment, serial: int | None = None, **fields: Any) -> Merge:
    """Save a milestone as Dario."""
    seen, reason = fields.pop("seen", promise.version), fields.pop("reason", "")
    fields = {**dict.fromkeys(MILESTONE, ""), **fields} if serial is None else fields
    merge = actions.save_milestone(cast.dario, promise, serial, fields, seen, reason)
    db.session.commit()
    return merge


def part(cast: Cast, promise: Commitment, of: Organisation, **fields: Any) -> Merge:
    """Save an institution's part as Dario."""
    seen, private = fields.pop("seen", promise.version), fields.pop("private_seen", 0)
    fields = {**dict.fromkeys(PART, ""), "role": "lead", **fields}
    merge = actions.save_part(cast.dario, promise, of.id, fields, seen, private, "")
    db.session.commit()
    return merge
