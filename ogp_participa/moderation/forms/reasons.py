"""A reason as staff write it."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, choices, long_text_field, text_field
from ogp_participa.moderation.forms.decisions import OUTCOMES
from ogp_participa.moderation.models import Outcome


class ModerationReasonForm(Form):
    """One more reason of the plan's catalogue."""

    number = text_field(_l("Number"), Filled(_l("Write the number, like 2.4")), AtMost(10))
    outcome = RadioField(
        _l("What happens"),
        choices=choices([(o.value, OUTCOMES[o]) for o in (Outcome.RETURN, Outcome.MERGE, Outcome.REFUSE)]),
        default=Outcome.RETURN.value,
    )
    pt = long_text_field(_l("What the author reads, in Portuguese"), Filled(_l("Write the sentence.")), AtMost(300))
    en = long_text_field(_l("The same in English"), AtMost(300))
    es = long_text_field(_l("The same in Spanish"), AtMost(300))

    def validate_number(self, field: Any) -> None:
        """Require two numbers with a dot between them."""
        if not re.fullmatch(r"[1-9][0-9]{0,1}\.[1-9][0-9]{0,2}", field.data or ""):
            raise ValidationError(_("Write the number, like 2.4"))
