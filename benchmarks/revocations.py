"""The revocation list: reading its signed form, and looking keys up."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from base64 import urlsafe_b64decode
from datetime import datetime, timezone
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks._measure import Case, measure
from benchmarks._tables import Table
from sellxed_sdk.errors import SellxedError
from sellxed_sdk.licence import RevocationList, hash_key, verify_revocations
from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, Purpose, TrustedKey
from sellxed_sdk.vendor import build_revocations, revoke

__all__ = ["run"]

_COLUMNS = (
    "entries",
    "signed, MB",
    "load, ms",
    "bare, ms",
    "ratio",
    "memory, MB",
    "hit, µs",
    "miss, µs",
    "bare, µs",
    "ratio of miss",
)
_LOOK_UPS = 1_000


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure lists of growing length."""
    sizes = (1_000, 10_000) if quick else (1_000, 100_000, 1_000_000)
    signer = LocalSigner("rev-1", PrivateKey.generate())
    key = TrustedKey(kid="rev-1", purpose=Purpose.REVOCATION, public_key=signer.public_key)
    rows = [_row(size, signer, Keyring((key,)), rounds=3 if quick else 7) for size in sizes]
    notes = [note for _, note in rows if note]
    return [
        Table(
            title="The revocation list",
            columns=_COLUMNS,
            rows=tuple(row for row, _ in rows),
            notes=(
                (
                    "bare load: one Ed25519 verification and json.loads of the same bytes; bare "
                    "look-up: SHA-256 and a set. Memory: what stays after loading."
                ),
                *notes,
            ),
        )
    ]


def _row(
    size: int, signer: LocalSigner, keyring: Keyring, *, rounds: int
) -> tuple[tuple[str, ...], str]:
    hashes = tuple(hash_key(_key(number)) for number in range(size))
    now = datetime.now(timezone.utc)
    token = build_revocations(revoke(None, keys=hashes, now=now), signer=signer)
    length = f"{len(token) / 1e6:.2f}"
    try:
        found = verify_revocations(token, keyring=keyring)
    except SellxedError as error:
        refused = ("refused", *("-" for _ in _COLUMNS[3:]))
        return (f"{size}", length, *refused), f"{size} entries: {error.code}: {error.message}"
    load = measure(
        [
            Case(name="ours", work=lambda _: verify_revocations(token, keyring=keyring)),
            Case(name="bare", work=partial(_load_bare, token, signer.public_key)),
        ],
        rounds=rounds,
    )
    ours, bare = load["ours"].best, load["bare"].best
    cells = (f"{ours * 1e3:.2f}", f"{bare * 1e3:.2f}", f"{ours / bare:.2f}")
    memory = f"{_memory(token, keyring) / 1e6:.1f}"
    return (f"{size}", length, *cells, memory, *_look_up(found, hashes, size, rounds)), ""


def _look_up(
    found: RevocationList, hashes: tuple[str, ...], size: int, rounds: int
) -> tuple[str, ...]:
    known = frozenset(hashes)
    revoked = [_key(number * 7 % size) for number in range(_LOOK_UPS)]
    others = [_key(size + number) for number in range(_LOOK_UPS)]
    if found.find(revoked[0]) is None or found.find(others[0]) is not None:
        raise RuntimeError("the list does not answer as it should")

    def bare(_: int) -> list[bool]:
        return [hashlib.sha256(key.encode()).hexdigest() in known for key in others]

    cases = [
        Case(name="hit", work=lambda _: [found.find(key) for key in revoked], count=_LOOK_UPS),
        Case(name="miss", work=lambda _: [found.find(key) for key in others], count=_LOOK_UPS),
        Case(name="bare", work=bare, count=_LOOK_UPS),
    ]
    times = {name: timing.best for name, timing in measure(cases, rounds=rounds * 2).items()}
    return (
        *(f"{times[name] * 1e6:.2f}" for name in ("hit", "miss", "bare")),
        f"{times['miss'] / times['bare']:.2f}",
    )


def _key(number: int) -> str:
    # As long as a real key.
    return f"{number:0500}"


def _load_bare(token: str, public_key: bytes, _: int) -> object:
    signed, signature = token.rsplit(".", 1)
    key = Ed25519PublicKey.from_public_bytes(public_key)
    key.verify(urlsafe_b64decode(signature + "=="), signed.encode())
    return json.loads(urlsafe_b64decode(signed.partition(".")[2] + "=="))


def _memory(token: str, keyring: Keyring) -> int:
    tracemalloc.start()
    try:
        kept = verify_revocations(token, keyring=keyring)
        used, _ = tracemalloc.get_traced_memory()
        del kept
    finally:
        tracemalloc.stop()
    return used
