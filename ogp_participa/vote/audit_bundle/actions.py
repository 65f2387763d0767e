"""Writing the public bundle of a vote, keeping it for whoever asks, and bringing in elections held elsewhere."""

import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.documents.sheets import cut
from ogp_participa.core.logs import log
from ogp_participa.edition.plans.models import Plan, Rule, Theme
from ogp_participa.proposals.proposals.content import searchable_body
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State
from ogp_participa.proposals.proposals.queries.finding import last_number
from ogp_participa.proposals.search.actions import prepare
from ogp_participa.vote.audit_bundle import imported_edition, queries
from ogp_participa.vote.audit_bundle.pabulib import Election
from ogp_participa.vote.audit_bundle.queries import Closed
from ogp_participa.vote.audit_bundle.writing import Unwritable, clear, files_in, write
from ogp_participa.vote.ballots.actions import freeze
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice, Leaf
from ogp_participa.vote.count.actions import count_imported
from ogp_participa.vote.count.models import Count
from ogp_participa.vote.verifier.check import check
from ogp_participa.vote.verifier.formats import long_numbers
from ogp_participa.vote.verifier.merkle import NONCE, ballot_hash, domain, leaf
from ogp_participa.vote.verifier.tally import candidate_of

BATCH = 2_000
AT_ONCE = 20_000
"""With so many leaves at most, whoever asks for the bundle gets it at once; a larger one is made by the worker."""
_NEVER = (1980, 1, 1, 0, 0, 0)


def write_bundle(plan: Plan, folder: Path) -> Iterator[int]:
    """Write the bundle of a plan's vote into a folder and check it; yields 1 for each line of the log and ballot.

    The same election gives the same bytes. Raises :class:`Unwritable` where the count is not closed, or what is in the
    database is not what was published.
    """
    with long_numbers():
        vote = queries.bundle_of(plan)
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        yield from write(folder, vote)
        del vote
        differences = check(folder, say=lambda _said: None)
    if differences:
        raise Unwritable(f"The bundle does not match itself: {differences[0]}")


def kept_bundle(closed: Closed) -> Path:
    """Return where the packed bundle of the result as it stands now is kept, or would be."""
    name = f"{closed.plan.slug}-{closed.fingerprint}.zip"
    return Path(current_app.config["OGP_VAR"]) / "bundles" / name


def keep_bundle(closed: Closed) -> Path:
    """Make the packed bundle, unless it is there. Whoever makes the same one at the same moment does no harm."""
    path = kept_bundle(closed)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder, packed = Path(name) / closed.plan.slug, Path(name) / "packed"
        for _ in write_bundle(closed.plan, folder):
            pass
        _pack(folder, packed)
        packed.replace(path)
    return path


