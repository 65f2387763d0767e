"""Ed25519 in plain Python: the vectors of RFC 8032, and the same verdicts as a library that is used everywhere."""

import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.vote.verifier import ed25519

VECTORS = [  # RFC 8032, section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
            "4655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
            "eb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
            "dc027beceea1ec40a"
        ),
    ),
]
SMALL = [
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]
"""Keys of small order: anybody can sign for them."""


def by_library(key: bytes, message: bytes, signature: bytes) -> bool:
    """What ``cryptography`` says."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_the_vectors_of_the_standard_fit(vector: tuple[str, str, str]) -> None:
    key, message, signature = (bytes.fromhex(part) for part in vector)
    assert by_library(key, message, signature)
    assert ed25519.fits(key, message, signature)


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511), st.sampled_from("kms"))
def test_what_was_signed_fits_and_with_one_bit_changed_it_does_not(
    secret: bytes, message: bytes, bit: int, where: str
) -> None:
    pair = Ed25519PrivateKey.from_private_bytes(secret)
    parts = {"k": pair.public_key().public_bytes_raw(), "m": message, "s": pair.sign(message)}
    assert ed25519.fits(parts["k"], parts["m"], parts["s"])
    changed = bytearray(parts[where] or b"\0")
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    parts[where] = bytes(changed)
    assert by_library(parts["k"], parts["m"], parts["s"]) is False
    assert not ed25519.fits(parts["k"], parts["m"], parts["s"])


def test_a_signature_has_one_spelling_only() -> None:
    pair = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key, signature = pair.public_key().public_bytes_raw(), pair.sign(b"ola")
    larger = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    other = signature[:32] + larger.to_bytes(32, "little")
    assert not by_library(key, b"ola", other)
    assert not ed25519.fits(key, b"ola", other)


@pytest.mark.parametrize("key", SMALL)
def test_a_key_that_anybody_can_sign_for_fits_nothing(key: str) -> None:
    nothing = bytes.fromhex("01" + "00" * 31) + bytes(32)
    assert not any(ed25519.fits(bytes.fromhex(key), json.dumps(n).encode(), nothing) for n in range(64))


@pytest.mark.parametrize("sizes", [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_other_lengths_fit_nothing(sizes: tuple[int, int]) -> None:
    assert not ed25519.fits(bytes(sizes[0]), b"", bytes(sizes[1]))
