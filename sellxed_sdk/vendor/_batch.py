"""Issuing many licences at once: all are checked, then all are signed and logged, or none."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import attrs

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import Keyring, Purpose, Signer
from sellxed_sdk.vendor._issue import Desk, Draft, Issued
from sellxed_sdk.vendor._log import IssueLog, LogEntry, append_log, lock_log, read_log
from sellxed_sdk.vendor._requests import LicenceRequest
from sellxed_sdk.vendor._table import Table
from sellxed_sdk.vendor._workspace import Vendor

__all__ = ["BatchRefusedError", "Progress", "issue_as_vendor", "issue_batch"]

MAX_TOLD = 20
# Told once in a while: a bar that is drawn for each licence costs more than the licence.
STEP = 100

Progress = Callable[[int, int], None]
"""Called with how many are signed, and how many there are."""


class BatchRefusedError(PublishError):
    """Some rows of a batch cannot be issued, so none was.

    Args:
        findings: One for each bad row, in their order.
        rows: How many rows there are.
    """

    def __init__(self, findings: Sequence[Finding], *, rows: int) -> None:
        self.findings = tuple(findings)
        """One for each bad row, in their order."""
        self.rows = rows
        """How many rows there are."""
        told = " ".join(finding.message for finding in self.findings[:MAX_TOLD])
        more = len(self.findings) - MAX_TOLD
        finding = codes.BATCH_REFUSED.finding(
            count=len(self.findings),
            rows=rows,
            details=f"{told} (and {more} more)" if more > 0 else told,
        )
        super().__init__(
            finding.message, code=finding.code, hint=finding.hint, step="issue", rows=rows
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.findings, self.rows)


def _rebuild(findings: tuple[Finding, ...], rows: int) -> BatchRefusedError:
    return BatchRefusedError(findings, rows=rows)


def issue_batch(
    requests: Table | Iterable[LicenceRequest],
    *,
    issuer: str,
    signer: Signer,
    now: datetime,
    log: Path | None = None,
    certificate: str | None = None,
    keyring: Keyring | None = None,
    attach_certificate: bool = True,
    progress: Progress | None = None,
) -> tuple[Issued, ...]:
    """Issue licences: all of them, or none.

    All requests are checked before the first is signed. With a log, identifiers and
    running numbers that are in it are refused, a partner's request without a running
    number gets the next free one, and all entries are on the disk when this returns:
    only then may the keys be handed out.

    Args:
        requests: What is to be issued: requests, or a table that `parse_table` read.
        issuer: As for `issue_licence`, and so are ``signer``, ``now``, ``certificate``,
            ``keyring`` and ``attach_certificate``.
        signer: The licence key.
        now: The issue date of all of them.
        log: The issue log; other processes wait until this one is done with it.
        certificate: The partner's certificate.
        keyring: The vendor's public keys.
        attach_certificate: Whether the certificate becomes part of the keys.
        progress: Called now and then while they are signed.

    Returns:
        The licences, in the order of the requests.

    Raises:
        BatchRefusedError: Some cannot be issued; it tells all of them with their rows. For
            a single request that is no table its own error is raised.
        PublishError: The certificate or the key does not fit, or the log failed.
    """
    desk = Desk(
        issuer=issuer,
        signer=signer,
        now=now,
        certificate=certificate,
        keyring=keyring,
        attach_certificate=attach_certificate,
    )
    with _hold(log):
        return _issue(desk, _rows(requests), log=log, progress=progress)


def issue_as_vendor(
    vendor: Vendor,
    requests: Table | Iterable[LicenceRequest],
    *,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Issued, ...]:
    """Issue licences with the key of a vendor directory and its log; see `issue_batch`.

    Raises:
        BatchRefusedError: Some cannot be issued; it tells all of them with their rows.
        PublishError: The log failed.
        ConfigurationError: The key cannot be used.
    """
    # The key is looked up under the lock: a rotation waits, or is over.
    with lock_log(vendor.log_path):
        desk = Desk(
            issuer=vendor.name,
            signer=vendor.signer(Purpose.LICENCE),
            now=now,
            keyring=vendor.keyring(),
        )
        return _issue(desk, _rows(requests), log=vendor.log_path, progress=progress)


def _hold(log: Path | None) -> AbstractContextManager[None]:
    return lock_log(log) if log is not None else nullcontext()


class _Rows(NamedTuple):
    requests: tuple[LicenceRequest, ...]
    numbers: Sequence[int]
    unreadable: tuple[Finding, ...]
    is_table: bool


def _rows(requests: Table | Iterable[LicenceRequest]) -> _Rows:
    if isinstance(requests, Table):
        return _Rows(requests.requests, requests.numbers, requests.findings, is_table=True)
    asked = tuple(requests)
    return _Rows(asked, range(1, len(asked) + 1), (), is_table=False)


def _issue(
    desk: Desk, rows: _Rows, *, log: Path | None, progress: Progress | None
) -> tuple[Issued, ...]:
    # A vendor with random identifiers has nothing to look up, however long the log is.
    asks = desk.scope is not None or any(request.id for request in rows.requests)
    used = _Used(read_log(log) if log and asks else IssueLog(), desk, rows.requests)
    drafts = _draft(desk, rows, used)
    issued = []
    for count, draft in enumerate(drafts, start=1):
        issued.append(desk.sign(draft))
        if progress is not None and (count % STEP == 0 or count == len(drafts)):
            progress(count, len(drafts))
    if log is not None:
        append_log(log, [entry.log_entry() for entry in issued])
    return tuple(issued)


def _draft(desk: Desk, rows: _Rows, used: _Used) -> list[Draft]:
    drafts: list[Draft] = []
    findings = list(rows.unreadable)
    for number, request in zip(rows.numbers, rows.requests, strict=True):
        try:
            used.check(request)
            draft = desk.draft(used.complete(request))
        except PublishError as error:
            if len(rows.requests) == 1 and not rows.is_table:
                raise
            findings.append(_row_finding(number, error))
            continue
        used.enter(draft, number)
        drafts.append(draft)
    if findings:
        findings.sort(key=lambda finding: int(finding.subject))
        raise BatchRefusedError(findings, rows=len(rows.requests) + len(rows.unreadable))
    return drafts


def _row_finding(number: int, error: PublishError) -> Finding:
    detail = error.message
    if error.code == codes.ISSUE_REFUSED.name:  # the row says the rest of the sentence
        said = str(error.context["detail"])
        detail = f"{said[:1].upper()}{said[1:]}."
    return codes.BATCH_ROW_REFUSED.finding(subject=str(number), row=number, detail=detail)


class _Used:
    """Identifiers and running numbers that are taken: by the log, or earlier in the batch."""

    def __init__(self, log: IssueLog, desk: Desk, requests: tuple[LicenceRequest, ...]) -> None:
        self._ids = {entry.id: entry for entry in log.entries}
        self._numbers = log.numbers(desk.scope.id) if desk.scope else {}
        self._is_partner = desk.scope is not None
        self._rows: dict[str | int, int] = {}
        self._asked = {request.sequence for request in requests}
        self._free = max(self._numbers, default=0) + 1

    def check(self, request: LicenceRequest) -> None:
        """Refuse what is taken."""
        if request.id is not None:
            what = f"The licence identifier '{request.id[:80]}'"
            self._refuse(what, request.id, self._ids.get(request.id))
        if request.sequence is not None and self._is_partner:
            what = f"The running number {request.sequence}"
            self._refuse(what, request.sequence, self._numbers.get(request.sequence))

    def complete(self, request: LicenceRequest) -> LicenceRequest:
        """Give a free identifier and running number to a request that has none."""
        identifier = request.id
        while identifier is None:
            drawn = f"L-{secrets.token_hex(6)}"
            identifier = None if drawn in self._ids or drawn in self._rows else drawn
        sequence = request.sequence
        if sequence is None and self._is_partner:
            sequence = self._next_free()
        return attrs.evolve(request, id=identifier, sequence=sequence)

    def enter(self, draft: Draft, row: int) -> None:
        """Take what a good request uses."""
        self._rows[draft.licence.id] = row
        if draft.licence.sequence is not None:
            self._rows[draft.licence.sequence] = row

    def _next_free(self) -> int:
        while self._free in self._rows or self._free in self._asked:
            self._free += 1
        return self._free

    def _refuse(self, what: str, value: str | int, entry: LogEntry | None) -> None:
        if value in self._rows:
            detail = f"{what[:1].lower()}{what[1:]} stands in row {self._rows[value]}, too"
            raise codes.ISSUE_REFUSED.error(PublishError, detail=detail, step="issue")
        if entry is not None:
            raise codes.ISSUE_DUPLICATE.error(
                PublishError,
                what=what,
                issued_at=f"{entry.issued_at:%Y-%m-%d}",
                product=entry.product,
                key_hash=entry.key_hash,
                step="issue",
            )
