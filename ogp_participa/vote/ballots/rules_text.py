"""The rules of a vote as one text that can be frozen, and its digest."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from ogp_participa.edition.plans.models import Plan


def document(plan: Plan, log_key: str) -> str:
    """Return the voting rules of a plan as JSON: the same text for the same rules, without what may change while
    people vote. ``log_key`` is the public key that signs the heads of the ballots' log, in hexadecimal.
    """
    return _text(*_values(plan, log_key))


def digest_of(plan: Plan, log_key: str) -> str:
    """Return the digest of :func:`document`. Every choice asks for it twice, so it is made once for the same values."""
    return _digest(*_values(plan, log_key))


def _values(plan: Plan, log_key: str) -> tuple[tuple[str, Any], ...]:
    """Return the rules as (name, value) pairs; a quota as such pairs, too."""
    quota = (("by", plan.quota_by), ("least", plan.quota_least), ("most", plan.quota_most)) if plan.quota_by else None
    return (
        ("plan", plan.slug),
        ("rule", plan.rule),
        ("seats", plan.seats),
        ("choices", plan.choices),
        ("voters", plan.voters),
        ("quota", quota),
        ("tie_source", plan.tie_source),
        ("counts_hidden", plan.counts_hidden),
        ("blank_ballots_count", plan.blank_count),
        ("names", "outside" if plan.outside_names else "own"),
        ("log_key", log_key),
    )


def _text(*values: tuple[str, Any]) -> str:
    rules = dict(values)
    rules["quota"] = dict(rules["quota"]) if rules["quota"] else None
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@lru_cache(maxsize=64)
def _digest(*values: tuple[str, Any]) -> str:
    return digest(_text(*values))


def key_in(text: str) -> str:
    """Return the public key that a rules' text names. After the count, a server may sign with another one."""
    return str(json.loads(text)["log_key"])


def digest(text: str) -> str:
    """Return the SHA-256 of a rules' text in hexadecimal. Anybody can repeat it with ``sha256sum``."""
    return hashlib.sha256(text.encode()).hexdigest()
