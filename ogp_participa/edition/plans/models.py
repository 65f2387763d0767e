"""Action plans (editions), the calendar of their stages, their themes, and facts about past plans."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ogp_participa.core.clock import now
from ogp_participa.core.database import Model
from ogp_participa.people.accounts.models import Level, Person


class Rule(enum.StrEnum):
    """How winners are chosen; the verifier's table of methods (``vote/verifier/methods.py``) has the same keys."""

    APPROVALS = "approvals"
    PHRAGMEN = "phragmen"
    PAV = "pav"
    EQUAL_SHARES = "equal_shares"


class Right(enum.StrEnum):
    """What people may do while a stage that gives the right is open."""

    PROPOSE = "propose"
    MODERATE = "moderate"
    VOTE = "vote"
    DRAFT = "draft"
    CONSULT = "consult"
    DELIBERATE = "deliberate"
    PUBLISH = "publish"
    IMPLEMENT = "implement"
    EVALUATE = "evaluate"


class Phase(enum.StrEnum):
    """The three phases of every plan."""

    COCREATION = "cocreation"
    COIMPLEMENTATION = "coimplementation"
    COEVALUATION = "coevaluation"


class StageKind(enum.StrEnum):
    """Kinds of stages; each gives rights by default (``DEFAULT_RIGHTS``), and an edition may differ."""

    PROPOSALS = "proposals"
    MODERATION = "moderation"
    VOTING = "voting"
    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    DELIBERATION = "deliberation"
    PUBLICATION = "publication"
    IMPLEMENTATION = "implementation"
    EVALUATION = "evaluation"


DEFAULT_RIGHTS: dict[StageKind, tuple[Right, ...]] = {
    StageKind.PROPOSALS: (Right.PROPOSE, Right.MODERATE),
    StageKind.MODERATION: (Right.MODERATE,),
    StageKind.VOTING: (Right.VOTE,),
    StageKind.DRAFTING: (Right.DRAFT,),
    StageKind.CONSULTATION: (Right.CONSULT,),
    StageKind.DELIBERATION: (Right.DELIBERATE,),
    StageKind.PUBLICATION: (Right.PUBLISH,),
    StageKind.IMPLEMENTATION: (Right.IMPLEMENT,),
    StageKind.EVALUATION: (Right.EVALUATE,),
}

PHASE_OF: dict[StageKind, Phase] = {
    kind: Phase.COEVALUATION
    if kind is StageKind.EVALUATION
    else Phase.COIMPLEMENTATION
    if kind is StageKind.IMPLEMENTATION
    else Phase.COCREATION
    for kind in StageKind
}


class Value(enum.StrEnum):
    """OGP's four values, as São Paulo's pages on OGP's site print them."""

    ACCESS_TO_INFORMATION = "access_to_information"
    CIVIC_PARTICIPATION = "civic_participation"
    PUBLIC_ACCOUNTABILITY = "public_accountability"
    TECHNOLOGY_AND_INNOVATION = "technology_and_innovation"


class Dimension(enum.StrEnum):
    """What a quota of the vote can go by."""

    THEME = "theme"
    TERRITORY = "territory"


