"""Writing commitments. Whoever saves says which version they had before them; nothing of others is written over."""

from ogp_participa.drafting.commitments.actions.commitments import begin, save, start
from ogp_participa.drafting.commitments.actions.institutions import remove_part, save_contact, save_part
from ogp_participa.drafting.commitments.actions.milestones import move_milestone, remove_milestone, save_milestone
from ogp_participa.drafting.commitments.actions.versions import keep_version

__all__ = [
    "begin",
    "keep_version",
    "move_milestone",
    "remove_milestone",
    "remove_part",
    "save",
    "save_contact",
    "save_milestone",
    "save_part",
    "start",
]
