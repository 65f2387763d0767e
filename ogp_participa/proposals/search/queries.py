"""Matching what people type with what was written."""

import re
from collections import Counter
from functools import lru_cache

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.core.text import fold, stems, words_of
from ogp_participa.proposals.search.models import SearchText

LONGEST_QUERY = 200
MOST_TERMS = 12
MOST_MATCHES = 10_000
READ_FOR_WORDS = 3_000
KEPT_WORDS = 20_000
WORDS_SECONDS = 600

_vocabularies = Cache(most=3 * KEPT_WORDS)


def terms_of(typed: str | None) -> list[str]:
    """Return the words that somebody typed, folded; at most a dozen, from the first 200 letters."""
    return [fold(word) for word in words_of((typed or "")[:LONGEST_QUERY])][:MOST_TERMS]


@lru_cache(maxsize=2_000)
def _variants(term: str) -> tuple[str, ...]:
    """Return the stems under which a word may have been written."""
    return tuple(dict.fromkeys([*stems(term).split(), term]))


def matching(typed: str, *, every: bool = True) -> sa.Subquery | None:
    """Return the proposals in which ``typed`` is found: columns ``id`` and ``rank`` (higher is better).

    Every word must be there, unless ``every`` is False; the last one may be unfinished. A word in the title weighs
    more than one in the text. None when nothing searchable was typed.
    """
    terms = terms_of(typed)
    if not terms:
        return None
    if db.engine.dialect.name == "postgresql":
        return _on_postgresql(terms, every)
    return _on_sqlite(terms, every)


def _on_sqlite(terms: list[str], every: bool) -> sa.Subquery:
    """Match with FTS5. Terms hold letters and digits alone, and stand between quotes: nothing typed is syntax."""
    groups = []
    for place, term in enumerate(terms):
        words = " OR ".join(f'"{word}"' for word in _variants(term))
        groups.append(f'({words} OR "{term}"*)' if place == len(terms) - 1 else f"({words})")
    match = (" AND " if every else " OR ").join(groups)
    matches = sa.text(
        "SELECT rowid AS id, -bm25(search_index, 8.0, 1.0, 0.2) AS rank FROM search_index "
        "WHERE search_index MATCH :match ORDER BY rank DESC LIMIT :most"
    ).bindparams(match=match, most=MOST_MATCHES)
    return matches.columns(sa.column("id", sa.Integer), sa.column("rank", sa.Float)).subquery("found")


def _on_postgresql(terms: list[str], every: bool) -> sa.Subquery:
    """Match by full text over the stems, with PostgreSQL's own ranking."""
    groups = []
    for place, term in enumerate(terms):
        words = " | ".join(f"'{word}'" for word in _variants(term))
        groups.append(f"({words} | '{term}':*)" if place == len(terms) - 1 else f"({words})")
    query = (" & " if every else " | ").join(groups)
    matches = sa.text(
        "SELECT proposal_id AS id, ts_rank('{0.05, 0.2, 0.2, 1.0}', document, query) AS rank "
        "FROM search_text, to_tsquery('simple', :query) AS query "
        "WHERE document @@ query ORDER BY rank DESC LIMIT :most"
    ).bindparams(query=query, most=MOST_MATCHES)
    return matches.columns(sa.column("id", sa.Integer), sa.column("rank", sa.Float)).subquery("found")


def vocabulary(plan_id: int | None) -> dict[str, int]:
    """Return the words of a plan's newest proposals (of all plans' for None), each with how many use it."""

    def read() -> dict[str, int]:
        query = sa.select(SearchText.words).order_by(SearchText.proposal_id.desc()).limit(READ_FOR_WORDS)
        if plan_id is not None:
            query = query.where(SearchText.plan_id == plan_id)
        count: Counter[str] = Counter()
        for words in db.session.scalars(query):
            count.update(words.split())
        return dict(count.most_common(KEPT_WORDS))

    return _vocabularies.get(("words", plan_id), read, seconds=WORDS_SECONDS)


def mended(typed: str, plan_id: int | None) -> str | None:
    """Return what was probably meant: each unknown word becomes the nearest known one. None when nothing was mended."""
    terms, known = terms_of(typed), vocabulary(plan_id)
    better = [_nearest(term, known) for term in terms]
    return " ".join(better) if better != terms else None


def _nearest(term: str, known: dict[str, int]) -> str:
    """Return the nearest known word: one slip for short words, two for long ones; the more used one wins."""
    if term in known or len(term) < 3 or re.fullmatch(r"\d+", term):
        return term
    slips = 1 if len(term) < 6 else 2
    near = process.extract(term, known.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=20)
    return min(near, key=lambda near_word: (near_word[1], -known[near_word[0]]))[0] if near else term


def telling(text: str, most: int = 8) -> list[str]:
    """Return the words of a text that probably say most about it: the longest ones.

    Words that stand everywhere are short, find everything, and ranking everything takes long.
    """
    words = dict.fromkeys(fold(word) for word in words_of(text[:5_000]) if len(word) > 3)
    return sorted(words, key=len, reverse=True)[:most]