class Plan(Model):
    """An edition of the Open Government Action Plan.

    ``historical`` plans are published facts of the past, without a calendar of ours; ``demonstration`` marks invented
    content. ``seats`` is how many proposals the vote selects, ``choices`` how many each ballot may hold, ``rule`` how
    winners are chosen, ``voters`` how well a voter must be known. A quota gives each group of ``quota_by`` at least
    and at most so many seats. ``outside_names`` plans were voted on elsewhere: their proposals go by the references
    that they had there, and ``blank_count`` says whether empty ballots are voters.
    ``counted_at`` is when the count of the vote was closed, for good, ``unlinked_at`` when what linked people to their
    ballots was destroyed. ``published`` is the number of
    the newest published version of the plan, 0 before the first.
    """

    __tablename__ = "plan"
    __table_args__ = (
        sa.CheckConstraint("seats >= 1", name="seats"),
        sa.CheckConstraint("choices >= 1 AND choices <= 50000", name="choices"),
        sa.CheckConstraint("quota_least >= 0 AND (quota_most IS NULL OR quota_most >= quota_least)", name="quota"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    starts: Mapped[str] = mapped_column(sa.String(40), default="")
    ends: Mapped[str] = mapped_column(sa.String(40), default="")
    historical: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[bool] = mapped_column(default=True)
    choices: Mapped[int] = mapped_column(default=5)
    seats: Mapped[int] = mapped_column(default=5)
    tie_source: Mapped[str] = mapped_column(sa.String(200), default="")
    rule: Mapped[Rule] = mapped_column(default=Rule.PHRAGMEN)
    voters: Mapped[Level] = mapped_column(default=Level.EMAIL)
    quota_by: Mapped[Dimension | None]
    quota_least: Mapped[int] = mapped_column(default=0)
    quota_most: Mapped[int | None]
    outside_names: Mapped[bool] = mapped_column(default=False)
    blank_count: Mapped[bool] = mapped_column(default=False)
    counted_at: Mapped[datetime | None]
    unlinked_at: Mapped[datetime | None]
    published: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)

    stages: Mapped[list["Stage"]] = relationship(
        back_populates="plan", order_by="Stage.position", lazy="selectin", cascade="all, delete-orphan"
    )

    def stage_open(self, moment: datetime, right: Right) -> "Stage | None":
        """Return the stage that gives ``right`` at ``moment``, if one is open: the calendar and the clock decide."""
        return next((s for s in self.stages if right in s.rights and s.is_open(moment)), None)

    def stages_with(self, right: Right) -> list["Stage"]:
        """Return every stage of the calendar that gives ``right``, in order."""
        return [s for s in self.stages if right in s.rights]

    @property
    def first_vote(self) -> "Stage | None":
        """The vote of the calendar that opens first."""
        return min(self.stages_with(Right.VOTE), key=lambda stage: (stage.opens_at, stage.position), default=None)

    @property
    def counts_hidden(self) -> bool:
        """Whether nobody sees counts while people vote, as the first vote says: a later one may not surprise who voted
        already."""
        return self.first_vote.counts_hidden if self.first_vote else True


class Stage(Model):
    """One stage of an edition's calendar: opens at the first moment, is closed from the second on."""

    __tablename__ = "stage"
    __table_args__ = (sa.CheckConstraint("opens_at < closes_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    kind: Mapped[StageKind]
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    position: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    rights: Mapped[list[str]]
    counts_hidden: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")

    plan: Mapped[Plan] = relationship(back_populates="stages")

    def is_open(self, moment: datetime) -> bool:
        """Return whether the stage is open at ``moment``; the closing moment itself is already closed."""
        return self.opens_at <= moment < self.closes_at

    @property
    def phase(self) -> Phase:
        """The phase of the plan that the stage belongs to."""
        return PHASE_OF[self.kind]


class StageChange(Model):
    """A change of the calendar: what was, what is, who changed it, when, and the published reason."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    stage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stage.id", ondelete="SET NULL"))
    stage_title: Mapped[str] = mapped_column(sa.String(120))
    old_opens_at: Mapped[datetime]
    old_closes_at: Mapped[datetime]
    new_opens_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship()


class Theme(Model):
    """A theme of an edition, under which proposals are written and read."""

    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(sa.String(40))
    name_pt: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    name_es: Mapped[str] = mapped_column(sa.String(80), default="")

    def name(self, lang: str) -> str:
        """Return the name in ``lang`` ("pt-BR", "en", "es"), in Portuguese where there is none."""
        return {"en": self.name_en, "es": self.name_es}.get(lang[:2]) or self.name_pt


class PlanFact(Model):
    """A published fact about a plan, with its voice and its source; without a value it is "not available"."""

    __tablename__ = "plan_fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    group: Mapped[str] = mapped_column(sa.String(40), default="")
    label: Mapped[str] = mapped_column(sa.String(200))
    value: Mapped[str | None] = mapped_column(sa.Text)
    voice: Mapped[str] = mapped_column(sa.String(40), default="")
    source_url: Mapped[str] = mapped_column(sa.Text, default="")
