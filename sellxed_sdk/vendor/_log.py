"""The issue log: one JSON line for each licence, appended before its key is handed out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import attrs

from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import Fields, dump_json, parse_json
from sellxed_sdk.vendor._keys import sync_directory

__all__ = ["IssueLog", "LogEntry", "append_log", "lock_log", "read_log"]

LOCK_SECONDS = 30.0
MAX_LINE_BYTES = 100_000


@attrs.frozen(kw_only=True)
class LogEntry:
    """One issued licence: enough to revoke it, and not enough to use its key."""

    id: str
    """Identifier of the licence."""
    product: str
    """The product that it is for."""
    issued_at: datetime
    """Its issue date."""
    key_hash: str
    """What `hash_key` says of its key."""
    issuer: str = ""
    """The vendor or partner."""
    customer: str | None = attrs.field(default=None, repr=False)
    """The customer, where given."""
    hosts: tuple[str, ...] = ()
    """Its hosts; none for any shop."""
    support_until_on: date | None = None
    """Last day of support."""
    sequence: int | None = None
    """Running number under a certificate."""
    certificate: str | None = None
    """Identifier of the partner's certificate, where one was needed."""
    kid: str | None = None
    """Name of the key that signed it; None in logs of earlier versions."""


# Not slotted: the indexes are built when they are asked for.
@attrs.frozen(kw_only=True, slots=False)
class IssueLog:
    """What was issued so far."""

    entries: tuple[LogEntry, ...] = ()
    """In the order in which they were issued."""
    findings: tuple[Finding, ...] = ()
    """Lines that could not be read."""

    def find(self, licence_id: str) -> tuple[LogEntry, ...]:
        """Return the entries of a licence identifier, oldest first."""
        return tuple(entry for entry in self.entries if entry.id == licence_id)

    def key_hash_of(self, licence_id: str) -> str:
        """Return the hash of the key of a licence, for `publish_revocations`.

        Raises:
            PublishError: The log has no such licence, or several different ones.
        """
        hashes = {entry.key_hash for entry in self.find(licence_id)}
        if len(hashes) != 1:
            raise codes.ISSUE_LOG_NOT_FOUND.error(
                PublishError, id=licence_id[:100], count=len(hashes), step="revoke"
            )
        return hashes.pop()

    def numbers(self, certificate: str) -> dict[int, LogEntry]:
        """Return the running numbers that were used under a certificate."""
        return {
            entry.sequence: entry
            for entry in self.entries
            if entry.sequence is not None and entry.certificate == certificate
        }


def read_log(path: Path) -> IssueLog:
    """Read an issue log; no log yet is an empty one.

    A line that cannot be read, as a crash leaves one, is told and left out.

    Raises:
        PublishError: The file is there and cannot be read.
    """
    entries: list[LogEntry] = []
    findings: list[Finding] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                entry = _parse_line(line)
                if entry is not None:
                    entries.append(entry)
                elif line.strip():
                    findings.append(
                        codes.ISSUE_LOG_DAMAGED.finding(
                            subject=f"{path.name}:{number}", line=number, path=str(path)
                        )
                    )
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _unusable(path, error) from error
    return IssueLog(entries=tuple(entries), findings=tuple(findings))


def append_log(path: Path, entries: Iterable[Mapping[str, str | int | None]]) -> None:
    """Append JSON lines to a log that only its owner can read, and wait for the disk.

    Args:
        path: The log; made with mode 0600 where it is missing.
        entries: What `Issued.log_entry` returned, in their order.

    Raises:
        PublishError: It cannot be written.
    """
    data = b"".join(dump_json({**entry}).encode("utf-8") + b"\n" for entry in entries)
    try:
        new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            # The rest of a torn line must not take the next one with it.
            if file.seek(0, os.SEEK_END) and _last_byte(file.fileno()) != b"\n":
                data = b"\n" + data
            view = memoryview(data)
            while view:
                view = view[file.write(view) or 0 :]
            os.fsync(file.fileno())
        if new:
            sync_directory(path.parent)
    except OSError as error:
        raise _unusable(path, error) from error


@contextlib.contextmanager
def lock_log(path: Path) -> Iterator[None]:
    """Hold the log while something is decided by it and appended to it.

    Raises:
        PublishError: Another process holds it for long, or the directory cannot be used.
    """
    import filelock

    lock = filelock.FileLock(f"{path}.lock", mode=0o600)
    try:
        path.parent.stat()  # some versions of the library would make it
        lock.acquire(timeout=LOCK_SECONDS)
    except filelock.Timeout:
        raise codes.ISSUE_LOG_UNUSABLE.error(
            PublishError, path=str(path), detail="another process is using it", step="log"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise _unusable(path, error) from error
    try:
        yield
    finally:
        lock.release()


def _last_byte(descriptor: int) -> bytes:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1)


def _parse_line(line: bytes) -> LogEntry | None:
    try:
        data = parse_json(line, max_bytes=MAX_LINE_BYTES)
        fields = Fields(data)
        issued_at = datetime.fromisoformat(fields.text("issued_at"))
        if issued_at.tzinfo is None:
            return None
        hosts, sequence = data.get("hosts"), data.get("sequence")
        return LogEntry(
            id=fields.text("id"),
            product=fields.text("product"),
            issued_at=issued_at,
            key_hash=fields.text("key_hash", max_chars=64),
            issuer=fields.optional_text("issuer") or "",
            customer=fields.optional_text("customer"),
            hosts=tuple(hosts.split(",")) if isinstance(hosts, str) and hosts else (),
            support_until_on=fields.day("support_until_on")
            if "support_until_on" in fields
            else None,
            sequence=fields.integer("sequence") if sequence is not None else None,
            certificate=fields.optional_text("certificate"),
            kid=fields.optional_text("kid"),
        )
    except (InvalidDocumentError, ValueError):
        return None


def _unusable(path: Path, error: OSError | NotImplementedError) -> PublishError:
    detail = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
    return codes.ISSUE_LOG_UNUSABLE.error(
        PublishError, path=str(path), detail=detail.rstrip("."), step="log"
    )
