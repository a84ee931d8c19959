"""Whether what would be served is whole, current, and accepted by shops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.vendor._access import read_repository
from sellxed_sdk.vendor._channel_keys import find_ending
from sellxed_sdk.vendor._rotate import check_keys
from sellxed_sdk.vendor._workspace import Vendor

if TYPE_CHECKING:
    from sellxed_sdk.vendor._repository import Repository

__all__ = ["ChannelAudit", "audit_channel"]


@attrs.frozen(kw_only=True)
class ChannelAudit:
    """What an audit found."""

    expiries: tuple[tuple[str, datetime], ...]
    """What expires when, soonest first."""
    files: int
    """How many files were compared with what is signed."""
    findings: tuple[Finding, ...]
    """What is wrong, or worth knowing."""

    def __bool__(self) -> bool:
        """Whether nothing needs action."""
        return not any(finding.severity.needs_action for finding in self.findings)


def audit_channel(vendor: Vendor, *, now: datetime) -> ChannelAudit:
    """Compare every file with what is signed, and read the channel as a new shop would.

    Needs no private key and no passphrase, and changes nothing.

    Args:
        vendor: The vendor directory.
        now: The time.

    Raises:
        PublishError: The newest metadata cannot be read.
        ConfigurationError: vendor.json or the trust bundle cannot be read.
    """
    # Loads tuf, which nothing else here needs.
    from sellxed_sdk.vendor._repository_files import describe_files, find_differing, find_unknown
    from sellxed_sdk.vendor._tuf_files import read_published

    repository = read_repository(vendor)
    published = read_published(vendor.repository_directory)
    anchor = vendor.trust().channel
    root = anchor.root if anchor else b""
    unknown = find_unknown(vendor.repository_directory, published)
    findings = [
        *find_ending(repository.expiries(), now=now),
        *_find_keys(vendor, repository),
        *_find_trust(vendor, repository, root),
        *(
            codes.CHANNEL_FILE_WRONG.finding(subject=path, path=path, role=role, detail=detail)
            for path, role, detail in find_differing(vendor.repository_directory, published)
        ),
        *(
            codes.CHANNEL_FILE_UNKNOWN.finding(subject=name, count=len(unknown), path=name)
            for name in unknown[:1]
        ),
        *_ask(vendor.repository_directory, root, repository, now),
    ]
    return ChannelAudit(
        expiries=repository.expiries(),
        files=sum(1 for _ in describe_files(published)),
        findings=tuple(findings),
    )


def _find_keys(vendor: Vendor, repository: Repository) -> Iterator[Finding]:
    yield from check_keys(vendor)
    for role in repository.unfinished():
        yield codes.CHANNEL_ROTATION_UNFINISHED.finding(subject=role, role=role)
    for role, count, total in repository.keys_elsewhere():
        yield codes.CHANNEL_KEY_ELSEWHERE.finding(
            subject=role, role=role, count=count, total=total, path=str(vendor.keys_directory)
        )


def _find_trust(vendor: Vendor, repository: Repository, root: bytes) -> Iterator[Finding]:
    if root != repository.root_bytes:
        path = str(vendor.trust_path)
        yield codes.CHANNEL_TRUST_BEHIND.finding(subject=vendor.trust_path.name, path=path)


def _ask(directory: Path, root: bytes, repository: Repository, now: datetime) -> Iterator[Finding]:
    """Read it as a shop with the trust bundle, and as one that has nothing but the oldest root."""
    from sellxed_sdk.vendor._rehearsal import oldest_root, try_channel

    for anchor in {root, oldest_root(directory)}:
        detail = try_channel(directory, root=anchor, products=repository.products, at=now)
        if detail:
            yield codes.CHANNEL_NOT_ACCEPTED.finding(detail=detail)
            return
