"""Check Ed25519 signatures (RFC 8032) in whole numbers of Python: slow, and readable by whoever wants to believe it.

Nothing is signed here; that needs care with secrets, and ``cryptography`` does it. Whatever has two spellings is
refused: a signature fits in one way only.
"""

import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]
"""A point in extended coordinates (X, Y, Z, T): x = X / Z, y = Y / Z, x * y = T / Z."""

ZERO: Point = (0, 1, 1, 0)


def fits(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature of the message was made with the secret half of this key."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key = _decoded(public_key)
    number = int.from_bytes(signature[32:], "little")
    if key is None or number >= ORDER or _same(_times(8, key), ZERO):
        return False
    asked = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    x, y, z, t = key
    return _encoded(_sum_of(number, BASE, asked, (-x, y, z, -t))) == signature[:32]


def _added(first: Point, second: Point) -> Point:
    """Return the sum of two points."""
    a = (first[1] - first[0]) * (second[1] - second[0]) % PRIME
    b = (first[1] + first[0]) * (second[1] + second[0]) % PRIME
    c = 2 * CURVE * first[3] * second[3] % PRIME
    d = 2 * first[2] * second[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(number: int, point: Point) -> Point:
    return _sum_of(number, point, 0, ZERO)


def _sum_of(factor: int, point: Point, other_factor: int, other_point: Point) -> Point:
    """Return ``first`` times one point and ``second`` times the other, doubling once for both."""
    both = _added(point, other_point)
    total = ZERO
    for bit in range(max(factor.bit_length(), other_factor.bit_length()) - 1, -1, -1):
        total = _added(total, total)
        bits = factor >> bit & 1, other_factor >> bit & 1
        if bits != (0, 0):
            total = _added(total, both if bits == (1, 1) else point if bits[0] else other_point)
    return total


def _same(first: Point, second: Point) -> bool:
    return (
        (first[0] * second[2] - second[0] * first[2]) % PRIME
        == 0
        == (first[1] * second[2] - second[1] * first[2]) % PRIME
    )


def _encoded(point: Point) -> bytes:
    """Return a point as 32 bytes: y, and the lowest bit of x in the highest place."""
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decoded(text: bytes) -> Point | None:
    """Return the point of 32 bytes; None where they name none, or name it in another way than :func:`_encoded`."""
    number = int.from_bytes(text, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def _base() -> Point:
    """Return the curve's base point: y = 4/5, x even."""
    point = _decoded((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    if point is None:
        raise ArithmeticError("The base point lies on the curve.")
    return point


BASE = _base()
