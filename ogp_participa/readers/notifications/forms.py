"""What people choose to receive."""

from ogp_participa.core.forms import Checkboxes, Form, _l, choices
from ogp_participa.readers.notifications.topics import TOPIC_NAMES


class TopicsForm(Form):
    """The kinds of notices that come by e-mail, too."""

    topics = Checkboxes(
        _l("By e-mail, I want to hear"), choices=choices([(topic.value, name) for topic, name in TOPIC_NAMES.items()])
    )
