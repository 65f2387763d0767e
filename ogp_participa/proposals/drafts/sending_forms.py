"""What an author says when taking a proposal back."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.forms import AtMost, Form, long_text_field


class WithdrawForm(Form):
    """Taking a proposal back."""

    reason = long_text_field(_l("Why do you withdraw it?"), AtMost(500))
