"""What is kept of an erased person: one table for every table that points to a person."""

import enum


class Fate(enum.StrEnum):
    """What becomes of a person's rows when the account is erased."""

    KEPT = "kept"
    UNSIGNED = "unsigned"
    DELETED = "deleted"


FATES: dict[str, Fate] = {
    "proposal": Fate.UNSIGNED,
    "comment": Fate.UNSIGNED,
    "draft": Fate.DELETED,
    "follow": Fate.DELETED,
    "notification": Fate.DELETED,
    "muted": Fate.DELETED,
    "mail": Fate.DELETED,
    "person_role": Fate.DELETED,
    "ballot": Fate.KEPT,
    "removal": Fate.KEPT,
    "event": Fate.KEPT,
    "report": Fate.KEPT,
    "comment_decision": Fate.KEPT,
    "tenure": Fate.KEPT,
    "forum_decision": Fate.KEPT,
    "decision": Fate.KEPT,
    "second_opinion": Fate.KEPT,
    "appeal": Fate.KEPT,
    "stage_change": Fate.KEPT,
    "workshop": Fate.KEPT,
    "count": Fate.KEPT,
    "promotion": Fate.KEPT,
    "response": Fate.KEPT,
    "commitment_version": Fate.KEPT,
    "opinion_version": Fate.KEPT,
    "opinion_appeal": Fate.KEPT,
    "plan_draft": Fate.KEPT,
    "contribution": Fate.UNSIGNED,
    "agreement": Fate.DELETED,
    "contribution_report": Fate.KEPT,
    "contribution_decision": Fate.KEPT,
    "reply": Fate.KEPT,
    "decision_terms": Fate.KEPT,
    "deliberation": Fate.KEPT,
    "seat_vote": Fate.KEPT,
    "signed_act": Fate.KEPT,
    "roll_call": Fate.KEPT,
    "roll_vote": Fate.KEPT,
    "plan_edition": Fate.KEPT,
    "amendment": Fate.KEPT,
    "reporter": Fate.KEPT,
    "monthly_report": Fate.KEPT,
    "report_draft": Fate.DELETED,
    "evidence": Fate.KEPT,
    "milestone_stop": Fate.KEPT,
    "inquiry": Fate.UNSIGNED,
    "closing": Fate.KEPT,
}
"""Every table that points to a person, and its fate. A kept row points to a person without name and address."""