def _pack(folder: Path, target: Path) -> None:
    """Pack all files of a bundle in one, always the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in files_in(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{name}", _NEVER)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with (folder / name).open("rb") as source, packed.open(entry, "w", force_zip64=True) as inside:
                shutil.copyfileobj(source, inside, 1 << 20)


def keep_bundles() -> int:
    """Make the bundles of closed counts that are not there yet; returns how many were made. The worker does this."""
    packed = 0
    for plan in queries.counted_plans():
        closed = queries.closed_vote(plan)
        if closed is not None and closed.provable and not kept_bundle(closed).exists():
            try:
                keep_bundle(closed)
                packed += 1
            except Unwritable as reason:
                log.warning("bundle", plan=plan.slug, reason=str(reason))
        db.session.rollback()  # nothing is written; the reading ends here
    return packed


def open_edition(election: Election, *, slug: str, seats: int, rule: Rule, source: str) -> Plan:
    """Make a closed demonstration edition for an election that was held elsewhere: its rules, calendar and proposals.

    Every project costs one seat; of voters nothing is kept but their choices (see :func:`bring_ballots`).
    """
    longest = max((len(ballot) for ballots in election.profile.groups.values() for ballot in ballots), default=0)
    plan = Plan(
        slug=slug,
        title=cut(imported_edition.title_of(election.meta, source), 160),
        summary=imported_edition.SUMMARY.format(source=source),
        demonstration=True,
        outside_names=True,
        blank_count=True,
        choices=max(longest, imported_edition.most_choices(election.meta), 1),
        seats=seats,
        rule=rule,
        tie_source=imported_edition.TIE_SOURCE,
    )
    plan.stages = imported_edition.calendar(election.meta, now())
    db.session.add(plan)
    db.session.flush()
    theme = Theme(plan_id=plan.id, key="projetos", name_pt="Projetos", name_en="Projects", name_es="Proyectos")
    db.session.add(theme)
    db.session.flush()
    record(Kind.PLAN_CREATED, by=None, on=plan)
    _add_projects(plan, theme, election)
    return plan


def _add_projects(plan: Plan, theme: Theme, election: Election) -> None:
    """Add the projects as published proposals, under the numbers of this year and their own names."""
    moment, language = now(), imported_edition.language_of(election.meta)
    first = last_number(moment.year) + 1
    proposals = [
        Proposal(
            plan_id=plan.id,
            year=moment.year,
            number=number,
            state=State.PUBLISHED,
            language=language,
            outside_reference=project,
            theme_id=theme.id,
            submitted_at=moment,
            published_at=moment,
            values=[],
            **imported_edition.texts_of(name),
        )
        for number, (project, name) in enumerate(election.names.items(), start=first)
    ]
    db.session.add_all(proposals)
    db.session.flush()
    for proposal in proposals:
        texts = {name: getattr(proposal, name) for name in ("title", "summary", "problem", "change", "theme_id")}
        db.session.add(ProposalVersion(proposal_id=proposal.id, number=1, at=moment, values=[], **texts))
        db.session.add(prepare(proposal.id, plan.id, proposal.title, searchable_body(proposal)))
    db.session.flush()


def bring_ballots(plan: Plan, election: Election) -> Iterator[int]:
    """Put the ballots into the box of a plan, each with its leaf; yields how many were put in at a time."""
    query = sa.select(Proposal.outside_reference, Proposal.id).where(Proposal.plan_id == plan.id)
    numbers = {str(name): number for name, number in db.session.execute(query)}
    digest = freeze(plan).digest
    bound = domain(plan.slug, digest, Channel.IMPORTED)
    names = election.profile.references
    ballots = (ballot for voters, each in election.profile.groups.items() for ballot in each for _ in range(voters))
    while batch := [[names[candidate_of(ord(sign))] for sign in ballot] for ballot in islice(ballots, BATCH)]:
        opened = plan.stages[0].opens_at
        row = {"plan_id": plan.id, "channel": Channel.IMPORTED, "opened_at": opened}
        ballots_made = db.session.scalars(sa.insert(Ballot).returning(Ballot.id), [row] * len(batch)).all()
        choices, leaves = [], []
        for ballot_id, chosen in zip(ballots_made, batch, strict=True):
            nonce = secrets.token_bytes(NONCE)
            committed = ballot_hash(bound, nonce, chosen)
            common = {"plan_id": plan.id, "ballot_id": ballot_id, "channel": Channel.IMPORTED}
            leaves.append({**common, "nonce": nonce, "ballot_hash": committed, "hash": leaf(committed)})
            choices += [
                {"ballot_id": ballot_id, "proposal_id": numbers[name], "slot": slot}
                for slot, name in enumerate(chosen, start=1)
            ]
        if choices:
            db.session.execute(sa.insert(Choice), choices)
        db.session.execute(sa.insert(Leaf), leaves)
        yield len(batch)


def close_imported(plan: Plan, seed: str, source: str) -> Count:
    """Seal the log, run the rule and publish the result of an imported election."""
    count = count_imported(plan, seed)
    record(Kind.ELECTION_IMPORTED, by=None, on=plan, ballots=count.ballots, source=source)
    return count
