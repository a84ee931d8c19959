"""`check_licence`: any text in, a report out."""

from __future__ import annotations

from datetime import datetime

from sellxed_sdk.findings import Finding, sort_findings
from sellxed_sdk.licence._genuine import Refused, establish
from sellxed_sdk.licence._paste import normalise_key
from sellxed_sdk.licence._report import LicenceReport, build_report
from sellxed_sdk.licence._revocation import RevocationList
from sellxed_sdk.licence._rights import Situation, find_rights
from sellxed_sdk.licence._testing import TEST_KEYRING
from sellxed_sdk.signing import Keyring

__all__ = ["check_licence", "refuse_licence"]


def check_licence(
    key: object,
    *,
    situation: Situation,
    keyring: Keyring,
    revocations: RevocationList | None = None,
    test_mode: bool = False,
) -> LicenceReport:
    """Decide what a licence key allows.

    Pure: no disk, no network, no clock. Never raises, whatever the key is.

    Args:
        key: What the shop stored: any text, even None.
        situation: Product, release, hosts and time.
        keyring: The vendor's public keys.
        revocations: The newest verified revocation list.
        test_mode: Whether published test keys count, too.

    Returns:
        The report, with all findings.
    """
    text = normalise_key(key)
    if isinstance(text, Finding):
        return refuse_licence(text, now=situation.now)
    try:
        genuine = establish(text, keyring=keyring, test_keys=TEST_KEYRING if test_mode else None)
    except Refused as refused:
        return refuse_licence(refused.finding, now=situation.now)
    licence, certificate = genuine.licence, genuine.certificate
    revoked_on = None
    if revocations is not None:
        revoked_on = revocations.find(
            text,
            certificate=certificate.id if certificate else None,
            sequence=licence.sequence,
        )
    findings = find_rights(
        licence, situation=situation, revocations=revocations, revoked_on=revoked_on
    )
    return build_report(
        licence=licence,
        partner=certificate.partner if certificate else None,
        findings=sort_findings(findings),
        now=situation.now,
    )


def refuse_licence(*findings: Finding, now: datetime) -> LicenceReport:
    """Return the report of a key that no licence could be read from."""
    return build_report(licence=None, findings=sort_findings(findings), now=now)
