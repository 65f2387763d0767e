"""The public record: what happened, in order, without personal data."""

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.audit import queries
from ogp_participa.audit.kinds import PRIVATE, Kind
from ogp_participa.edition.plans.queries import every_plan, plan_by_slug
from ogp_participa.proposals.proposals.models import PUBLIC
from ogp_participa.proposals.proposals.queries.rows import rows_by_id

pages = Blueprint("audit", __name__)

WORDS: dict[Kind, LazyString] = {
    Kind.ROLE_GIVEN: _l("A role was given"),
    Kind.ROLE_TAKEN: _l("A role was taken away"),
    Kind.PLAN_CREATED: _l("An edition was created"),
    Kind.PLAN_CHANGED: _l("An edition was changed"),
    Kind.STAGE_ADDED: _l("A stage was added to the calendar"),
    Kind.STAGE_CHANGED: _l("A stage of the calendar was changed"),
    Kind.STAGE_REMOVED: _l("A stage was removed from the calendar"),
    Kind.STAGES_REORDERED: _l("The stages were put in another order"),
    Kind.SEAT_CREATED: _l("A seat was created in the forum"),
    Kind.MEMBER_SEATED: _l("Somebody took a seat in the forum"),
    Kind.MEMBER_LEFT: _l("Somebody left a seat in the forum"),
    Kind.FORUM_DECIDED: _l("A decision of the forum was recorded"),
    Kind.PROPOSAL_SUBMITTED: _l("A proposal was sent"),
    Kind.PROPOSAL_RESENT: _l("A proposal was changed and sent again"),
    Kind.PROPOSAL_WITHDRAWN: _l("A proposal was withdrawn"),
    Kind.WORKSHOP_RECORDED: _l("A workshop was recorded"),
    Kind.COMMENT_WRITTEN: _l("A comment was written"),
    Kind.COMMENT_HIDDEN: _l("A comment was hidden"),
    Kind.COMMENT_RESTORED: _l("A comment was restored"),
    Kind.PROPOSAL_PUBLISHED: _l("A proposal was published"),
    Kind.PROPOSAL_RETURNED: _l("The forum asked for a change in a proposal"),
    Kind.REFUSAL_NOT_AGREED: _l("A refusal did not find a second member who agrees"),
    Kind.PROPOSAL_REFUSED: _l("A proposal was not published"),
    Kind.PROPOSAL_MERGED: _l("A proposal was joined with another"),
    Kind.APPEAL_FILED: _l("An author asked for a review"),
    Kind.APPEAL_UPHELD: _l("A review agreed with the author"),
    Kind.APPEAL_DENIED: _l("A review kept the decision"),
    Kind.REASON_ADDED: _l("A reason was added to the catalogue of moderation"),
    Kind.REASON_RETIRED: _l("A reason of moderation was retired"),
    Kind.RULES_FROZEN: _l("The voting rules were frozen"),
    Kind.BALLOT_ENTERED: _l("A ballot on paper or with help was entered"),
    Kind.BALLOT_CORRECTED: _l("What was typed from a paper ballot was corrected"),
    Kind.LOG_SEALED: _l("The log of the ballots was signed"),
    Kind.COUNT_CLOSED: _l("The count of the vote was closed"),
    Kind.LINK_DESTROYED: _l("What linked people to their ballots was destroyed"),
    Kind.WINNER_REMOVED: _l("A winner was taken out, and the rule run again"),
    Kind.COMMITMENT_DRAFTED: _l("A commitment was drafted"),
    Kind.COMMITMENT_CHANGED: _l("A drafted commitment was changed"),
    Kind.MILESTONE_ADDED: _l("A milestone was added to a commitment"),
    Kind.MILESTONE_REMOVED: _l("A milestone was taken out of a commitment"),
    Kind.INSTITUTION_NAMED: _l("An institution was named"),
    Kind.PROPOSAL_PROMOTED: _l("A proposal became part of a commitment"),
    Kind.PROPOSAL_ANSWERED: _l("A proposal got its reasoned answer"),
    Kind.OPINION_GIVEN: _l("A department gave a feasibility opinion"),
    Kind.OPINION_APPEALED: _l("Somebody appealed against a feasibility opinion"),
    Kind.OPINION_ANSWERED: _l("A department answered an appeal against its opinion"),
    Kind.DRAFT_OPENED: _l("A draft of the plan was put to consultation"),
    Kind.CONTRIBUTION_MADE: _l("Somebody contributed to the consultation"),
    Kind.CONTRIBUTION_HIDDEN: _l("A contribution to the consultation was hidden"),
    Kind.CONTRIBUTION_RESTORED: _l("A contribution to the consultation was restored"),
    Kind.CONTRIBUTION_ANSWERED: _l("A contribution got its reasoned answer"),
    Kind.ANSWERS_SIGNED: _l("An institution signed the answers given after the count"),
    Kind.TERMS_SET: _l("What the decision on the plan needs was written down"),
    Kind.FORUM_DELIBERATED: _l("The forum deliberated on the plan"),
    Kind.ROLL_CALL_OPENED: _l("A motion about the plan was put to the seats of the forum"),
    Kind.ROLL_CALL_WITHDRAWN: _l("A motion before the forum was taken back"),
    Kind.SEAT_VOTED: _l("A seat of the forum voted on the plan"),
    Kind.ACT_SIGNED: _l("A signed act about the plan was recorded"),
    Kind.PLAN_PUBLISHED: _l("The plan was published"),
    Kind.OGP_ID_RECORDED: _l("A number that OGP gave was written down"),
    Kind.AMENDMENT_PROPOSED: _l("An amendment to the published plan was begun"),
    Kind.AMENDMENT_WITHDRAWN: _l("An amendment to the published plan was withdrawn"),
    Kind.REPORTER_NAMED: _l("Somebody was named to report for an institution"),
    Kind.REPORTER_LEFT: _l("Somebody stopped reporting for an institution"),
    Kind.REPORTERS_REMINDED: _l("Everybody who owes a report was reminded"),
    Kind.MILESTONE_REPORTED: _l("A milestone was reported on"),
    Kind.EVIDENCE_WITHDRAWN: _l("A piece of evidence was withdrawn"),
    Kind.MILESTONE_STOPPED: _l("A milestone was stopped by a decision of the forum"),
    Kind.MILESTONE_RESUMED: _l("A stopped milestone goes on"),
    Kind.INQUIRY_MADE: _l("Somebody asked about a milestone or contested a report"),
    Kind.INQUIRY_ANSWERED: _l("An institution answered about a milestone"),
    Kind.INQUIRY_HIDDEN: _l("A question about a milestone was hidden"),
    Kind.INQUIRY_RESTORED: _l("A hidden question about a milestone was shown again"),
    Kind.PROPOSALS_IMPORTED: _l("Proposals were imported"),
    Kind.ELECTION_IMPORTED: _l("An election held elsewhere was imported"),
}
"""What the public record says; a test sees to it that every public kind has its words."""


@pages.get("/registro")
def log() -> ResponseReturnValue:
    """The record, newest first; ``antes`` continues below an event, ``plano`` and ``tipo`` narrow it."""
    plan = plan_by_slug(request.args.get("plano", ""))
    if plan and not plan.listed:
        abort(404)
    if plan:
        g.plan = plan
    kind = request.args.get("tipo", "")
    known = next((k for k in Kind if k.value == kind and k not in PRIVATE), None)
    before = request.args.get("antes", type=int)
    if before is not None and not 0 < before < 2**31:
        abort(404)
    events = queries.public_log(plan.id if plan else None, before, known)
    named = rows_by_id(list({e.subject_id for e in events if e.subject == "proposal"}))
    return render_template(
        "audit/log.html",
        events=events,
        proposals={row.id: row for row in named if row.state in PUBLIC},
        words=WORDS,
        kinds=[(k.value, words) for k, words in WORDS.items()],
        kind=known,
        plan=plan,
        plans=[p for p in every_plan() if not p.historical],
        older=events[-1].id if len(events) == queries.PAGE else None,
        first=before is None,
    )
