"""``ogp-participa elections``: the public bundle of a vote, and elections held elsewhere; ``ogp-participa verify``."""

import io
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress

from ogp_participa.core.database import db
from ogp_participa.core.documents.sheets import decode
from ogp_participa.core.text import slug_of
from ogp_participa.edition.plans.models import Rule
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.vote.audit_bundle import actions, pabulib, queries
from ogp_participa.vote.audit_bundle.imported_edition import address_of, title_of
from ogp_participa.vote.audit_bundle.writing import Unwritable, strangers_in
from ogp_participa.vote.verifier.check import verify

SEED = "pabulib"
console = Console(soft_wrap=True)


@click.group("elections")
def elections_group() -> None:
    """Votes that are over: their public bundles, and elections that were held elsewhere."""


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--receipt", help="Also say where this receipt is: its six words.")
def verify_command(folder: Path, receipt: str | None) -> None:
    """Check the public bundle in FOLDER: says “matches”, or the first difference (and exits with 1)."""
    sys.exit(verify(folder, receipt, click.echo))


@elections_group.command("bundle")
@click.argument("slug", metavar="PLAN")
@click.option("--output", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="Where to write it.")
@click.option("--force", is_flag=True, help="Write over a bundle that is there.")
@with_appcontext
def bundle(slug: str, output: Path, force: bool) -> None:
    """Write the public bundle of a counted vote; PLAN is its address, as in /planos/PLAN.

    The same election gives the same bytes. The bundle is checked before the command ends.
    """
    plan = plan_by_slug(slug)
    if plan is None:
        raise click.ClickException(f"There is no plan at {slug}.")
    if output.exists() and not output.is_dir():
        raise click.ClickException(f"{output} is a file. Give a folder.")
    strange = strangers_in(output)
    if output.is_dir() and any(output.iterdir()) and (strange or not force):
        also = f" It holds other things, like {strange[0]}." if strange else " Give --force to write over it."
        raise click.ClickException(f"{output} is not empty.{also}")
    try:
        with Progress(console=console) as progress:
            closed = queries.closed_vote(plan)
            task = progress.add_task("Writing", total=2 * closed.leaves if closed else None)
            for done in actions.write_bundle(plan, output):
                progress.advance(task, done)
    except (Unwritable, OSError) as reason:
        raise click.ClickException(str(reason)) from reason
    console.print(f"The bundle of {plan.slug} is in {output}, and matches.", markup=False, highlight=False)


@elections_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seats", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many win.")
@click.option(
    "--rule",
    type=click.Choice([rule.value for rule in Rule]),
    default=Rule.PHRAGMEN.value,
    show_default=True,
    help="How the winners are chosen.",
)
@click.option("--seed", default=SEED, show_default=True, help="The text that orders equals.")
@click.option("--slug", help="Address of the edition, as in /planos/ADDRESS; made from the file without it.")
@with_appcontext
def import_(file: Path, seats: int, rule: str, seed: str, slug: str | None) -> None:
    """Bring in a real election from a Pabulib FILE (.pb), as a closed demonstration edition.

    Every project costs one seat, whatever it cost; of voters nothing is kept but their choices. The same file again
    becomes another edition, under the next free address.
    """
    if not seed.strip() or len(seed) > 200:
        raise click.ClickException("The seed is a text of 1 to 200 letters.")
    if slug is not None and (slug != slug_of(slug) or plan_by_slug(slug)):
        raise click.ClickException(f"The address {slug} is taken, or has other signs than small letters, digits and -.")
    election = _read(file)
    address = slug or _free(address_of(title_of(election.meta, file.stem)))
    with Progress(console=console) as progress:
        task = progress.add_task("Importing", total=election.profile.voters)
        plan = actions.open_edition(election, slug=address, seats=seats, rule=Rule(rule), source=file.name)
        for done in actions.bring_ballots(plan, election):
            progress.advance(task, done)
    count = actions.close_imported(plan, seed.strip(), file.name)
    voters = count.ballots
    db.session.commit()
    console.print(f"{voters} ballots and {len(election.names)} projects were imported.", highlight=False)
    console.print(f"{address}\n/planos/{address}/resultado", markup=False, highlight=False)


def _read(file: Path) -> pabulib.Election:
    """Return the election of a file; what is wrong in it is said line by line, and doubts besides."""
    text, encoding = decode(file.read_bytes())
    if encoding not in ("utf-8", "utf-8-sig"):
        click.echo(f"{file} is not text in UTF-8; it was read as {encoding}.", err=True)
    try:
        election = pabulib.read(io.StringIO(text, newline=""))
    except pabulib.UnreadableElection as reason:
        for error in reason.errors:
            click.echo(error, err=True)
        raise click.ClickException(f"{file} cannot be imported.") from reason
    wrong = [name for name in election.names if "," in name or not name.isprintable() or len(name) > 200]
    if wrong:
        raise click.ClickException(
            f"The project_id {wrong[0]!r} cannot name a proposal: it is too long or has a comma."
        )
    for remark in election.remarks[: pabulib.MOST_ERRORS]:
        click.echo(remark, err=True)
    if len(election.remarks) > pabulib.MOST_ERRORS:
        click.echo(f"… and {len(election.remarks) - pabulib.MOST_ERRORS} more remarks.", err=True)
    return election


def _free(slug: str) -> str:
    """Return the address, or the first one after it that is free."""
    number, tried = 1, slug
    while plan_by_slug(tried):
        number += 1
        tried = f"{slug}-{number}"
    return tried
