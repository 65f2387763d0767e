"""What is said of a plan: its calendar, the seats of its forum, motions, and its publication."""

from flask_babel import gettext as _

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.decision.deliberation.models import Motion
from ogp_participa.decision.deliberation.wording import MOTIONS
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.mail.letters import Letter, short_subject


def plan_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a seat in the forum, or of the calendar."""
    title = plan.title if plan else ""
    where = {"slug": plan.slug} if plan else {}
    if event.kind is Kind.MEMBER_SEATED:
        lines = [title, _("From your first day on, you read and decide on proposals at the Forum's desk.")]
        return Letter(_("You have a seat in the Forum"), lines, "forum.show", where)
    if event.kind is Kind.MEMBER_LEFT:
        lines = [title, str(event.details.get("reason", ""))]
        return Letter(_("Your seat in the Forum has ended"), [line for line in lines if line], "forum.show", where)
    reason = str(event.details.get("reason", ""))
    lines = [title, _("Reason: %(reason)s", reason=reason) if reason else ""]
    subject = _("The calendar of the plan has changed")
    return Letter(subject, [line for line in lines if line], "calendar.show", where)


def motion_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a motion that was put to the seats of the forum, taken back, or decided."""
    title, where = plan.title if plan else "", {"slug": plan.slug} if plan else {}
    if event.kind is Kind.ROLL_CALL_WITHDRAWN:
        lines = [title, _("Reason: %(reason)s", reason=event.details.get("reason", "")), _("Nothing is decided.")]
        return Letter(_("The motion before the Forum was taken back"), lines, "deliberation.show", where)
    motion = str(MOTIONS[Motion(event.details["motion"])])
    if event.kind is Kind.FORUM_DELIBERATED:
        lines = [title, _("It carried.") if event.details.get("carried") else _("It did not carry.")]
        subject = _("The forum deliberated on the plan: %(motion)s", motion=motion.lower())
        return Letter(
            short_subject(subject), [*lines, _("The page shows how each seat voted.")], "deliberation.show", where
        )
    lines = [title, motion, _("Read the motion and vote for your seat. Until the vote is closed, you can change it.")]
    return Letter(_("The Forum votes on a motion: vote for your seat"), lines, "rollcall.show", where)


def published_letter(event: Event, plan: Plan | None) -> Letter:
    """Of a plan that was published, or of its next version."""
    first = event.details.get("number", 1) == 1
    subject = _("The plan has been published") if first else _("The plan has a new published version")
    said = _("You wrote or follow something in it. The page shows where each promise came from.")
    return Letter(subject, [plan.title if plan else "", said], "publication.show", {"slug": plan.slug} if plan else {})
