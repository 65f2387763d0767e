"""Finding a resident."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.forms import AtMost, Filled, Form, text_field


class FindForm(Form):
    """The whole address, as the person says it."""

    email = text_field(_l("E-mail of the person's account"), Filled(_l("Write the person's e-mail")), AtMost(254))
