"""The group of edwards25519 (RFC 8032, section 5.1), for one question about public keys.

Verification is OpenSSL's. This is for whoever vouches for somebody else's key: a key
with a part of small order can be used to make signatures that some libraries accept and
others refuse, so a vendor does not certify one.
"""

from __future__ import annotations

from typing import TypeAlias

__all__ = ["is_of_prime_order"]

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

# Extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z and xy = T/Z, each modulo p.
_Point: TypeAlias = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def is_of_prime_order(raw: bytes) -> bool:
    """Whether this is a point of the group that honest keys lie in.

    Takes milliseconds, and needs no secret: it may take as long as it likes.

    Args:
        raw: A public key that `check_public_key` took.
    """
    point = _decompress(raw)
    return point is not None and _is_neutral(_multiply(_ORDER, point))


def _decompress(raw: bytes) -> _Point | None:
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    # RFC 8032, section 5.1.3: a square root of (y^2 - 1) / (d y^2 + 1), if there is one.
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P:
        return None
    # Which root the sign bit means is no matter: a point and its negative have one order.
    return x, y, 1, x * y % _P


def _add(one: _Point, other: _Point) -> _Point:
    # RFC 8032, section 5.1.4
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(times: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while times:
        if times & 1:
            result = _add(result, point)
        point = _add(point, point)
        times >>= 1
    return result


def _is_neutral(point: _Point) -> bool:
    return point[0] == 0 and point[1] == point[2]
