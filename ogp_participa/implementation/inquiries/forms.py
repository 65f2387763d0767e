"""Forms of questions, objections, answers and decisions about them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from ogp_participa.core.forms import AtMost, Filled, Form, long_text_field, text_field
from ogp_participa.implementation.inquiries.rules import LONGEST


class InquiryForm(Form):
    """What somebody asks or contests, with a link where there is one."""

    text = long_text_field(
        _l("What do you want to know or contest?"), Filled(_l("Write what you want to know.")), AtMost(LONGEST)
    )
    link = text_field(_l("Address of a page that shows it"), AtMost(2_000))

    def validate_link(self, field: Any) -> None:
        """Require a whole address of the web."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Write the whole address, as in https://www.prefeitura.sp.gov.br/dados."))


class InquiryAnswerForm(Form):
    """The institution's answer."""

    text = long_text_field(_l("The answer"), Filled(_l("Write the answer.")), AtMost(4_000))


class HideInquiryForm(Form):
    """Why a question is hidden."""

    reason = long_text_field(_l("Reason"), AtMost(600))
