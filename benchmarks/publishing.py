"""How long publishing a large plan and drawing its files takes, beside the PDF library alone on the same HTML.

``.venv/bin/python -m benchmarks.publishing --commitments 15 --milestones 12``. On both databases; the library has made
a PDF before, so that its own start is in no number. Seconds on the clock; the quickest is not searched for.
"""

import argparse
import tempfile
import time
from contextlib import ExitStack

from flask import render_template

from ogp_participa.app import create_app
from ogp_participa.core.database import Model, db
from ogp_participa.core.documents.paper import pdf_of, prints
from ogp_participa.decision.publication import actions, papers, queries
from tests.cast import Cast
from tests.decision import publication
from tests.servers import postgres

SETTINGS = {"OGP_SECRET_KEY": "x" * 40, "OGP_PASSWORD_SALT": "x" * 10}
TEXT = "Publicar em dados abertos, com histórico e em formato aberto, o que hoje só se pede no balcão. " * 8


def measure(url: str, commitments: int, milestones: int) -> None:
    """Fill one database, publish, draw every file twice, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": folder})
        with app.app_context():
            Model.metadata.create_all(db.engine)
            cast = Cast.in_database()
            plan, _made = publication.ready(cast, milestones=milestones, problem=TEXT, action=TEXT)
            for number in range(2, commitments + 1):
                publication.filled(plan, number, milestones, problem=TEXT, action=TEXT)
            db.session.commit()
            start = time.perf_counter()
            edition = actions.publish(cast.dario, plan, TEXT)
            db.session.commit()
            published = time.perf_counter() - start
            with app.test_request_context():
                paper = papers.paper_of(queries.record_of(edition), edition.at, "São Paulo")
                html = render_template("decision/publication/print.html", paper=paper)
            pdf_of("<html lang='pt-BR'><title>a</title><p>a</p>")
            start = time.perf_counter()
            pdf_of(html)
            alone = time.perf_counter() - start
            name = db.engine.dialect.name
            print(f"{name:10} {commitments} × {milestones}: the library alone in {alone:.2f} s")
            print(f"{name:10}   published in {published:.2f} s (ratio {published / alone:.2f})")
            browser = app.test_client()
            for kind in ("docx", "pdf", "json", "csv"):
                times, size = [], 0
                for _turn in range(2):
                    start = time.perf_counter()
                    answer = browser.get(f"/planos/{plan.slug}/plano/1.{kind}")
                    times.append(time.perf_counter() - start)
                    assert answer.status_code == 200
                    size = len(answer.data) // 1024
                first, again = times
                ratio = f"(ratio {first / alone:.2f})"
                print(f"{name:10}   {kind:4} drawn in {first:.2f} s {ratio}, again in {again:.3f} s, {size} KiB")
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=15)
    parser.add_argument("--milestones", type=int, default=12)
    given = parser.parse_args()
    if not prints():
        raise SystemExit("This machine makes no PDF: install the extra `pdf` and pango first.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for url in (f"sqlite:///{folder}/measure.sqlite", stack.enter_context(postgres())):
            measure(url, given.commitments, given.milestones)


if __name__ == "__main__":
    main()
