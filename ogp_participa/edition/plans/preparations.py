"""What makes an edition complete, and what staff should look at twice."""

from dataclasses import dataclass

from flask_babel import gettext as _

from ogp_participa.edition.plans.models import Plan


def doubts(plan: Plan, groups: int) -> list[str]:
    """Return what staff should look at twice in a quota, when there are so many groups. Nothing here forbids
    anything."""
    sentences = []
    if plan.quota_by and plan.quota_least * groups > plan.seats:
        sentences.append(
            _(
                "The quota asks for at least %(least)s for each of %(groups)s groups, but there are %(seats)s seats: "
                "some groups will not get what it promises.",
                least=plan.quota_least,
                groups=groups,
                seats=plan.seats,
            )
        )
    if plan.quota_by and plan.quota_most is not None and plan.quota_most * groups < plan.seats:
        sentences.append(
            _(
                "The quota allows at most %(most)s for each of %(groups)s groups: seats will stay empty, since there "
                "are %(seats)s.",
                most=plan.quota_most,
                groups=groups,
                seats=plan.seats,
            )
        )
    return sentences


@dataclass(frozen=True)
class Preparations:
    """How much of an edition is there already."""

    themes: int
    seats: int
    reasons: int


@dataclass(frozen=True)
class Task:
    """Something staff do for each edition: what, whether it is done, how it stands, and where it is done."""

    label: str
    done: bool
    note: str
    endpoint: str


def tasks(plan: Plan, there: Preparations) -> list[Task]:
    """Return what makes an edition complete, in the order in which it is done."""
    stages, tie = len(plan.stages), bool(plan.tie_source)
    return [
        Task(_("What the edition is"), bool(plan.summary), "" if plan.summary else _("no summary"), "plans.edit"),
        Task(_("Themes"), there.themes > 0, str(there.themes), "plans.edit_themes"),
        Task(_("Calendar"), stages > 0, str(stages), "calendar.desk"),
        Task(_("Seats of the forum"), there.seats > 0, str(there.seats), "forum.desk"),
        Task(_("Reasons of moderation"), there.reasons > 0, str(there.reasons), "reasons.index"),
        Task(_("How ties are broken"), tie, "" if tie else _("not said"), "plans.edit"),
        Task(_("Shown to everybody"), plan.listed, "", "plans.edit"),
    ]
