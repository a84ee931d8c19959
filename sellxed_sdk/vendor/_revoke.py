"""Revoking: the source of the list, and its signed form."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.licence import (
    REVOCATIONS_TYP,
    RevocationList,
    RevokedCertificate,
    RevokedKeys,
)
from sellxed_sdk.signing import JsonObject, Signer, encode_base64url, sign_jws

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

    Raises:
        PublishError: A hash that none can be.
    """
    today = now.astimezone(timezone.utc).date()
    old_keys = revocations.keys if revocations else RevokedKeys()
    old_certificates = revocations.certificates if revocations else ()
    try:
        revoked = RevokedKeys.of((*old_keys, *((key, today) for key in keys)))
    except ValueError as error:
        raise codes.ISSUE_REFUSED.error(PublishError, detail=str(error), step="revoke") from None
    return RevocationList(
        version=(revocations.version if revocations else 0) + 1,
        issued_at=now.replace(microsecond=0),
        next_at=now.replace(microsecond=0) + timedelta(days=NEXT_DAYS),
        keys=revoked,
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
    payload: JsonObject = {
        "ver": revocations.version,
        "iat": int(revocations.issued_at.timestamp()),
        "nxt": int(revocations.next_at.timestamp()),
    }
    if len(revocations.keys):
        payload["keys"] = encode_base64url(revocations.keys.hashes)
        payload["days"] = encode_base64url(revocations.keys.days)
    if certificates:
        payload["certs"] = [*certificates]
    return sign_jws(payload, typ=REVOCATIONS_TYP, signer=signer)
