"""Forms of publication: the foreword."""

from flask_babel import lazy_gettext as _l

from ogp_participa.forms import AtMost, Form, long_text_field


class PublishForm(Form):
    """What stands before the commitments."""

    foreword = long_text_field(_l("Foreword"), AtMost(8000))
