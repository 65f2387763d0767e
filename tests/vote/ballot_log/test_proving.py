"""The arithmetic of the log, beside the definition in RFC 6962 and its published example."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.vote.verifier import merkle

EXAMPLE = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
"""The leaves that implementations of Certificate Transparency test each other with."""

ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATH_OF_THE_FIRST = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def naive(some: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over hashed leaves, word for word."""
    if not some:
        return hashlib.sha256(b"").digest()
    if len(some) == 1:
        return some[0]
    k = 1
    while k * 2 < len(some):
        k *= 2
    return hashlib.sha256(b"\x01" + naive(some[:k]) + naive(some[k:])).digest()


def grown(some: Sequence[bytes]) -> merkle.Tree:
    tree = merkle.Tree()
    for one in some:
        list(tree.add(one))
    return tree


def spans_of(some: Sequence[bytes], spans: Sequence[merkle.Span]) -> list[bytes]:
    return [naive(some[start:end]) for start, end in spans]


def test_the_published_example_has_the_published_roots() -> None:
    tree = merkle.Tree()
    assert tree.root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for data, root in zip(EXAMPLE, ROOTS, strict=True):
        tree.extend([merkle.leaf(data)])
        assert tree.root.hex() == root


def test_the_published_example_has_the_published_path() -> None:
    hashed = [merkle.leaf(data) for data in EXAMPLE]
    path = spans_of(hashed, merkle.inclusion(0, 8))
    assert tuple(one.hex() for one in path) == PATH_OF_THE_FIRST
    assert merkle.included(hashed[0], 0, 8, path).hex() == ROOTS[7]


@pytest.mark.parametrize("count", [*range(35), 63, 64, 65, 127, 128, 129, 200])
def test_a_tree_grows_to_the_root_of_the_definition(count: int) -> None:
    one, other = grown(leaves(count)), merkle.Tree()
    other.extend(leaves(count))
    assert one.root == other.root == naive(leaves(count))
    assert one.peaks == other.peaks == spans_of(leaves(count), merkle.complete(count))


def test_every_complete_subtree_is_told_once_when_it_becomes_complete() -> None:
    some, tree, told = leaves(100), merkle.Tree(), {}
    for number, one in enumerate(some):
        for level, index, hashed in tree.add(one):
            assert (index + 1) << level == number + 1
            assert (level, index) not in told
            told[level, index] = hashed
    assert set(told) == {(level, index) for level in range(1, 7) for index in range(100 >> level)}
    assert all(hashed == naive(some[i << lv : (i + 1) << lv]) for (lv, i), hashed in told.items())


