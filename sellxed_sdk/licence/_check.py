"""`check_licence`: any text in, a report out."""

from __future__ import annotations

from datetime import datetime

from sellxed_sdk.findings import Finding, sort_findings
from sellxed_sdk.licence._certificates import PartnerCertificates
from sellxed_sdk.licence._genuine import Refused, establish
from sellxed_sdk.licence._memory import Knowledge, Memory
from sellxed_sdk.licence._paste import MAX_PASTE_CHARS, normalise_key
from sellxed_sdk.licence._report import LicenceReport, build_report
from sellxed_sdk.licence._revocation import RevocationList
from sellxed_sdk.licence._rights import Situation, find_rights
from sellxed_sdk.signing import Keyring

__all__ = ["check_licence", "refuse_licence"]

# One process serves the products and shops of one installation, or of one host.
_memory = Memory(128)


def check_licence(
    key: object,
    *,
    situation: Situation,
    now: datetime,
    keyring: Keyring,
    revocations: RevocationList | None = None,
    certificates: PartnerCertificates | None = None,
    test_mode: bool = False,
) -> LicenceReport:
    """Decide what a licence key allows.

    Pure: no disk, no network, no clock. Never raises, whatever the key is. The same
    question asked again within a day is answered from memory.

    Args:
        key: What the shop stored: any text, even None.
        situation: Product, release and hosts.
        now: The time that the clock shows, aware.
        keyring: The vendor's public keys.
        revocations: The newest verified revocation list.
        certificates: Partner certificates that the update channel brought.
        test_mode: Whether published test keys count, too.

    Returns:
        The report, with all findings.
    """
    knowledge = (keyring, revocations, certificates, test_mode)
    # Only text of a bounded length is remembered: it cannot change, and the memory stays small.
    if type(key) is not str or len(key) > MAX_PASTE_CHARS:
        return _decide(key, situation, now, knowledge)
    report = _memory.recall(key, situation, knowledge, now=now)
    if report is None:
        report = _decide(key, situation, now, knowledge)
        _memory.keep(key, situation, knowledge, report)
    return report


def refuse_licence(*findings: Finding, now: datetime) -> LicenceReport:
    """Return the report of a key that no licence could be read from."""
    return build_report(licence=None, findings=sort_findings(findings), now=now)


def _decide(
    key: object, situation: Situation, now: datetime, knowledge: Knowledge
) -> LicenceReport:
    keyring, revocations, certificates, test_mode = knowledge
    text = normalise_key(key)
    if isinstance(text, Finding):
        return refuse_licence(text, now=now)
    try:
        genuine = establish(text, keyring=keyring, certificates=certificates, test_mode=test_mode)
    except Refused as refused:
        return refuse_licence(refused.finding, now=now)
    licence, certificate = genuine
    revoked_on = None
    if revocations is not None:
        revoked_on = revocations.find(
            text,
            certificate=certificate.id if certificate else None,
            sequence=licence.sequence,
        )
    findings = find_rights(
        licence, situation=situation, now=now, revocations=revocations, revoked_on=revoked_on
    )
    return build_report(
        licence=licence,
        partner=certificate.partner if certificate else None,
        findings=sort_findings(findings) if findings else (),
        now=now,
    )
