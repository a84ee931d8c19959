"""`check_licence` for callers: paths, days and clocks in any form, and never an exception."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import attrs

from sellxed_sdk import licence as core
from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings import Finding, finding_of, sort_findings
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence import LicenceReport, PartnerCertificates, RevocationList
from sellxed_sdk.module._inputs import (
    Trust,
    read_day,
    read_hosts,
    read_now,
    read_revocations,
    read_situation,
    read_trust,
)

__all__ = ["Mode", "check_licence"]

Mode = Literal["live", "test"]


def check_licence(
    key: object,
    *,
    trust: Trust,
    product: str,
    release_date: date | str | None = None,
    free_security: bool = False,
    hosts: Iterable[str] | str | None = None,
    now: datetime | None = None,
    revocations: RevocationList | str | os.PathLike[str] | None = None,
    certificates: PartnerCertificates | None = None,
    mode: Mode = "live",
) -> LicenceReport:
    """Decide what a licence key allows in this shop. Offline, and never raises.

    The same question asked again within a day is answered from memory.

    Args:
        key: What the shop stored: any text, even None.
        trust: The trust bundle, or the path of ``sellxed-trust.json``. Never take the
            path from settings or the environment.
        product: The product that asks.
        release_date: Signed publishing day of the running release. `Module` takes it
            from the signed manifest.
        free_security: Whether the running release is marked as free for everyone.
        hosts: Configured addresses of the shop (never the Host header); None where there
            are none, as on the command line.
        now: The current time; the clock of the machine where None.
        revocations: The newest revocation list, or the path of its signed form.
        certificates: Partner certificates that the update channel brought, for keys that
            do not carry theirs.
        mode: ``test`` accepts the published test keys, too.

    Returns:
        The report: three rights, and every reason.
    """
    instant = read_now(now)
    try:
        keyring = read_trust(trust).keyring
    except SellxedError as error:
        return core.refuse_licence(finding_of(error), now=instant)
    extra: tuple[Finding, ...] = ()
    known = None
    try:
        known = read_revocations(revocations, keyring=keyring)
    except (SellxedError, OSError) as error:
        extra = (codes.REVOCATIONS_UNUSABLE.finding(detail=str(error)),)
    # None would take a licence of any product; here somebody forgot to set it.
    situation = read_situation(
        str(product), read_day(release_date), bool(free_security), read_hosts(hosts)
    )
    report = core.check_licence(
        key,
        situation=situation,
        now=instant,
        keyring=keyring,
        revocations=known,
        certificates=certificates,
        test_mode=mode == "test",
    )
    if not extra:
        return report
    return attrs.evolve(report, findings=sort_findings((*report.findings, *extra)))
