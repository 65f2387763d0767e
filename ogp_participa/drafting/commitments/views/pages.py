"""Pages of the commitments room: what is promised, every version of it, and what changed between any two."""

from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import day
from ogp_participa.core.markdown import plain
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.decision.publication.queries import editions_with, open_amendment
from ogp_participa.drafting.commitments import queries
from ogp_participa.drafting.commitments.comparison import compared
from ogp_participa.drafting.commitments.content import LABELS, VALUES
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.rules import can_edit
from ogp_participa.drafting.consultation.queries.drafts import newest_number, newest_parts
from ogp_participa.drafting.consultation.rules import is_open
from ogp_participa.drafting.feasibility.queries import opinions_on
from ogp_participa.drafting.promotion.queries import sources_of
from ogp_participa.edition.institutions.queries import former_names
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.models import Right, Value
from ogp_participa.people.accounts.current import me

pages = Blueprint("commitments", __name__)


@pages.app_template_filter("written_day")
def written_day(written: str) -> str:
    """Return a day as a version keeps it, in words."""
    return day(date.fromisoformat(written))


@pages.app_template_filter("plain_words")
def plain_words(text: str) -> str:
    """Return the beginning of a text, without its marks."""
    return plain(text, 300)


@pages.app_template_filter("policy_area")
def policy_area(key: str) -> str:
    """Return the name of a policy area; its key when there is none of that name any more."""
    return str(AREAS.get(key, key))


@pages.app_template_filter("ogp_value")
def ogp_value(key: str) -> str:
    """Return the name of an OGP value."""
    return str(VALUES[Value(key)])


def commitment_at(reference: str) -> Commitment:
    """Return the commitment of an address with everything in it, when whoever asks may see its plan; 404 otherwise."""
    commitment = queries.whole_commitment(reference) or abort(404)
    seen(commitment.plan)
    return commitment


@pages.get("/planos/<slug>/compromissos")
def index(slug: str) -> str:
    """Show the commitments of a plan."""
    plan = plan_at(slug)
    nothing_yet = _(
        "The commitments of this plan have not been written yet. They come from the proposals that residents choose."
    )
    commitments = queries.commitments_of(plan)
    return render_template(
        "drafting/commitments/index.html", plan=plan, commitments=commitments, nothing_yet=nothing_yet
    )


@pages.get("/compromissos/<reference>")
def show(reference: str) -> str:
    """Show one commitment: what is promised, where it came from, what was published about it."""
    commitment = commitment_at(reference)
    plan = commitment.plan
    content = queries.public_content(commitment)
    part = next(iter(newest_parts([commitment.id])), None) if plan.stages_with(Right.CONSULT) else None
    return render_template(
        "drafting/commitments/show.html",
        consulted=part,
        consulting=bool(part and is_open(part.draft, newest_number(plan.id), now())),
        plan=plan,
        commitment=commitment,
        may_edit=can_edit(me() if request.cookies else None, plan, commitment, now=now()),
        content=content,
        promotions=[] if plan.historical else sources_of(commitment),
        opinions={} if plan.historical else opinions_on(commitment),
        before=former_names([part["id"] for part in content["institutions"]]),
        amendment=open_amendment(commitment),
        editions=editions_with(commitment) if commitment.published else [],
    )


@pages.get("/compromissos/<reference>/versoes")
def versions(reference: str) -> str:
    """Show every version: who saved it as what, when and why."""
    commitment = commitment_at(reference)
    return render_template(
        "drafting/commitments/versions.html",
        plan=commitment.plan,
        commitment=commitment,
        versions=queries.versions_of(commitment),
        labels=LABELS,
    )


@pages.get("/compromissos/<reference>/versoes/<int:number>")
def version(reference: str, number: int) -> str:
    """Show the commitment as one version said it, with the names of its day."""
    commitment = commitment_at(reference)
    chosen = queries.version_of(commitment, number) or abort(404)
    return render_template(
        "drafting/commitments/version.html",
        plan=commitment.plan,
        commitment=commitment,
        version=chosen,
        content=chosen.content,
    )


@pages.get("/compromissos/<reference>/comparacao")
def compare(reference: str) -> ResponseReturnValue:
    """Show what changed from version ``de`` to version ``ate``, word by word; the last two when none is asked for."""
    commitment = commitment_at(reference)
    newest = commitment.version
    old, new = (request.args.get(name, "") for name in ("de", "ate"))
    numbers = [int(n) if n.isdecimal() and len(n) < 9 else None for n in (old, new)]
    first = numbers[0] if old else max(1, newest - 1)
    last = numbers[1] if new else newest
    contents = queries.contents_of(commitment, [n for n in (first, last) if n])
    if first not in contents or last not in contents:
        abort(404)
    return render_template(
        "drafting/commitments/compare.html",
        plan=commitment.plan,
        commitment=commitment,
        first=first,
        last=last,
        changes=compared(contents[first], contents[last]),
        versions=queries.versions_of(commitment),
    )
