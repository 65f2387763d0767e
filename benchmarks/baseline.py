"""The smallest honest Flask page: one indexed SELECT of 20 rows by SQLAlchemy Core, and a plain template.

Its page is padded to the size of ours, so that both send the same number of bytes.
"""

import os

import sqlalchemy as sa
from flask import Flask, render_template_string, request

PAGE = """<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><title>Propostas</title></head><body>
<h1>Propostas</h1><ul>{% for row in rows %}
<li><a href="/propostas/P-{{ row.year }}-{{ row.number }}">{{ row.title }}</a><p>{{ row.summary }}</p>
<p>{{ row.signed }} · {{ row.territory }} · {{ row.comment_count }}</p></li>{% endfor %}</ul>
<pre>{{ padding }}</pre></body></html>"""

app = Flask(__name__)
engine = sa.create_engine(os.environ.get("OGP_DATABASE_URL", "sqlite://"))
proposal = sa.table(
    "proposal",
    *(sa.column(name) for name in ("id", "year", "number", "title", "summary", "signed", "territory", "comment_count")),
    sa.column("plan_id"),
    sa.column("state"),
)
query = (
    sa.select(proposal)
    .where(proposal.c.plan_id == 1, proposal.c.state == "published", proposal.c.id > sa.bindparam("after"))
    .order_by(proposal.c.id)
    .limit(20)
)
padding = "x" * int(os.environ.get("OGP_BENCHMARK_PADDING", "0"))


@app.get("/")
def page() -> str:
    """Twenty rows."""
    with engine.connect() as connection:
        rows = connection.execute(query, {"after": request.args.get("after", 0, int)}).all()
    return render_template_string(PAGE, rows=rows, padding=padding)
