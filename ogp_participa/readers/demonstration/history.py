"""Loading the published facts of São Paulo's plans. What is not established stays without a value."""

from typing import Any

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment, CommitmentFact
from ogp_participa.edition.plans.models import Plan, PlanFact
from ogp_participa.readers.demonstration.data_files import read


def load_history() -> int:
    """Add the historical plans; returns how many."""
    plans = read("plans")["plans"]
    for given in plans:
        plan = Plan(
            slug=given["slug"],
            number=given["number"],
            title=given["title"],
            starts=given["period"]["text"] or "",
            historical=True,
        )
        db.session.add(plan)
        db.session.flush()  # facts and commitments point to it
        db.session.add_all(_plan_facts(plan, given))
        db.session.add_all(_commitment(plan, one) for one in given["commitments"])
    return len(plans)


def _words(value: Any) -> str | None:
    """A fact's value as words: lists joined, nothing where it is not established."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return " · ".join(str(part) for part in value)
    return None if value is None else str(value)


def _plan_facts(plan: Plan, given: dict[str, Any]) -> list[PlanFact]:
    rows: list[tuple[str, str, Any, str, str]] = [
        ("plan", key, given[key]["text"], "city", given[key]["source_url"] or "")
        for key in ("period", "cocreation", "implementation")
    ]
    for group, facts in (("plan", given["facts"]), ("forum", given["forum"]["facts"])):
        rows += [(group, f["label"], f["value"], f["voice"], f["source_url"] or "") for f in facts]
    rows += [("forum", s["segment"], s["count"], "city", s["source_url"] or "") for s in given["forum"]["seats"]]
    rows += [
        ("milestones", m["date_text"] or "–", m["text"], m["voice"], m["source_url"] or "") for m in given["milestones"]
    ]
    return [
        PlanFact(
            plan_id=plan.id, position=i, group=group, label=label, value=_words(value), voice=voice, source_url=source
        )
        for i, (group, label, value, voice, source) in enumerate(rows)
    ]


def _commitment(plan: Plan, given: dict[str, Any]) -> Commitment:
    facts = list(given["facts"])
    if given["sei_process"]:
        sei = {"label": "sei_process", "value": given["sei_process"], "scheme": None, "voice": "city"}
        facts.append({**sei, "source_url": given["sei_source_url"]})
    facts += [
        {"label": m["number"], "value": m["title"], "scheme": None, "voice": m["voice"], "source_url": m["source_url"]}
        for m in given["milestones"]
    ]
    return Commitment(
        plan_id=plan.id,
        number=given["number"],
        title=given["title"],
        summary=given["summary"] or "",
        theme=given["theme"] or "",
        institutions=given["lead"] or "",
        ogp_id=given["ogp_id"],
        facts=[
            CommitmentFact(
                position=i,
                label=f["label"],
                value=_words(f["value"]),
                scheme=f["scheme"] or "",
                voice=f["voice"],
                source_url=f["source_url"] or "",
            )
            for i, f in enumerate(facts)
        ],
    )
