"""Keys follow each other: the next becomes current, and what the former signed stays good.

The order of the writes makes every crash harmless: the new private key, its public half
in the trust bundle, the switch in vendor.json, and last the end of the former key in the
trust bundle. Running it again goes on where it broke off.
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta

import attrs

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import JsonObject, Purpose, dump_json, format_instant, parse_json
from sellxed_sdk.vendor._documents import publish_revocations, read_revocations
from sellxed_sdk.vendor._keys import (
    FIRST_NAMES,
    KeyState,
    VendorKey,
    key_named,
    make_private_key,
    mode_of,
)
from sellxed_sdk.vendor._log import lock_log, read_log
from sellxed_sdk.vendor._workspace import IDENTITY_FILE, Vendor, read_identity, replace_text

__all__ = ["Rotation", "check_keys", "rotate_key"]

MAX_BYTES = 1_000_000
# Clocks of two machines that use one directory differ a little.
CLOCK_TOLERANCE = timedelta(minutes=10)
_PRIVATE_DIRECTORY, _PRIVATE_FILE = 0o700, 0o600


@attrs.frozen(kw_only=True)
class Rotation:
    """What a rotation did."""

    outcome: str
    """``rotated``; ``completed`` where it finished one that had broken off; ``prepared``
    where there was no next key, so that one was made and nothing else changed."""
    current: VendorKey
    """Signs from now on."""
    next: VendorKey
    """Follows it; its public half is in the trust bundle."""
    former: VendorKey | None = None
    """Signs no more; None where nothing was rotated."""
    affected: tuple[str, ...] = ()
    """Licences that a compromised key signed after it ceased: to be issued anew."""


def rotate_key(
    vendor: Vendor,
    purpose: Purpose,
    *,
    now: datetime,
    compromised_since: datetime | None = None,
) -> Rotation:
    """Make the next key of a purpose the current one, and make a new next one.

    What the former key signed stays good, so nothing is issued anew. Where there is no
    next key, because an earlier version made the directory, one is made and waits for
    the next rotation: shops must learn of it by a release first. A compromised key does
    not wait.

    Args:
        vendor: The vendor directory.
        purpose: Whose key.
        now: When the former key ceases.
        compromised_since: The key is in wrong hands since then, and counts for nothing
            dated later. It cannot be told when a thief really signed: see docs/vendor.md.

    Raises:
        ConfigurationError: A date that does not fit, or a file that cannot be used.
        PublishError: The revocation list cannot be signed anew.
    """
    # The log's lock: nobody issues with a key while it leaves.
    with lock_log(vendor.log_path):
        keys = vendor.read_keys()
        state = KeyState.FORMER if compromised_since is None else KeyState.COMPROMISED
        left = _find_unfinished(vendor, keys, purpose)
        if left is not None:
            _finish(vendor, purpose, left, now)
            if left.state is state:
                return _rotation("completed", keys, purpose, left, _affected(vendor, left))
        until_at = _find_end(vendor, purpose, now, compromised_since)
        following = key_named(keys, purpose, KeyState.NEXT)
        if following is None:
            following = _make_next(vendor, keys, purpose)
            if compromised_since is None:
                keys = (*keys, following)
                _write_keys(vendor, keys)
                return _rotation("prepared", keys, purpose, None, ())
        # Loaded before anything changes: it may be kept elsewhere, or need a passphrase.
        vendor.signer_of(following)
        spare = _make_next(vendor, (*keys, following), purpose)
        keys, former = _switch(keys, following, spare, state=state, until_at=until_at, now=now)
        _write_keys(vendor, keys)
        _finish(vendor, purpose, former, now)
        return _rotation("rotated", keys, purpose, former, _affected(vendor, former))


def check_keys(vendor: Vendor) -> tuple[Finding, ...]:
    """Return what is wrong with the keys: open to others, or a rotation that broke off.

    Raises:
        ConfigurationError: vendor.json is missing or damaged.
    """
    findings = []
    files = sorted(vendor.keys_directory.glob("*.pem*"))
    wanted = [(vendor.keys_directory, _PRIVATE_DIRECTORY), *((f, _PRIVATE_FILE) for f in files)]
    for path, mode in wanted:
        real = mode_of(path)
        if real is not None and real & ~mode:
            findings.append(
                codes.VENDOR_KEY_EXPOSED.finding(
                    subject=path.name, path=str(path), mode=f"{real:04o}", wanted=f"{mode:04o}"
                )
            )
    keys = vendor.read_keys()
    findings += [
        codes.ROTATION_UNFINISHED.finding(subject=purpose.value, purpose=purpose.value)
        for purpose in Purpose
        if _find_unfinished(vendor, keys, purpose)
    ]
    return tuple(findings)


def _rotation(
    outcome: str,
    keys: tuple[VendorKey, ...],
    purpose: Purpose,
    former: VendorKey | None,
    affected: tuple[str, ...],
) -> Rotation:
    current = key_named(keys, purpose, KeyState.CURRENT)
    following = key_named(keys, purpose, KeyState.NEXT)
    if current is None or following is None:  # pragma: no cover - the callers see to it
        raise ValueError("a rotation leaves a current and a next key")
    return Rotation(
        outcome=outcome, current=current, next=following, former=former, affected=affected
    )


def _find_unfinished(
    vendor: Vendor, keys: tuple[VendorKey, ...], purpose: Purpose
) -> VendorKey | None:
    """Return the former key whose end is in vendor.json and not in the trust bundle."""
    if not vendor.trust_path.exists():
        return None
    keyring = vendor.keyring()
    for key in keys:
        known = keyring.find(key.kid, purpose)
        if key.purpose is purpose and key.until_at and known and known.not_after_at is None:
            return key
    return None


def _find_end(
    vendor: Vendor, purpose: Purpose, now: datetime, compromised_since: datetime | None
) -> datetime:
    """Return when the current key ceases, so that what it signed rightly stays good."""
    if compromised_since is not None:
        if compromised_since > now:
            raise _refuse(purpose, f"{format_instant(compromised_since)} is in the future")
        return compromised_since.replace(microsecond=0)
    end = now.replace(microsecond=0)
    if purpose is Purpose.LICENCE:
        issued = [entry.issued_at for entry in read_log(vendor.log_path).entries]
        newest = max(issued, default=end)
        if newest > end + CLOCK_TOLERANCE:
            at = format_instant(newest)
            raise _refuse(purpose, f"a licence in the issue log is dated {at}")
        return max(end, newest)
    return end


def _make_next(vendor: Vendor, keys: tuple[VendorKey, ...], purpose: Purpose) -> VendorKey:
    """Make the key that will follow: its private half, then the public one in the bundle."""
    name = FIRST_NAMES[purpose]
    matches = (re.fullmatch(rf"{name}-([0-9]+)", key.kid) for key in keys)
    kid = f"{name}-{max((int(match[1]) for match in matches if match), default=0) + 1}"
    path = vendor.key_path(kid)
    try:
        private = make_private_key(path, passphrase=vendor.passphrase)
    except OSError as error:
        detail = f"{path} cannot be written ({(error.strerror or 'unknown').lower()})"
        raise _refuse(purpose, detail) from None
    made = VendorKey(kid=kid, purpose=purpose, state=KeyState.NEXT, public_key=private.public_bytes)
    _change_trust(vendor, made)
    return made


def _switch(
    keys: tuple[VendorKey, ...],
    following: VendorKey,
    spare: VendorKey,
    *,
    state: KeyState,
    until_at: datetime,
    now: datetime,
) -> tuple[tuple[VendorKey, ...], VendorKey]:
    purpose = following.purpose
    others = [key for key in keys if key.purpose is not purpose]
    own = [key for key in keys if key.purpose is purpose and key.kid != following.kid]
    current = next(key for key in own if key.state is KeyState.CURRENT)
    former = attrs.evolve(current, state=state, until_at=until_at)
    kept = [former if key is current else key for key in own]
    promoted = attrs.evolve(following, state=KeyState.CURRENT, since_at=now.replace(microsecond=0))
    return (*others, *kept, promoted, spare), former


def _finish(vendor: Vendor, purpose: Purpose, former: VendorKey, now: datetime) -> None:
    if purpose is Purpose.REVOCATION and vendor.trust_path.exists() and read_revocations(vendor):
        # The list that is out may be dated after the end of the key; its successor is not
        # signed with that key, and it must be read once more to be succeeded.
        publish_revocations(vendor, now=now)
    if former.state is KeyState.COMPROMISED:
        path = vendor.key_path(former.kid)
        with contextlib.suppress(FileNotFoundError):
            path.replace(path.with_name(f"{path.name}.compromised"))
    _change_trust(vendor, former)


def _affected(vendor: Vendor, former: VendorKey) -> tuple[str, ...]:
    if former.purpose is not Purpose.LICENCE or former.until_at is None:
        return ()
    entries = read_log(vendor.log_path).entries
    return tuple(
        entry.id
        for entry in entries
        if entry.kid == former.kid and entry.issued_at > former.until_at
    )


def _write_keys(vendor: Vendor, keys: tuple[VendorKey, ...]) -> None:
    identity = read_identity(vendor.directory)
    identity["keys"] = [key.for_identity() for key in keys]
    replace_text(vendor.directory / IDENTITY_FILE, dump_json(identity, indent=1) + "\n")


def _change_trust(vendor: Vendor, key: VendorKey) -> None:
    """Enter one key into the trust bundle, or change its entry; the rest stays as it is."""
    if not vendor.trust_path.exists():
        return  # `write_trust` will write it from vendor.json
    bundle = parse_json(vendor.trust_path.read_bytes(), max_bytes=MAX_BYTES)
    listed = bundle.get("keys")
    entries: list[JsonObject] = [
        entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, dict)
    ]
    if any(entry.get("kid") == key.kid for entry in entries):
        entries = [key.for_trust() if e.get("kid") == key.kid else e for e in entries]
    else:
        entries.append(key.for_trust())
    bundle["keys"] = [*entries]
    replace_text(vendor.trust_path, dump_json(bundle, indent=1) + "\n")


def _refuse(purpose: Purpose, detail: str) -> ConfigurationError:
    return codes.ROTATION_REFUSED.error(
        ConfigurationError, purpose=purpose.value, detail=detail, setting="purpose"
    )
