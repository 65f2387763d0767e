"""What the topics of notices are called, and why somebody gets one."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.readers.notifications.models import Topic

TOPIC_NAMES: dict[Topic, Any] = {
    Topic.MINE: _l("What happens to what I write and do"),
    Topic.FOLLOWED: _l("What happens to the proposals I follow"),
    Topic.STAGES: _l("Changes of the calendar"),
}


REASONS: dict[Topic, Any] = {
    Topic.MINE: _l("You receive this because it is about something you wrote or do here."),
    Topic.FOLLOWED: _l("You receive this because you follow a proposal this is about."),
    Topic.STAGES: _l("You receive this because you wrote or follow something in this plan."),
}
