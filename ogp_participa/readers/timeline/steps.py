"""A step of a proposal's story, as the timeline shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TimelineStep:
    """One step of the story, as the timeline shows it. ``text`` is somebody's reason in their own words."""

    title: str
    sign: str = ""
    text: str = ""
    at: str = ""
    moment: datetime | None = None
    tone: str = ""
    href: str = ""
    current: bool = False
    future: bool = False
    struck: bool = False
