"""Every kind of event, and the details each may carry (checked when it is recorded).

A ballot's event has the plan as its subject and no choice among its details: nobody reads from the log how
somebody voted.
"""

import enum


class Kind(enum.StrEnum):
    """What happened. The value travels: it is stored, exported and never reused."""

    PERSON_REGISTERED = "person_registered"
    PERSON_ERASED = "person_erased"
    EMAIL_CHANGED = "email_changed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"

    PLAN_CREATED = "plan_created"
    PLAN_CHANGED = "plan_changed"
    STAGE_ADDED = "stage_added"
    STAGE_CHANGED = "stage_changed"
    STAGE_REMOVED = "stage_removed"
    STAGES_REORDERED = "stages_reordered"

    SEAT_CREATED = "seat_created"
    MEMBER_SEATED = "member_seated"
    MEMBER_LEFT = "member_left"
    FORUM_DECIDED = "forum_decided"

    PROPOSAL_SUBMITTED = "proposal_submitted"
    PROPOSAL_RESENT = "proposal_resent"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    WORKSHOP_RECORDED = "workshop_recorded"
    COMMENT_WRITTEN = "comment_written"
    COMMENT_REPORTED = "comment_reported"
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_RESTORED = "comment_restored"

    PROPOSAL_PUBLISHED = "proposal_published"
    PROPOSAL_RETURNED = "proposal_returned"
    REFUSAL_PROPOSED = "refusal_proposed"
    REFUSAL_NOT_AGREED = "refusal_not_agreed"
    PROPOSAL_REFUSED = "proposal_refused"
    PROPOSAL_MERGED = "proposal_merged"
    APPEAL_FILED = "appeal_filed"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_DENIED = "appeal_denied"
    REASON_ADDED = "reason_added"
    REASON_RETIRED = "reason_retired"

    IDENTITY_CHECKED = "identity_checked"
    RULES_FROZEN = "rules_frozen"
    BALLOT_CONFIRMED = "ballot_confirmed"
    BALLOT_ENTERED = "ballot_entered"
    BALLOT_CORRECTED = "ballot_corrected"
    LOG_SEALED = "log_sealed"

    COUNT_CLOSED = "count_closed"
    LINK_DESTROYED = "link_destroyed"
    WINNER_REMOVED = "winner_removed"
    COMMITMENT_DRAFTED = "commitment_drafted"
    COMMITMENT_CHANGED = "commitment_changed"
    MILESTONE_ADDED = "milestone_added"
    MILESTONE_REMOVED = "milestone_removed"
    INSTITUTION_NAMED = "institution_named"
    PROPOSAL_PROMOTED = "proposal_promoted"
    PROPOSAL_ANSWERED = "proposal_answered"

    OPINION_GIVEN = "opinion_given"
    OPINION_APPEALED = "opinion_appealed"
    OPINION_ANSWERED = "opinion_answered"

    DRAFT_OPENED = "draft_opened"
    CONTRIBUTION_MADE = "contribution_made"
    CONTRIBUTION_REPORTED = "contribution_reported"
    CONTRIBUTION_HIDDEN = "contribution_hidden"
    CONTRIBUTION_RESTORED = "contribution_restored"

    CONTRIBUTION_ANSWERED = "contribution_answered"
    ANSWERS_SIGNED = "answers_signed"
    TERMS_SET = "terms_set"
    FORUM_DELIBERATED = "forum_deliberated"
    ACT_SIGNED = "act_signed"
    ROLL_CALL_OPENED = "roll_call_opened"
    ROLL_CALL_WITHDRAWN = "roll_call_withdrawn"
    SEAT_VOTED = "seat_voted"

    PLAN_PUBLISHED = "plan_published"
    OGP_ID_RECORDED = "ogp_id_recorded"
    AMENDMENT_PROPOSED = "amendment_proposed"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"

    REPORTER_NAMED = "reporter_named"
    REPORTER_LEFT = "reporter_left"
    REPORTERS_REMINDED = "reporters_reminded"
    MILESTONE_REPORTED = "milestone_reported"
    EVIDENCE_WITHDRAWN = "evidence_withdrawn"
    MILESTONE_STOPPED = "milestone_stopped"
    MILESTONE_RESUMED = "milestone_resumed"
    INQUIRY_MADE = "inquiry_made"
    INQUIRY_ANSWERED = "inquiry_answered"
    INQUIRY_HIDDEN = "inquiry_hidden"
    INQUIRY_RESTORED = "inquiry_restored"

    PROPOSALS_IMPORTED = "proposals_imported"
    ELECTION_IMPORTED = "election_imported"