@given(st.integers(0, 300), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_a_tree_grows_on_from_its_peaks(size: int, more: int) -> None:
    some = leaves(size + more)
    tree = merkle.Tree(size, spans_of(some, merkle.complete(size)))
    tree.extend(some[size:])
    assert (tree.size, tree.root) == (size + more, naive(some))


def test_a_tree_has_as_many_peaks_as_its_size_has_ones() -> None:
    with pytest.raises(ValueError, match="peaks"):
        merkle.Tree(6, leaves(1))


def test_every_leaf_of_every_small_tree_is_proved_in_as_few_hashes_as_the_tree_is_high() -> None:
    for size in range(1, 34):
        some = leaves(size)
        for position in range(size):
            path = spans_of(some, merkle.inclusion(position, size))
            assert len(path) <= (size - 1).bit_length()
            assert merkle.included(some[position], position, size, path) == naive(some)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_path_with_anything_else_in_it_leads_elsewhere(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    position = data.draw(st.integers(0, size - 1))
    some = leaves(size)
    path = spans_of(some, merkle.inclusion(position, size))
    place = data.draw(st.integers(0, len(path) - 1))
    wrong = [*path[:place], naive(leaves(3)), *path[place + 1 :]]
    assert merkle.included(some[position], position, size, wrong) != naive(some)
    assert merkle.included(naive(leaves(3)), position, size, path) != naive(some)
    with pytest.raises(ValueError, match="length"):
        merkle.included(some[position], position, size, [*path, path[0]])


@pytest.mark.parametrize(("position", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(position: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(position, size)


def test_every_pair_of_small_trees_is_proved_consistent_in_few_hashes() -> None:
    for new in range(1, 34):
        some = leaves(new)
        for old in range(1, new + 1):
            hashes = spans_of(some, merkle.consistency(old, new))
            assert len(hashes) <= 2 * new.bit_length()
            assert merkle.consistent(old, new, hashes) == (naive(some[:old]), naive(some))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_log_that_was_changed_is_not_consistent(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 150))
    old = data.draw(st.integers(1, new - 1))
    place = data.draw(st.integers(0, old - 1))
    changed = leaves(new)
    changed[place] = b"x" * 32
    found = merkle.consistent(old, new, spans_of(changed, merkle.consistency(old, new)))
    assert found[0] != naive(leaves(old))
    assert found[1] != naive(leaves(new))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (0, 0)])
def test_nothing_is_consistent_with_a_later_or_an_empty_log(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="older tree"):
        merkle.consistency(old, new)


def test_the_root_of_a_span_needs_all_of_its_parts() -> None:
    some = leaves(4)
    with pytest.raises(KeyError):
        merkle.root_of((0, 4), {(0, 2): naive(some[:2]), (2, 3): some[2]})


def test_a_commitment_can_be_repeated_with_sha256sum() -> None:
    """printf 'ogp-participa ballot 1\\n4-plano\\nabcd\\nonline\\n00…00\\nP-2026-1,P-2026-2' | sha256sum"""
    bound_to = merkle.domain("4-plano", "abcd", "online")
    found = merkle.ballot_hash(bound_to, bytes(16), ["P-2026-2", "P-2026-1"])
    text = "ogp-participa ballot 1\n4-plano\nabcd\nonline\n" + 32 * "0" + "\nP-2026-1,P-2026-2"
    assert found == hashlib.sha256(text.encode()).digest()


def test_another_plan_rule_channel_nonce_or_choice_is_another_commitment() -> None:
    given_: list[tuple[str, str, str, bytes, tuple[str, ...]]] = [("a", "b", "c", bytes(16), ("x", "y"))]
    given_ += [("z", *given_[0][1:]), ("a", "z", "c", bytes(16), ("x", "y")), ("a", "b", "z", bytes(16), ("x", "y"))]
    given_ += [("a", "b", "c", b"\x01" * 16, ("x", "y")), ("a", "b", "c", bytes(16), ("x",))]
    made = {merkle.ballot_hash(merkle.domain(p, r, c), nonce, chosen) for p, r, c, nonce, chosen in given_}
    assert len(made) == len(given_)


def test_a_leaf_says_what_it_supersedes_and_is_no_node() -> None:
    one, other = leaves(2)
    assert merkle.leaf(one) == hashlib.sha256(b"\x00" + one).digest()
    assert merkle.leaf(one, other) == hashlib.sha256(b"\x00" + one + other).digest()
    assert merkle.node(one, other) == hashlib.sha256(b"\x01" + one + other).digest()


def test_a_heads_message_is_text_of_seven_lines() -> None:
    first = merkle.head("4-plano", "abcd", 3, bytes(32), "2026-11-23T18:30Z", None)
    assert first.decode().splitlines() == [
        *("ogp-participa head 1", "4-plano", "abcd", "3", "00" * 32, "2026-11-23T18:30Z", "-")
    ]
    sealed = merkle.seal(first, b"signature")
    assert sealed == hashlib.sha256(first + b"signature").digest()
    following = merkle.head("4-plano", "abcd", 4, bytes(32), "2026-11-23T18:40Z", sealed)
    assert following.decode().endswith(f"\n{sealed.hex()}\n")
