"""``ogp-participa proposals import``: proposals from a CSV file."""

import re
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import track

from ogp_participa.core.database import db
from ogp_participa.core.documents.sheets import UnreadableSheet
from ogp_participa.core.text import slug_of
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.readers.opendata.actions import create_plan, import_proposals
from ogp_participa.readers.opendata.imported_columns import NAMES
from ogp_participa.readers.opendata.imported_rows import Sheet, read_sheet

console = Console(soft_wrap=True)


@click.group("proposals")
def proposals_group() -> None:
    """Work on proposals as a whole."""


@proposals_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--plan", "slug", help="Address of the plan, as in /planos/ADDRESS.")
@click.option("--create-plan", "title", help="Create the plan with this title where there is none at that address.")
@click.option(
    "--columns", default="", help="What the columns hold, as title=HEADER,change=HEADER; the rest is guessed."
)
@click.option("--language", type=click.Choice(["pt", "en", "es"]), help="Language of the texts; guessed without it.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@with_appcontext
def import_(file: Path, slug: str | None, title: str | None, columns: str, language: str | None, dry_run: bool) -> None:
    """Publish the proposals of a CSV file in a plan.

    Says first how it understood the file, then line by line what had to be changed or was left out. Doing it twice
    imports once. Try it with --dry-run.
    """
    slug = slug or slug_of(title or "")
    if not slug:
        raise click.UsageError("Say which plan: --plan ADDRESS, or --create-plan TITLE.")
    plan = plan_by_slug(slug) or (create_plan(title, slug) if title else None)
    if plan is None:
        raise click.ClickException(f"There is no plan at {slug}. Give --create-plan with a title to make it.")
    try:
        sheet = read_sheet(file, _named(columns))
    except UnreadableSheet as reason:
        raise click.ClickException(str(reason)) from reason
    sheet.language = language or sheet.language
    _show_guesses(sheet)
    done, skipped = 0, 0
    lines = import_proposals(plan, sheet, file.name)
    for line in track(lines, total=len(sheet.rows), description="Importing", console=console):
        done += bool(line.reference)
        skipped += not line.reference
        if line.note:
            console.print(f"line {line.number}: {line.reference} {line.note}", markup=False, highlight=False)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    what = "would be imported" if dry_run else "imported"
    console.print(f"{done} {what}, {skipped} skipped, {len(sheet.rows)} rows in the file.")
    console.print(f"They are read at /planos/{slug}/propostas", markup=False, highlight=False)


def _show_guesses(sheet: Sheet) -> None:
    """Show how the file was understood, and which of its cells will be left out, before anything is written."""
    columns = ", ".join(
        f"{what} = {' + '.join(sheet.headers[place] for place in places)}" for what, places in sheet.columns.items()
    )
    console.print(f"{len(sheet.rows)} rows. Columns: {columns}", markup=False)
    for guess in (*sheet.guesses, f"language: {sheet.language}", *sheet.left_out()):
        console.print(guess, markup=False, highlight=False)


def _named(columns: str) -> dict[str, str]:
    """Return the pairs of ``--columns``; a header may hold commas, too."""
    pairs = re.split(rf",(?=\s*(?:{'|'.join(NAMES)})\s*=)", columns) if columns.strip() else []
    return {what.strip(): header.strip() for what, _sign, header in (pair.partition("=") for pair in pairs)}