DETAILS: dict[Kind, frozenset[str]] = {
    Kind.ROLE_GIVEN: frozenset({"role"}),
    Kind.ROLE_TAKEN: frozenset({"role"}),
    Kind.PLAN_CHANGED: frozenset({"fields", "reason"}),
    Kind.STAGE_ADDED: frozenset({"stage", "reason"}),
    Kind.STAGE_CHANGED: frozenset({"stage", "change_id", "reason"}),
    Kind.STAGE_REMOVED: frozenset({"stage", "reason"}),
    Kind.STAGES_REORDERED: frozenset({"order", "reason"}),
    Kind.SEAT_CREATED: frozenset({"seat_id"}),
    Kind.MEMBER_SEATED: frozenset({"seat_id", "tenure_id"}),
    Kind.MEMBER_LEFT: frozenset({"seat_id", "tenure_id", "reason"}),
    Kind.FORUM_DECIDED: frozenset({"decision_id"}),
    Kind.PROPOSAL_SUBMITTED: frozenset({"version"}),
    Kind.PROPOSAL_RESENT: frozenset({"version"}),
    Kind.PROPOSAL_WITHDRAWN: frozenset({"reason"}),
    Kind.WORKSHOP_RECORDED: frozenset({"workshop_id"}),
    Kind.COMMENT_WRITTEN: frozenset({"comment_id"}),
    Kind.COMMENT_REPORTED: frozenset({"comment_id"}),
    Kind.COMMENT_HIDDEN: frozenset({"comment_id", "reason"}),
    Kind.COMMENT_RESTORED: frozenset({"comment_id", "reason"}),
    Kind.PROPOSAL_PUBLISHED: frozenset({"decision_id"}),
    Kind.PROPOSAL_RETURNED: frozenset({"decision_id"}),
    Kind.REFUSAL_PROPOSED: frozenset({"decision_id"}),
    Kind.REFUSAL_NOT_AGREED: frozenset({"decision_id"}),
    Kind.PROPOSAL_REFUSED: frozenset({"decision_id"}),
    Kind.PROPOSAL_MERGED: frozenset({"decision_id", "into_id"}),
    Kind.APPEAL_FILED: frozenset({"appeal_id"}),
    Kind.APPEAL_UPHELD: frozenset({"appeal_id"}),
    Kind.APPEAL_DENIED: frozenset({"appeal_id"}),
    Kind.REASON_ADDED: frozenset({"number"}),
    Kind.REASON_RETIRED: frozenset({"number"}),
    Kind.IDENTITY_CHECKED: frozenset({"level"}),
    Kind.RULES_FROZEN: frozenset({"digest"}),
    Kind.BALLOT_ENTERED: frozenset({"channel"}),
    Kind.BALLOT_CORRECTED: frozenset({"channel", "reason"}),
    Kind.LOG_SEALED: frozenset({"size", "root"}),
    Kind.COUNT_CLOSED: frozenset({"ballots", "seed"}),
    Kind.LINK_DESTROYED: frozenset({"ballots"}),
    Kind.WINNER_REMOVED: frozenset({"reason", "opinion_id", "version", "about", "institution", "process"}),
    Kind.COMMITMENT_DRAFTED: frozenset({"commitment_id"}),
    Kind.COMMITMENT_CHANGED: frozenset({"fields", "version"}),
    Kind.MILESTONE_ADDED: frozenset({"milestone", "version"}),
    Kind.MILESTONE_REMOVED: frozenset({"milestone", "version"}),
    Kind.INSTITUTION_NAMED: frozenset({"name", "before"}),
    Kind.PROPOSAL_PROMOTED: frozenset({"commitment_id", "promotion_id", "rank"}),
    Kind.PROPOSAL_ANSWERED: frozenset({"response_id", "rank"}),
    Kind.OPINION_GIVEN: frozenset({"opinion_id", "version", "about", "finding", "institution"}),
    Kind.OPINION_APPEALED: frozenset({"opinion_id", "opinion_appeal_id", "about"}),
    Kind.OPINION_ANSWERED: frozenset({"opinion_id", "opinion_appeal_id", "about", "kept", "institution"}),
    Kind.DRAFT_OPENED: frozenset({"number", "accepts_new"}),
    Kind.CONTRIBUTION_HIDDEN: frozenset({"reason"}),
    Kind.CONTRIBUTION_RESTORED: frozenset({"reason"}),
    Kind.CONTRIBUTION_ANSWERED: frozenset({"reply_id", "outcome", "number"}),
    Kind.ANSWERS_SIGNED: frozenset({"count", "institution"}),
    Kind.TERMS_SET: frozenset({"terms", "source"}),
    Kind.FORUM_DELIBERATED: frozenset({"deliberation_id", "motion", "carried"}),
    Kind.ACT_SIGNED: frozenset({"act_id", "act", "institution"}),
    Kind.ROLL_CALL_OPENED: frozenset({"motion"}),
    Kind.ROLL_CALL_WITHDRAWN: frozenset({"reason"}),
    Kind.SEAT_VOTED: frozenset({"seat_id", "way"}),
    Kind.PLAN_PUBLISHED: frozenset({"number", "amendment"}),
    Kind.OGP_ID_RECORDED: frozenset({"ogp_id"}),
    Kind.AMENDMENT_PROPOSED: frozenset({"number"}),
    Kind.AMENDMENT_WITHDRAWN: frozenset({"number"}),
    Kind.REPORTER_NAMED: frozenset({"institution"}),
    Kind.REPORTER_LEFT: frozenset({"institution", "reason"}),
    Kind.REPORTERS_REMINDED: frozenset({"count"}),
    Kind.MILESTONE_REPORTED: frozenset({"report_id", "milestone", "month", "voice"}),
    Kind.EVIDENCE_WITHDRAWN: frozenset({"evidence_id", "reason"}),
    Kind.MILESTONE_STOPPED: frozenset({"milestone", "reason"}),
    Kind.MILESTONE_RESUMED: frozenset({"milestone"}),
    Kind.INQUIRY_MADE: frozenset({"inquiry_id", "about"}),
    Kind.INQUIRY_ANSWERED: frozenset({"inquiry_id"}),
    Kind.INQUIRY_HIDDEN: frozenset({"inquiry_id", "reason"}),
    Kind.INQUIRY_RESTORED: frozenset({"inquiry_id"}),
    Kind.PROPOSALS_IMPORTED: frozenset({"count", "source"}),
    Kind.ELECTION_IMPORTED: frozenset({"ballots", "source"}),
}
"""The details a kind of event may carry; a kind that is not here carries none."""

PRIVATE: frozenset[Kind] = frozenset(
    {
        Kind.PERSON_REGISTERED,
        Kind.PERSON_ERASED,
        Kind.EMAIL_CHANGED,
        Kind.COMMENT_REPORTED,
        Kind.CONTRIBUTION_REPORTED,
        Kind.REFUSAL_PROPOSED,
        Kind.BALLOT_CONFIRMED,
        Kind.IDENTITY_CHECKED,
    }
)
"""Kinds that the public log leaves out: they would tell of a private person, a ballot, or a decision in the making."""

ANONYMOUS: frozenset[Kind] = frozenset(
    {Kind.PROPOSAL_SUBMITTED, Kind.PROPOSAL_RESENT, Kind.COMMENT_WRITTEN, Kind.CONTRIBUTION_MADE, Kind.INQUIRY_MADE}
)
"""Kinds whose actor is named in public only by the signature that the thing itself carries."""
