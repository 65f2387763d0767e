"""Pages of the ballots' log: its signatures, what to download for checking them, and "find my receipt".

They say the same to everybody. How many ballots wait is not told: that is a count that nobody has signed yet.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from ogp_participa.core.pagination import page_asked
from ogp_participa.core.web import PUBLIC_CACHE
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log import queries, receipt_words, sealing, wording
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.ballots.rules_text import key_in
from ogp_participa.vote.verifier import merkle

pages = Blueprint("proof", __name__)

PAGE = 20


@pages.get("/planos/<slug>/votacao/diario")
def log(slug: str) -> str:
    """Show the signatures of the log, newest first, and what they mean."""
    plan = voted_plan_at(slug)
    page, (text, digest) = page_asked(queries.count_heads(plan), PAGE), rules_of(plan)
    # One more than is shown: how many entries a signature added is told by the one below it.
    heads = queries.heads(plan, limit=PAGE + 1, offset=page.offset)
    return render_template(
        "vote/ballot_log/log.html",
        plan=plan,
        heads=listed_heads(heads)[:PAGE],
        newest=queries.last_head(plan),
        **page.values(),
        key=key_in(text),
        digest=digest,
        how_it_works=wording.how_it_works(invented=plan.demonstration),
        wording=wording,
    )


def listed_heads(heads: Sequence[Head]) -> list[dict[str, Any]]:
    """Return heads, newest first, each with its moment as it was signed and the number of entries that it added."""
    sizes = [*(head.size for head in heads[1:]), 0]
    return [
        {"head": head, "stamp": sealing.stamp(head.sealed_at), "new": head.size - before}
        for head, before in zip(heads, sizes, strict=False)
    ]


@pages.get("/planos/<slug>/votacao/recibo")
def receipt(slug: str) -> str:
    """Whether a receipt is in the log, where, and the proof of it."""
    plan, typed = voted_plan_at(slug), request.args.get("recibo", "").strip()[:200]
    asked = receipt_words.read(typed)
    entry = queries.entry_between(plan, asked.least, asked.most) if asked.least and asked.most else None
    head, position = (entry.head, entry.leaf.position) if entry else (None, None)
    proof = path_of(plan, position, head.size) if head and position is not None else []
    return render_template(
        "vote/ballot_log/receipt.html",
        plan=plan,
        typed=typed,
        asked=asked,
        entry=entry,
        head=head,
        stamp=sealing.stamp(head.sealed_at) if head else "",
        proof=proof,
        wording=wording,
    )


@pages.get("/planos/<slug>/votacao/diario.csv")
def log_csv(slug: str) -> Response:
    """Send every signed entry, in the order of the log."""
    plan = voted_plan_at(slug)
    last = queries.last_head(plan)
    headers = {
        "Content-Disposition": f'attachment; filename="diario-{plan.slug}.csv"',
        "Cache-Control": PUBLIC_CACHE,
    }
    lines = csv_lines(queries.sealed_rows(plan, last.size if last else 0))
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


def csv_lines(rows: Iterable[tuple[int, bytes, str, int | None]]) -> Iterator[str]:
    """Yield the lines of the file, many at once. Nothing in it can hold a comma."""
    part = ["position,commitment,channel,superseded\n"]
    for position, ballot_hash, channel, superseded in rows:
        part.append(f"{position},{ballot_hash.hex()},{channel},{'' if superseded is None else superseded}\n")
        if len(part) >= 1000:
            yield "".join(part)
            part.clear()
    yield "".join(part)


@pages.get("/planos/<slug>/votacao/diario/cabecas.json")
def heads_json(slug: str) -> Response:
    """Send every signed head with the message that was signed, oldest first: a month of voting has at most 4,464."""
    plan = voted_plan_at(slug)
    (text, digest), before, listed = rules_of(plan), None, []
    for head in reversed(queries.heads(plan)):
        listed.append(described(plan, digest, head, before))
        before = head.seal
    return answer({"plan": plan.slug, "rules": digest, "public_key": key_in(text), "heads": listed})


def described(plan: Plan, digest: str, head: Head, before: bytes | None) -> dict[str, Any]:
    """Return a head as data."""
    message = merkle.head(plan.slug, digest, head.size, head.root, sealing.stamp(head.sealed_at), before)
    return {
        "size": head.size,
        "root": head.root.hex(),
        "sealed_at": sealing.stamp(head.sealed_at),
        "message": message.decode(),
        "signature": head.signature.hex(),
        "public_key": head.public_key.hex(),
        "seal": head.seal.hex(),
    }


@pages.get("/planos/<slug>/votacao/diario/consistencia.json")
def consistency_json(slug: str) -> ResponseReturnValue:
    """Send the proof that the log of ``de`` entries is the beginning of that of ``ate``."""
    plan = voted_plan_at(slug)
    old, new = number_of("de"), number_of("ate")
    if old is None or new is None or not 0 < old <= new <= sealed(plan):
        return wrong("de, ate: 0 < de <= ate <= size of the newest head")
    spans = merkle.consistency(old, new)
    hashes = queries.hashes_of(plan, spans)
    roots = merkle.consistent(old, new, hashes)
    return answer(
        {
            "old_size": old,
            "new_size": new,
            "old_root": roots[0].hex(),
            "new_root": roots[1].hex(),
            "hashes": [
                {"from": start, "to": end, "hash": hashed.hex()}
                for (start, end), hashed in zip(spans, hashes, strict=True)
            ],
        }
    )


@pages.get("/planos/<slug>/votacao/diario/inclusao.json")
def inclusion_json(slug: str) -> ResponseReturnValue:
    """Send the proof that the entry at ``posicao`` is in the log of ``tamanho`` entries."""
    plan = voted_plan_at(slug)
    position, size = number_of("posicao"), number_of("tamanho")
    if position is None or size is None or not position < size <= sealed(plan):
        return wrong("posicao, tamanho: 0 <= posicao < tamanho <= size of the newest head")
    (leaf,) = queries.hashes_of(plan, [(position, position + 1)])
    path = path_of(plan, position, size)
    root = merkle.included(leaf, position, size, [hashed for _side, hashed in path])
    return answer(
        {
            "position": position,
            "size": size,
            "leaf": leaf.hex(),
            "root": root.hex(),
            "path": [{"side": side, "hash": hashed.hex()} for side, hashed in path],
        }
    )


def path_of(plan: Plan, position: int, size: int) -> list[tuple[str, bytes]]:
    """From an entry up to the root: on which side the other hash stands, and the hash."""
    spans = merkle.inclusion(position, size)
    hashes = queries.hashes_of(plan, spans)
    return [("left" if span[0] < position else "right", hashed) for span, hashed in zip(spans, hashes, strict=True)]


def sealed(plan: Plan) -> int:
    """Return how many entries are signed."""
    last = queries.last_head(plan)
    return last.size if last else 0


def number_of(name: str) -> int | None:
    """Return a number of the address; None when it is none."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 11 else None


def answer(data: dict[str, Any]) -> Response:
    """Data as JSON, the same for everybody."""
    return Response(
        json.dumps(data, indent=1) + "\n", mimetype="application/json", headers={"Cache-Control": PUBLIC_CACHE}
    )


def wrong(expected: str) -> tuple[Response, int]:
    """Return what the address should have said."""
    return Response(json.dumps({"error": expected}) + "\n", mimetype="application/json"), 400
