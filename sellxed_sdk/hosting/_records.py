"""The records of a panel: what stands in them, and how they are read back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import attrs

from sellxed_sdk.integrity import IntegrityReport, IntegrityState, Manifest
from sellxed_sdk.signing import (
    Fields,
    JsonObject,
    dump_finding,
    dump_json,
    format_instant,
    parse_json,
    read_finding,
)

__all__ = [
    "HEAD",
    "INVENTORY",
    "Head",
    "Lease",
    "Marks",
    "content_record",
    "digest_of",
    "dump_integrity",
    "looked_record",
    "parse_integrity",
    "record_of",
    "user_record",
]

HEAD = "head"
INVENTORY = "inventory"
SCHEMA = 1
MAX_BYTES = 2_000_000
MAX_KEY = 20_000
MAX_MARKS = 200
MAX_PATHS = 1_000


def digest_of(data: bytes) -> str:
    """Return what tells a record's content from another."""
    return hashlib.sha256(data).hexdigest()[:32]


def record_of(kind: str, *words: str) -> str:
    """Return the name of a record about something whose own name may be any text."""
    return f"{kind}.{digest_of(chr(0).join(words).encode('utf-8', 'replace'))}"


def looked_record(product: str) -> str:
    """Return the name of the record about a module's files."""
    return record_of("looked", product)


def user_record(user: str) -> str:
    """Return the name of a user's record; it does not tell who that is."""
    return record_of("user", user)


def content_record(base: str, digest: str) -> str:
    """Return the name under which a content is kept.

    By its digest: whoever has read an older head still finds what that one names.
    """
    return f"{base}.{digest[:16]}"


@attrs.frozen(kw_only=True)
class Head:
    """The small record that every request of an admin reads."""

    keys: tuple[tuple[str, str], ...] = ()
    """Licence keys that were entered, by product."""
    digests: tuple[tuple[str, str], ...] = ()
    """What the other records hold now; each is kept under its name and this digest."""

    def key(self, product: str) -> str | None:
        """Return the key that was entered for a product."""
        return dict(self.keys).get(product)

    def digest(self, record: str) -> str | None:
        """Return what a record holds now; None where there is none."""
        return dict(self.digests).get(record)

    def with_key(self, product: str, key: str) -> Head:
        """Return the head with this key."""
        return attrs.evolve(self, keys=tuple(sorted({**dict(self.keys), product: key}.items())))

    def with_digest(self, record: str, digest: str) -> Head:
        """Return the head with this content of a record."""
        digests = {**dict(self.digests), record: digest}
        return attrs.evolve(self, digests=tuple(sorted(digests.items())))

    def dump(self) -> bytes:
        """Return the record."""
        return _dump({"keys": dict(self.keys), "digests": dict(self.digests)})

    @classmethod
    def parse(cls, data: bytes) -> Head:
        """Read the record.

        Raises:
            InvalidDocumentError: Damaged, or of a newer schema.
        """
        fields = _parse(data)
        keys, digests = fields.section("keys"), fields.section("digests")
        return cls(
            keys=tuple((name, keys.text(name, max_chars=MAX_KEY)) for name in keys),
            digests=tuple((name, digests.text(name)) for name in digests),
        )


@attrs.frozen(kw_only=True)
class Marks:
    """What one user put away, and when."""

    dismissed: tuple[tuple[str, datetime], ...] = ()
    """Fingerprints of notices, newest last."""

    def with_mark(self, fingerprint: str, *, now: datetime) -> Marks:
        """Return them with one more; the oldest of over 200 go."""
        others = [mark for mark in self.dismissed if mark[0] != fingerprint]
        return Marks(dismissed=(*others, (fingerprint, now))[-MAX_MARKS:])

    def dump(self) -> bytes:
        """Return the record."""
        return _dump({"dismissed": {name: format_instant(at) for name, at in self.dismissed}})

    @classmethod
    def parse(cls, data: bytes) -> Marks:
        """Read the record.

        Raises:
            InvalidDocumentError: Damaged, or of a newer schema.
        """
        fields = _parse(data).section("dismissed")
        return cls(dismissed=tuple((name, fields.instant(name)) for name in fields))


@attrs.frozen(kw_only=True)
class Lease:
    """Who refreshes now; the others leave it to that one."""

    owner: str
    """A random name."""
    until_at: datetime
    """Then it counts as dead."""

    def dump(self) -> bytes:
        """Return the record."""
        return _dump({"owner": self.owner, "until_at": format_instant(self.until_at)})

    @classmethod
    def parse(cls, data: bytes) -> Lease:
        """Read the record.

        Raises:
            InvalidDocumentError: Damaged, or of a newer schema.
        """
        fields = _parse(data)
        return cls(owner=fields.text("owner"), until_at=fields.instant("until_at"))


def dump_integrity(report: IntegrityReport) -> bytes:
    """Return the record of a module's files; of each list the first thousand."""
    version = report.manifest.version if report.manifest else None
    lists: Mapping[str, tuple[str, ...]] = {
        "changed": report.changed,
        "added": report.added,
        "missing": report.missing,
    }
    return _dump(
        {
            "version": version,
            "state": report.state.value,
            **{name: [_clean(path) for path in paths[:MAX_PATHS]] for name, paths in lists.items()},
            "findings": [dump_finding(finding) for finding in report.findings],
        }
    )


def parse_integrity(data: bytes, *, manifest: Manifest | None) -> IntegrityReport | None:
    """Read the record of a module's files.

    Args:
        data: The record.
        manifest: What is installed now.

    Returns:
        None where it is about another release: that has to be looked at first.

    Raises:
        InvalidDocumentError: Damaged, or of a newer schema.
    """
    fields = _parse(data)
    if fields.optional_text("version") != (manifest.version if manifest else None):
        return None
    words = "|".join(state.value for state in IntegrityState)
    return IntegrityReport(
        state=IntegrityState(fields.text("state", pattern=words)),
        manifest=manifest,
        changed=fields.texts("changed"),
        added=fields.texts("added"),
        missing=fields.texts("missing"),
        findings=tuple(read_finding(entry) for entry in fields.sections("findings")),
    )


def _clean(path: str) -> str:
    return path.encode("utf-8", "replace").decode()[:MAX_PATHS] or "-"


def _dump(content: JsonObject) -> bytes:
    return dump_json({"schema": SCHEMA, **content}).encode()


def _parse(data: bytes) -> Fields:
    fields = Fields(parse_json(data, max_bytes=MAX_BYTES))
    if fields.integer("schema") != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    return fields
