"""search index

The index differs by database, so it is written here by hand and left out of the comparison with the models.

Revision ID: b1search
Revises: a0initial
"""

from collections.abc import Sequence

from alembic import op

revision: str = "b1search"
down_revision: str | Sequence[str] | None = "a0initial"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SQLITE_UP = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, body, words, content='search_text', "
    "content_rowid='proposal_id', tokenize='unicode61')",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index (rowid, title, body, words) VALUES (new.proposal_id, new.title, new.body, new.words); "
    "END",
    "CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index (search_index, rowid, title, body, words) "
    "VALUES ('delete', old.proposal_id, old.title, old.body, old.words); END",
    "CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_index (search_index, rowid, title, body, words) "
    "VALUES ('delete', old.proposal_id, old.title, old.body, old.words); "
    "INSERT INTO search_index (rowid, title, body, words) VALUES (new.proposal_id, new.title, new.body, new.words); "
    "END",
    "INSERT INTO search_index (search_index) VALUES ('rebuild')",
)
SQLITE_DOWN = (
    "DROP TRIGGER search_text_added",
    "DROP TRIGGER search_text_removed",
    "DROP TRIGGER search_text_changed",
    "DROP TABLE search_index",
)
POSTGRESQL_UP = (
    "ALTER TABLE search_text ADD COLUMN document tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'C') || "
    "setweight(to_tsvector('simple', words), 'D')) STORED",
    "CREATE INDEX ix_search_text_document ON search_text USING gin (document)",
)
POSTGRESQL_DOWN = ("DROP INDEX ix_search_text_document", "ALTER TABLE search_text DROP COLUMN document")


def upgrade() -> None:
    """Make the index, and fill it from the texts that are there."""
    _run(SQLITE_UP if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_UP)


def downgrade() -> None:
    """Take the index away; the texts stay."""
    _run(SQLITE_DOWN if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DOWN)


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
