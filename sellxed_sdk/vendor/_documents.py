"""Documents of the vendor's besides releases: rules, revocations, partner certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sellxed_sdk.errors import InvalidDocumentError, PublishError, VerificationError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.licence import (
    PartnerCertificates,
    RevocationList,
    parse_certificates,
    verify_certificate,
    verify_revocations,
)
from sellxed_sdk.signing import Keyring, Purpose, parse_jws
from sellxed_sdk.vendor._access import lock_channel, publish_targets, read_target
from sellxed_sdk.vendor._revoke import build_revocations, revoke
from sellxed_sdk.vendor._rules import build_rules
from sellxed_sdk.vendor._workspace import Vendor

__all__ = [
    "CERTIFICATES_TARGET",
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "list_certificates",
    "publish_certificates",
    "publish_revocations",
    "publish_rules",
    "read_revocations",
]

RULES_TARGET = "compatibility/rules.jws"
REVOCATIONS_TARGET = "licence/revocations.jws"
CERTIFICATES_TARGET = "licence/certificates.txt"
CERTIFICATES_HEAD = "# Partner certificates, one a line. Each is verified when a licence needs it."


def publish_rules(vendor: Vendor, source: bytes, *, now: datetime) -> str:
    """Check, sign and publish compatibility rules; return the signed form.

    Raises:
        PublishError: The rules have faults; the message names the first.
    """
    token = build_rules(source, signer=vendor.signer(Purpose.RULES))
    publish_targets(vendor, {RULES_TARGET: token.encode("ascii")}, now=now)
    return token


def publish_revocations(
    vendor: Vendor,
    *,
    keys: tuple[str, ...] = (),
    certificates: tuple[tuple[str, int | None], ...] = (),
    now: datetime,
) -> RevocationList:
    """Revoke, and publish the list; what was revoked before stays so.

    Args:
        vendor: The vendor directory.
        keys: Key hashes, as the issue log keeps them.
        certificates: Certificates, each with the running number after which they count
            no more, or None.
        now: The day of the decision.
    """
    with lock_channel(vendor):
        known = read_revocations(vendor)
        revocations = revoke(known, keys=keys, certificates=certificates, now=now)
        token = build_revocations(revocations, signer=vendor.signer(Purpose.REVOCATION))
        publish_targets(vendor, {REVOCATIONS_TARGET: token.encode("ascii")}, now=now)
    return revocations


def publish_certificates(
    vendor: Vendor, certificates: tuple[str, ...], *, now: datetime
) -> PartnerCertificates:
    """Publish partner certificates, so that keys issued under them need not carry them.

    Args:
        vendor: The vendor directory.
        certificates: As `certify_partner` made them; one that is published already is
            kept, and one with the same identifier is replaced.
        now: The signing time.

    Returns:
        All that are published now.

    Raises:
        PublishError: One of them would not be accepted by shops.
    """
    keyring = vendor.keyring()
    with lock_channel(vendor):
        known = parse_certificates(read_target(vendor, CERTIFICATES_TARGET).decode("ascii"))
        listed = {_certificate_id(text, keyring): text for text in (*known.texts, *certificates)}
        text = list_certificates(listed.values())
        publish_targets(vendor, {CERTIFICATES_TARGET: text.encode("ascii")}, now=now)
    return parse_certificates(text)


def read_revocations(vendor: Vendor) -> RevocationList | None:
    """Return the list that is published, or None before the first."""
    current = read_target(vendor, REVOCATIONS_TARGET)
    return (
        verify_revocations(current.decode("ascii"), keyring=vendor.keyring()) if current else None
    )


def list_certificates(certificates: Iterable[str]) -> str:
    """Return the published form of a list of certificates."""
    return "".join(f"{line}\n" for line in (CERTIFICATES_HEAD, *certificates))


def _certificate_id(text: str, keyring: Keyring) -> str:
    try:
        return verify_certificate(parse_jws(text), keyring=keyring).id
    except (InvalidDocumentError, VerificationError) as error:
        detail = str(error).rstrip(".")
        raise codes.ISSUE_REFUSED.error(PublishError, detail=detail, step="publish") from None
