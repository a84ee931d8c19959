"""What people enter in a panel: a licence key, "I know"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Code, Finding
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._records import MAX_KEY, Marks, user_record
from sellxed_sdk.hosting._store import RecordStore
from sellxed_sdk.hosting._values import InstalledModule, PanelAnswer
from sellxed_sdk.hosting._watch import finding_about
from sellxed_sdk.hosting._writing import change_head, change_record
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.notices import Notice

__all__ = ["Forms"]


@attrs.frozen
class Forms:
    """Answers forms, at one time."""

    store: RecordStore
    """The host's records."""
    now: datetime
    """The current time."""

    def enter_key(
        self,
        product: str,
        text: str,
        *,
        installed: InstalledModule | None,
        configured: bool,
        old: str | None,
        hosts: tuple[str, ...] | None,
    ) -> PanelAnswer:
        """Store a key that is better than the one before, or tell why not.

        Args:
            product: The module.
            text: What was pasted.
            installed: The module, if it is one of the panel.
            configured: Whether the host's configuration gives the key.
            old: The key so far.
            hosts: Configured addresses of the shop.
        """

        def refuse(findings: Iterable[Finding]) -> PanelAnswer:
            return PanelAnswer(
                action="key",
                product=product,
                ok=False,
                findings=tuple(findings),
                entered=text[:MAX_KEY],
            )

        if installed is None:
            return refuse((codes.HOST_MODULE_UNKNOWN.finding(product=product),))
        if configured:
            name = installed.name or product
            return refuse((codes.HOST_KEY_CONFIGURED.finding(product=name),))
        report = installed.module.check_licence(text, hosts=hosts, now=self.now)
        before = installed.module.check_licence(old, hosts=hosts, now=self.now)
        if not _is_better(report, before):
            return refuse(report.findings)
        try:
            change_head(self.store, lambda head: head.with_key(product, text.strip()))
        except Exception as error:  # noqa: BLE001 - the host's storage may raise anything
            return refuse((finding_about(error, codes.HOST_RECORDS_UNWRITABLE),))
        return PanelAnswer(action="key", product=product, ok=True, findings=report.findings)

    def dismiss(
        self, user: str, fingerprint: str, product: str, known: tuple[Notice, ...]
    ) -> PanelAnswer:
        """Remember that a user put a notice away.

        Args:
            user: The user.
            fingerprint: Of the notice.
            product: The module that the form names.
            known: The notices that this user is shown.
        """

        def reply(code: Code | None = None, *findings: Finding) -> PanelAnswer:
            found = findings or ((code.finding(),) if code else ())
            return PanelAnswer(action="dismiss", product=product, ok=not found, findings=found)

        notice = next((n for n in known if n.fingerprint == fingerprint), None)
        if notice is None or notice.dismissible_days is None or not user:
            return reply(codes.HOST_NOTICE_UNKNOWN)

        def mark(data: bytes | None) -> bytes:
            return _parse(data).with_mark(fingerprint, now=self.now).dump()

        try:
            change_record(self.store, user_record(user), mark)
        except Exception as error:  # noqa: BLE001 - the host's storage may raise anything
            return reply(None, finding_about(error, codes.HOST_RECORDS_UNWRITABLE))
        return reply()


def _is_better(report: LicenceReport, before: LicenceReport) -> bool:
    """Whether a key may take the place of the one before."""
    return report.may_run or (report.in_force and not before.may_run)


def _parse(data: bytes | None) -> Marks:
    try:
        return Marks() if data is None else Marks.parse(data)
    except InvalidDocumentError:
        return Marks()
