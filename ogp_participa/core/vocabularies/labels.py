"""The words of published facts and of the calendar: each is stored under a key, and said in the page's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

LABELS: dict[str, LazyString] = {
    "alternates": _l("Alternates"),
    "ambition": _l("Ambition"),
    "city_claim": _l("What the city says"),
    "civil_society_seats": _l("Civil society seats"),
    "civil_society_seats_filled": _l("Civil society seats filled"),
    "civil_society_seats_planned": _l("Civil society seats planned"),
    "cocreation": _l("Co-creation"),
    "commitments": _l("Commitments"),
    "completion": _l("Completion"),
    "composition_changed": _l("Changes of composition"),
    "created_by": _l("Created by"),
    "created_on": _l("Created on"),
    "depth_of_change": _l("Depth of change"),
    "discussed_at": _l("Discussed at"),
    "early_results": _l("Early results"),
    "end_of_commitment_report": _l("End-of-commitment report"),
    "end_of_commitment_report_author": _l("Author of the end-of-commitment report"),
    "entities_applied": _l("Organisations that applied"),
    "final_vote_participants": _l("People in the final vote"),
    "goal_programme": _l("Goal programme"),
    "government_nomination": _l("How government members were named"),
    "government_seats": _l("Government seats"),
    "implementation": _l("Implementation"),
    "inception_report_authors": _l("Authors of the inception report"),
    "independent_note": _l("Independent note"),
    "independent_summary": _l("Independent summary"),
    "lead": _l("Lead institution"),
    "milestones": _l("Milestones"),
    "milestones_completed": _l("Milestones completed"),
    "milestones_per_commitment": _l("Milestones per commitment"),
    "novelty": _l("Novelty"),
    "observer": _l("Observer"),
    "ogp_values": _l("OGP values"),
    "other_official_text": _l("Another official text"),
    "period": _l("Period"),
    "relevant_to_ogp_values": _l("Relevant to OGP values"),
    "seat_list_note": _l("Note on the list of seats"),
    "segments": _l("Segments"),
    "sei_process": _l("SEI process"),
    "selection": _l("How members were chosen"),
    "submitted_to_ogp": _l("Submitted to OGP"),
    "total_seats": _l("Seats in all"),
    "uncontested": _l("Elected without a contest"),
    "vacancies": _l("Vacancies"),
    "verifiable": _l("Verifiable"),
    "vote_participants": _l("People who voted"),
}

VOICES: dict[str, LazyString] = {
    "city": _l("The city says"),
    "irm": _l("Independent review (IRM)"),
    "monitoring_body": _l("Local monitoring body"),
    "ogp": _l("OGP's record"),
}

VALUES: dict[str, LazyString] = {
    "Yes": _l("Yes"),
    "No": _l("No"),
    "Not relevant": _l("Not relevant"),
    "Low": _l("Low"),
    "High": _l("High"),
    "Marginal": _l("Marginal"),
    "Major": _l("Major"),
    "Did not change": _l("Did not change"),
    "No IRM data": _l("No IRM data"),
    "Complete": _l("Complete"),
    "Access to Information; Civic Participation": _l("Access to Information; Civic Participation"),
    "Civic Participation": _l("Civic Participation"),
    "Access to information": _l("Access to information"),
    "Public Accountability": _l("Public Accountability"),
    "Technology and Innovation for Transparency and Accountability": _l(
        "Technology and Innovation for Transparency and Accountability"
    ),
    "Continuation of ongoing practice": _l("Continuation of ongoing practice"),
    "Binding or institutionalized change": _l("Binding or institutionalized change"),
    "Positive change, non-binding": _l("Positive change, non-binding"),
    "No indication of added value": _l("No indication of added value"),
}
"""The words of published assessments, as OGP's pages print them."""

GROUPS: dict[str, LazyString] = {
    "plan": _l("The plan"),
    "forum": _l("The forum"),
    "milestones": _l("How it was made"),
}

STAGES: dict[str, LazyString] = {
    "proposals": _l("Proposals"),
    "moderation": _l("Moderation"),
    "voting": _l("Voting"),
    "drafting": _l("Drafting of the commitments"),
    "consultation": _l("Public consultation"),
    "deliberation": _l("Deliberation by the forum"),
    "publication": _l("Publication of the plan"),
    "implementation": _l("Implementation"),
    "evaluation": _l("Evaluation"),
}
"""What each kind of stage is called, when an edition gives it no title of its own."""

PHASES: dict[str, LazyString] = {
    "cocreation": _l("Co-creation"),
    "coimplementation": _l("Co-implementation"),
    "coevaluation": _l("Co-evaluation"),
}

RIGHTS: dict[str, LazyString] = {
    "propose": _l("Residents send proposals"),
    "moderate": _l("The forum reads proposals and decides on them"),
    "vote": _l("Residents vote"),
    "draft": _l("The office turns the chosen proposals into commitments"),
    "consult": _l("Everybody comments on the draft"),
    "deliberate": _l("The forum deliberates on the plan"),
    "publish": _l("The plan is published"),
    "implement": _l("The commitments are carried out"),
    "evaluate": _l("The plan is evaluated"),
}
"""What happens while a stage that gives the right is open."""

RULES_IN_SHORT: dict[str, LazyString] = {
    "approvals": _l("The proposals with the most votes win, even when the same people chose all of them."),
    "phragmen": _l(
        "Seats are given one at a time, and whoever has no winner yet counts more: different groups get their turn."
    ),
    "pav": _l("Seats are given one at a time; who has one winner counts half, who has two counts a third, and so on."),
    "equal_shares": _l(
        "Everybody has the same part of the seats to spend, and a proposal wins when its voters can pay for a seat."
    ),
}
"""How winners are chosen, in one sentence for each rule."""

LEVELS: dict[str, LazyString] = {
    "email": _l("Everybody with a confirmed e-mail address"),
    "checked": _l("Only people whose identity was checked in person"),
}
"""How well a voter must be known."""

DIMENSIONS: dict[str, LazyString] = {
    "": _l("No quota"),
    "theme": _l("By theme"),
    "territory": _l("By territory"),
}
"""What a quota of the vote goes by."""


def label_of(key: str) -> str:
    """The words of a fact's key; a label that is already words stays as it is."""
    return str(LABELS.get(key, key))


def voice_of(key: str) -> str:
    """Who says it."""
    return str(VOICES.get(key, key))


def value_of(value: str) -> str:
    """A published value in the page's language where it is one of the known words; as published otherwise."""
    return str(VALUES.get(value, value))


def name_of_stage(title: str, kind: str) -> str:
    """The title a stage was given, or what its kind is called (which stands in for a title in the record)."""
    return str(STAGES.get(title) or title or STAGES[kind])


def quota_in_words(by: str | None, least: int, most: int | None) -> str:
    """What a quota promises and what it allows."""
    if not by:
        return str(_("There is no quota: any theme and any territory can have as many seats as it wins."))
    group = _("theme") if by == "theme" else _("territory")
    said = []
    if least:
        said.append(
            ngettext(
                "Each %(group)s gets at least %(num)s seat.",
                "Each %(group)s gets at least %(num)s seats.",
                least,
                group=group,
            )
        )
    if most is not None:
        said.append(
            ngettext(
                "Each %(group)s gets at most %(num)s seat.",
                "Each %(group)s gets at most %(num)s seats.",
                most,
                group=group,
            )
        )
    return " ".join(map(str, said))
