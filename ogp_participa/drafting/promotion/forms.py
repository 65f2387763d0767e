"""Forms of the desk on which staff promote and answer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, select_field, text_field
from ogp_participa.core.stale_forms import VersionedForm
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.promotion import rules
from ogp_participa.drafting.promotion.queries import PromotionRow
from ogp_participa.forum.seats.models import ForumDecision

NEW = "novo"


class PromoteForm(VersionedForm):
    """Proposals become part of a commitment: a new one, or one that is in the draft already."""

    commitment = select_field(_l("Commitment"), default=NEW)
    title = text_field(_l("Title of the new commitment"), AtMost(300))
    summary = long_text_field(_l("Summary of the new commitment"), AtMost(4000))
    decision = select_field(_l("Decision of the forum"), default="")
    justification = long_text_field(_l("Or a justification, published as you write it"), AtMost(2000))

    def __init__(
        self,
        rows: Sequence[PromotionRow],
        drafted: Sequence[Commitment],
        decisions: Sequence[ForumDecision],
        **options: Any,
    ) -> None:
        super().__init__(sum(len(row.promotions) for row in rows), **options)
        self.rows, self.drafted, self.decisions = rows, drafted, decisions
        offered = [(str(c.id), f"{c.reference} {c.title[:80]}") for c in drafted]
        self.commitment.choices = choices([(NEW, _l("A new commitment")), *offered])
        listed = [(str(d.id), f"{d.reference} {d.title[:80]}") for d in decisions]
        self.decision.choices = choices([("", _l("None")), *listed])

    def validate_title(self, field: Any) -> None:
        """Require a title for a new commitment."""
        if self.commitment.data == NEW and not field.data:
            raise ValidationError(_l("Write the title of the commitment."))

    def validate_justification(self, field: Any) -> None:
        """Say what the rule says about a proposal below the line at the field that mends it."""
        for row in self.rows:
            verdict = rules.can_promote(row.proposal, row.standing, self.chosen_decision, field.data or "")
            if not verdict:
                raise ValidationError(f"{row.proposal.reference}: {verdict.reason}")

    @property
    def chosen_decision(self) -> ForumDecision | None:
        """The decision of the forum that was picked, if any."""
        return next((decision for decision in self.decisions if str(decision.id) == self.decision.data), None)

    @property
    def chosen_commitment(self) -> Commitment | None:
        """The commitment that was picked; None for a new one."""
        return next((draft for draft in self.drafted if str(draft.id) == self.commitment.data), None)


class CountResponseForm(Form):
    """A text to many; each proposal gets its own figures where the text leaves room for them."""

    text = long_text_field(
        _l("The answer"), Filled(_l("Write the reason. The person will read this sentence.")), AtMost(4000)
    )
