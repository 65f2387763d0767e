"""Sealing the log: places, subtrees, signatures, and what is forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.readers.jobs.tasks import seal_all
from ogp_participa.vote.ballot_log import queries, sealing
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.models import Head, Node
from ogp_participa.vote.ballots import actions as voting
from ogp_participa.vote.ballots.models import Leaf
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Cast
from tests.test_query_caps import statements
from tests.vote.ballot_log.logs import entries, hashed, heads_of, logged


def sealed(plan: Plan) -> Head:
    head = seal(plan)
    assert head
    return head


def test_where_nothing_waits_nothing_is_signed(cast: Cast) -> None:
    assert seal(cast.plan) is None
    entries(cast.plan, 1)
    sealed(cast.plan)
    assert seal(cast.plan) is None
    assert len(heads_of(cast.plan)) == 1


def test_a_choice_becomes_an_entry_of_the_log(cast: Cast) -> None:
    voting.cast(cast.ana, factories.proposal(cast.plan))
    head = sealed(cast.plan)
    (leaf,) = logged(cast.plan)
    assert (head.size, head.root, leaf.position) == (1, leaf.hash, 0)
    assert leaf.nonce


def test_a_batch_is_sorted_and_stands_after_the_one_before(cast: Cast) -> None:
    first = sorted(leaf.hash for leaf in entries(cast.plan, 20))
    sealed(cast.plan)
    second = sorted(leaf.hash for leaf in entries(cast.plan, 30))
    sealed(cast.plan)
    found = logged(cast.plan)
    assert [leaf.hash for leaf in found] == first + second
    assert [leaf.position for leaf in found] == list(range(50))


def test_heads_and_subtrees_of_uneven_batches_are_those_of_the_definition(cast: Cast) -> None:
    sizes = [1, 62, 1, 64, 65, 190]
    heads = []
    for count in sizes:
        entries(cast.plan, count)
        heads.append(sealed(cast.plan))
    some = [leaf.hash for leaf in logged(cast.plan)]
    assert [head.size for head in heads] == [sum(sizes[: n + 1]) for n in range(len(sizes))]
    assert [head.root for head in heads] == [hashed(some[: head.size]) for head in heads]
    kept = {(node.level, node.index): node.hash for node in db.session.scalars(sa.select(Node))}
    complete = {(lv, i) for lv in range(Node.LOWEST, 10) for i in range(len(some) >> lv)}
    assert kept == {(lv, i): hashed(some[i << lv : (i + 1) << lv]) for lv, i in complete}


def test_each_head_begins_with_the_one_before(cast: Cast) -> None:
    for count in (3, 130, 7, 64):
        entries(cast.plan, count)
        sealed(cast.plan)
    heads = heads_of(cast.plan)
    for place, old in enumerate(heads):
        for new in heads[place:]:
            hashes = queries.hashes_of(cast.plan, merkle.consistency(old.size, new.size))
            assert merkle.consistent(old.size, new.size, hashes) == (old.root, new.root)


def test_every_entry_is_proved_to_be_in_every_later_head(cast: Cast) -> None:
    for count in (70, 75):
        entries(cast.plan, count)
        sealed(cast.plan)
    some = logged(cast.plan)
    for head in heads_of(cast.plan):
        for position in (0, 1, 63, 64, 69, 70, 127, 128, 144):
            if position < head.size:
                path = queries.hashes_of(cast.plan, merkle.inclusion(position, head.size))
                assert merkle.included(some[position].hash, position, head.size, path) == head.root


def test_the_file_of_a_head_ends_where_the_head_ends(cast: Cast) -> None:
    entries(cast.plan, 5)
    sealed(cast.plan)
    some = logged(cast.plan)
    rows = list(queries.sealed_rows(cast.plan, 3))
    assert rows == [(leaf.position, leaf.ballot_hash, "online", None) for leaf in some[:3]]


def test_a_proof_takes_two_statements_whatever_the_size(cast: Cast) -> None:
    entries(cast.plan, 200)
    sealed(cast.plan)
    db.session.flush()
    for spans in (merkle.inclusion(77, 199), merkle.consistency(77, 199)):
        with statements() as sent:
            queries.hashes_of(cast.plan, spans)
        assert len(sent) <= 2


def test_sealing_takes_as_many_statements_for_many_entries_as_for_few(cast: Cast) -> None:
    counts = []
    for count in (2, 150):
        entries(cast.plan, count)
        db.session.flush()
        with statements() as sent:
            sealed(cast.plan)
            db.session.flush()
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 3  # subtrees to insert, and to go on from


def message(of: Plan, head: Head, **other: Any) -> bytes:
    said: dict[str, Any] = {"plan": of.slug, "size": head.size, "root": head.root, "before": None}
    said |= {"sealed_at": sealing.stamp(head.sealed_at), "rules": rules_of(of)[1]}
    return merkle.head(**{**said, **other})


def test_heads_are_signed_and_carry_the_one_before(cast: Cast) -> None:
    before = None
    for count in (3, 4, 5):
        entries(cast.plan, count)
        sealed(cast.plan)
    for head in heads_of(cast.plan):
        signed = message(cast.plan, head, before=before)
        Ed25519PublicKey.from_public_bytes(head.public_key).verify(head.signature, signed)
        assert head.seal == merkle.seal(signed, head.signature)
        before = head.seal


@pytest.mark.parametrize(
    "other",
    [
        {"size": 2},
        {"root": bytes(32)},
        {"sealed_at": "2026-01-01T00:00Z"},
        {"plan": "outro"},
        {"rules": "outras"},
        {"before": b"x"},
    ],
)
def test_a_head_that_says_anything_else_is_not_signed(cast: Cast, other: dict[str, Any]) -> None:
    entries(cast.plan, 3)
    head = sealed(cast.plan)
    changed = message(cast.plan, head, **other)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(head.public_key).verify(head.signature, changed)


def test_the_moment_of_a_head_is_cut_to_the_minute(cast: Cast) -> None:
    entries(cast.plan, 1)
    with time_machine.travel(datetime(2026, 5, 4, 3, 2, 59, 7, tzinfo=UTC), tick=False):
        assert sealed(cast.plan).sealed_at == datetime(2026, 5, 4, 3, 2, tzinfo=UTC)


def test_only_what_an_entry_of_the_log_supersedes_is_forgotten(cast: Cast) -> None:
    first = entries(cast.plan, 3)
    sealed(cast.plan)
    later = entries(cast.plan, 2, replacing=first[:1])
    again = entries(cast.plan, 1, replacing=later[:1])
    db.session.expire_all()
    assert all(leaf.nonce for leaf in [*first, *later, *again])  # what still waits has superseded nothing yet
    sealed(cast.plan)
    db.session.expire_all()
    assert [bool(leaf.nonce) for leaf in [*first, *later, *again]] == [False, True, True, False, True, True]


def test_logs_of_two_plans_do_not_mix(cast: Cast) -> None:
    other = factories.plan()
    entries(cast.plan, 70)
    entries(other, 5)
    assert sealed(cast.plan).size == 70
    assert {leaf.position for leaf in db.session.scalars(sa.select(Leaf).where(Leaf.plan_id == other.id))} == {None}
    assert sealed(other).size == 5
    assert sealed(other).root == hashed([leaf.hash for leaf in logged(other)]) if entries(other, 1) else False
    assert {node.plan_id for node in db.session.scalars(sa.select(Node))} == {cast.plan.id}


def test_the_record_says_that_the_log_was_signed_but_by_nobody(cast: Cast) -> None:
    entries(cast.plan, 4)
    head = sealed(cast.plan)
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.LOG_SEALED)).one()
    assert (event.actor_id, event.plan_id, event.subject) == (None, cast.plan.id, "plan")
    assert event.details == {"size": 4, "root": head.root.hex()}


def sizes(plan: Plan) -> list[int]:
    db.session.expire_all()
    return [head.size for head in heads_of(plan)]


def test_the_worker_signs_what_is_due(cast: Cast) -> None:
    other, invented = factories.plan(), factories.plan(demonstration=True)
    opened = cast.plan.stages[0].opens_at
    entries(cast.plan, sealing.TOGETHER)
    entries(other, sealing.TOGETHER - 1)
    entries(invented, 1)
    with time_machine.travel(opened + timedelta(hours=23), tick=False):
        assert seal_all() == 2
        assert (sizes(cast.plan), sizes(other), sizes(invented)) == ([20], [], [1])
        assert seal_all() == 0
        entries(cast.plan, 1)
    with time_machine.travel(opened + timedelta(hours=25), tick=False):
        assert seal_all() == 1  # the few of the other plan have waited for a day, this one's latest only for two hours
        assert (sizes(cast.plan), sizes(other)) == ([20], [19])
    with time_machine.travel(opened + timedelta(hours=47, minutes=1), tick=False):
        assert seal_all() == 1
        assert sizes(cast.plan) == [20, 21]


def test_changes_of_one_ballot_are_not_company(cast: Cast) -> None:
    last: list[Leaf] = []
    for _ in range(sealing.TOGETHER + 5):
        last = entries(cast.plan, 1, replacing=last)
    with time_machine.travel(cast.plan.stages[0].opens_at + timedelta(hours=1), tick=False):
        assert seal_all() == 0


def test_what_is_asked_to_be_signed_is_signed_however_few(cast: Cast) -> None:
    entries(cast.plan, 1)
    moment = now() - timedelta(hours=3)
    head = seal(cast.plan, at=moment)
    assert head
    assert head.sealed_at == sealing.to_the_minute(moment)
