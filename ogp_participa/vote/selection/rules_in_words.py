"""The rules of selection in a few sentences, for everybody."""

from flask_babel import gettext as _

from ogp_participa.edition.plans.models import Rule


def how(rule: Rule) -> str:
    """Return how a rule works, for everybody."""
    if rule is Rule.APPROVALS:
        return str(_("The proposals with the most votes win."))
    if rule is Rule.PHRAGMEN:
        text = _(
            "Seats are given one at a time. Each seat is a load of 1, shared by everybody who chose the winner. The "
            "next seat goes to the proposal whose voters would carry the least: whoever has no winner yet counts more."
        )
    elif rule is Rule.PAV:
        text = _(
            "Seats are given one at a time to the proposal with the most support. A vote of somebody without a winner "
            "counts 1; with one winner it counts 1/2, with two 1/3, and so on."
        )
    else:
        text = _(
            "Everybody who voted has the same part of the seats to spend. A proposal wins when its voters can pay for "
            "one seat, and the one that costs each of them least comes first. Seats that nobody can pay for any more "
            "go to the proposals whose voters need least in addition (Phragmén's rule)."
        )
    return str(text)
