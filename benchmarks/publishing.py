"""How long publishing a large plan and drawing its files takes, and what the PDF costs beside WeasyPrint.

``.venv/bin/python -m benchmarks.publishing --commitments 15 --milestones 12 [--weasyprint PYTHON]``. On both databases.
Seconds on the clock, and for the PDF seconds of the processor. ``PYTHON`` is one that has WeasyPrint, in an environment
of its own; it draws the same plan as the same kind of PDF in the same run. Without it only our own figures are told.
"""

import argparse
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack

from markupsafe import escape

from ogp_participa.app import create_app
from ogp_participa.core.database import Model, db
from ogp_participa.core.documents.paper import Paper, Section, pdf_of
from ogp_participa.core.markdown import to_html
from ogp_participa.decision.publication import actions, papers, queries
from tests.cast import Cast
from tests.decision import publication
from tests.servers import postgres

SETTINGS = {"OGP_SECRET_KEY": "x" * 40, "OGP_PASSWORD_SALT": "x" * 10}
TEXT = "Publicar em dados abertos, com histórico e em formato aberto, o que hoje só se pede no balcão. " * 8
STYLE = """
@page { size: A4; margin: 2.2cm; @bottom-right { content: counter(page) " / " counter(pages); } }
body { font: 10.5pt/1.45 sans-serif; } h1 { break-before: page; } tr { break-inside: avoid; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; } th, td { border: .5pt solid; padding: .35em; }
li a::after { content: target-counter(attr(href), page); float: right; }
"""
DRAW = (
    "import sys, weasyprint; sys.stdout.buffer.write("
    "weasyprint.HTML(string=sys.stdin.read()).write_pdf(pdf_variant='pdf/ua-1', pdf_tags=True))"
)


def html_of(paper: Paper) -> str:
    """Return the document as a page of HTML, as WeasyPrint draws it."""
    firsts = [section for section in paper.sections if section.level == 1]
    contents = "".join(f'<li><a href="#s{id(section)}">{escape(section.title)}</a></li>' for section in firsts)
    body = "".join(piece for section in paper.sections for piece in _section(section))
    return (
        f'<html lang="{paper.language}"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(paper.title)}</h1><ol>{contents}</ol>{body}</body></html>"
    )


def _section(section: Section) -> Iterator[str]:
    yield f'<h{section.level} id="s{id(section)}">{escape(section.title)}</h{section.level}>'
    yield from (f"<p><strong>{escape(label)}:</strong> {escape(value)}</p>" for label, value in section.lines)
    yield str(to_html(section.text))
    yield from (f"<p>{escape(item)}</p>" for item in section.items)
    if section.table:
        head = "".join(f"<th>{escape(word)}</th>" for word in section.table.head)
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in section.table.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        yield f"<table><caption>{escape(section.table.caption)}</caption><thead><tr>{head}</tr></thead>{body}</table>"


def processor() -> float:
    """Return the seconds of the processor that ended children took so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(paper: Paper, weasyprint: str) -> None:
    """Draw the PDF in both ways; tell the processor's time, each with the start of its process."""
    before, start = processor(), time.perf_counter()
    size = len(pdf_of(paper)) // 1024
    ours, clock = processor() - before, time.perf_counter() - start
    print(f"  the PDF alone: {ours:.2f} s of the processor, {clock:.2f} s on the clock, {size} KiB")
    if not weasyprint:
        print("  WeasyPrint: not asked for; name a Python that has it with --weasyprint")
        return
    before = processor()
    subprocess.run([weasyprint, "-c", DRAW], check=True, input=html_of(paper).encode(), capture_output=True)
    theirs = processor() - before
    print(f"  WeasyPrint: {theirs:.2f} s of the processor (ours is {ours / theirs:.3f} of it)")


def measure(url: str, commitments: int, milestones: int, weasyprint: str) -> None:
    """Fill one database, publish, draw every file twice, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": folder})
        with app.app_context():
            Model.metadata.create_all(db.engine)
            cast = Cast.in_database()
            plan, _commitment = publication.ready(cast, milestones=milestones, problem=TEXT, action=TEXT)
            for number in range(2, commitments + 1):
                publication.filled(plan, number, milestones, problem=TEXT, action=TEXT)
            db.session.commit()
            start = time.perf_counter()
            edition = actions.publish(cast.dario, plan, TEXT)
            db.session.commit()
            published = time.perf_counter() - start
            print(f"{db.engine.dialect.name}, {commitments} × {milestones}: published in {published:.2f} s")
            browser = app.test_client()
            for kind in ("pdf", "docx", "json", "csv"):
                times, size = [], 0
                for _turn in range(2):
                    start = time.perf_counter()
                    answer = browser.get(f"/planos/{plan.slug}/plano/1.{kind}")
                    times.append(time.perf_counter() - start)
                    assert answer.status_code == 200
                    size = len(answer.data) // 1024
                print(f"  {kind:4} from click to file in {times[0]:.2f} s, again in {times[1]:.3f} s, {size} KiB")
            with app.test_request_context():
                compare(papers.paper_of(queries.record_of(edition), edition.at, "São Paulo"), weasyprint)
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=15)
    parser.add_argument("--milestones", type=int, default=12)
    parser.add_argument("--weasyprint", metavar="PYTHON", default="", help="a Python that has WeasyPrint")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for url in (f"sqlite:///{folder}/measure.sqlite", stack.enter_context(postgres())):
            measure(url, arguments.commitments, arguments.milestones, arguments.weasyprint)


if __name__ == "__main__":
    main()
