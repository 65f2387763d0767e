"""Forms of amendments: the reason, what is added and from which proposals, and the decision of the forum."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.amending import queries, rules
from ogp_participa.commitments.rules import LABELS
from ogp_participa.forms import AtMost, Filled, Form, choices, long_text_field, select_field, text_field
from ogp_participa.forum.models import ForumDecision
from ogp_participa.i18n import day
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal

_BETWEEN = re.compile(r"[\s,;]+")


class ReasonForm(Form):
    """Why the published plan changes, or why it does not."""

    reason = long_text_field(_l("Reason"), AtMost(4000))

    def validate_reason(self, field: Any) -> None:
        """The rule's own sentence beside the field."""
        verdict = rules.suffices(field.data or "")
        if not verdict:
            raise ValidationError(str(verdict.reason))


class SourcesForm(Form):
    """The proposals from which a new commitment comes, as people cite them."""

    sources = text_field(_l("Proposals that it comes from"), AtMost(1000))

    def __init__(self, plan: Plan, **options: Any) -> None:
        super().__init__(**options)
        self.plan = plan
        self.named: list[Proposal] = []

    def validate_sources(self, field: Any) -> None:
        """Each is a proposal of this plan that can feed a commitment."""
        cited = list(dict.fromkeys(one.upper() for one in _BETWEEN.split(field.data or "") if one))
        found = queries.proposals_cited(self.plan, cited)
        unknown = [one for one in cited if one not in found]
        if unknown:
            raise ValidationError(_("This plan has no proposal %(ref)s.", ref=", ".join(unknown[:5])))
        self.named = [found[one] for one in cited]
        verdict = rules.fit(self.named, self.plan)
        if not verdict:
            raise ValidationError(str(verdict.reason))


class AddForm(SourcesForm, ReasonForm):
    """A commitment more."""

    title = text_field(LABELS["title"], Filled(_l("Write the title of the commitment.")), AtMost(300))

    def validate_title(self, field: Any) -> None:
        """No open amendment adds the same."""
        verdict = rules.is_new(field.data or "", queries.titles_to_add(self.plan))
        if not verdict:
            raise ValidationError(str(verdict.reason))


class DecisionForm(Form):
    """A form that names a decision of the forum."""

    decision = select_field(_l("Decision of the forum"), default="")
    _nothing = _l("Choose the decision")

    def __init__(self, decisions: Sequence[ForumDecision], **options: Any) -> None:
        super().__init__(**options)
        self.offered = {str(one.id): one for one in decisions}
        listed = [
            (key, f"{one.reference} {one.title[:80]} ({day(one.decided_on)})") for key, one in self.offered.items()
        ]
        self.decision.choices = choices([("", self._nothing), *listed])

    def chosen(self) -> ForumDecision | None:
        """The decision, if one was chosen."""
        return self.offered.get(self.decision.data or "")


class WithdrawForm(DecisionForm, ReasonForm):
    """Why the amendment does not come, and the decision by which the forum voted it down, if it did."""

    _nothing = _l("The forum did not vote on it")
