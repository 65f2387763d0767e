"""What staff should look at twice in a calendar."""

from datetime import timedelta
from itertools import combinations

from flask_babel import gettext as _

from ogp_participa.core.vocabularies.labels import name_of_stage
from ogp_participa.edition.plans.models import Right, Stage

SHORTEST = timedelta(days=15)
"""A stage in which residents write should last this long; a shorter one gets a warning, not an obstacle."""


def warnings(stages: list[Stage]) -> list[str]:
    """Return what staff should look at twice in a calendar. Nothing here forbids anything."""
    sentences = []
    for stage in stages:
        writing = Right.PROPOSE in stage.rights or Right.CONSULT in stage.rights
        if writing and stage.closes_at - stage.opens_at < SHORTEST:
            sentences.append(
                _("%(stage)s lasts less than 15 days: few people will have the time.", stage=_called(stage))
            )
        if not stage.rights:
            sentences.append(_("%(stage)s allows nobody to do anything.", stage=_called(stage)))
    for stage, other in combinations(stages, 2):
        if stage.opens_at < other.closes_at and other.opens_at < stage.closes_at:
            sentences.append(_("%(one)s and %(other)s overlap.", one=_called(stage), other=_called(other)))
        elif stage.opens_at > other.opens_at:
            sentences.append(_("%(one)s comes first in the order but opens later.", one=_called(stage)))
    return sentences


def _called(stage: Stage) -> str:
    return name_of_stage(stage.title, stage.kind)
