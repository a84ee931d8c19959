"""Revoking: the source of the list, and its signed form."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sellxed_sdk.licence import (
    REVOCATIONS_TYP,
    RevocationList,
    RevokedCertificate,
    RevokedKey,
)
from sellxed_sdk.signing import JsonObject, Signer, sign_jws

__all__ = ["build_revocations", "revoke"]

NEXT_DAYS = 30


def revoke(
    revocations: RevocationList | None,
    *,
    keys: tuple[str, ...] = (),
    certificates: tuple[tuple[str, int | None], ...] = (),
    now: datetime,
) -> RevocationList:
    """Return the successor of a list with more entries; what was revoked stays so.

    Args:
        revocations: The current list, or None for the first.
        keys: Key hashes, as the issue log keeps them.
        certificates: Certificates with the running number after which they count no
            more, or None to revoke everything under them.
        now: The day of the decision.
    """
    today = now.astimezone(timezone.utc).date()
    old_keys = revocations.keys if revocations else ()
    old_certificates = revocations.certificates if revocations else ()
    known = {entry.hash for entry in old_keys}
    return RevocationList(
        version=(revocations.version if revocations else 0) + 1,
        issued_at=now.replace(microsecond=0),
        next_at=now.replace(microsecond=0) + timedelta(days=NEXT_DAYS),
        keys=old_keys
        + tuple(
            RevokedKey(hash=entry, revoked_on=today)
            for entry in dict.fromkeys(keys)
            if entry not in known
        ),
        certificates=old_certificates
        + tuple(
            RevokedCertificate(id=name, after_sequence=after, revoked_on=today)
            for name, after in certificates
        ),
    )


def build_revocations(revocations: RevocationList, *, signer: Signer) -> str:
    """Return the signed form of a list (docs/formats/licence.md)."""
    certificates: list[JsonObject] = []
    for entry in revocations.certificates:
        claims: JsonObject = {"id": entry.id, "on": entry.revoked_on.isoformat()}
        if entry.after_sequence is not None:
            claims["after_seq"] = entry.after_sequence
        certificates.append(claims)
    return sign_jws(
        {
            "ver": revocations.version,
            "iat": int(revocations.issued_at.timestamp()),
            "nxt": int(revocations.next_at.timestamp()),
            "keys": [{"h": key.hash, "on": key.revoked_on.isoformat()} for key in revocations.keys],
            "certs": [*certificates],
        },
        typ=REVOCATIONS_TYP,
        signer=signer,
    )
