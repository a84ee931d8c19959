"""Access to the channel: its published state is what counts, and one at a time changes it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.vendor._partner import Partner
from sellxed_sdk.vendor._workspace import Vendor, replace_text

if TYPE_CHECKING:
    import filelock

    from sellxed_sdk.vendor._portion import Portion
    from sellxed_sdk.vendor._repository import Repository
    from sellxed_sdk.vendor._role_files import RoleFiles

__all__ = [
    "copy_target",
    "lock_channel",
    "open_repository",
    "open_targets",
    "publish_targets",
    "read_portion",
    "read_repository",
    "read_target",
    "read_targets",
]

LOCK_SECONDS = 30.0
_locks: dict[tuple[int, Path], filelock.BaseFileLock] = {}


@contextlib.contextmanager
def lock_channel(vendor: Vendor | Partner) -> Iterator[None]:
    """Hold the channel while it is read and changed; may be held already.

    Raises:
        PublishError: Another process holds it for long, or the directory cannot be used.
    """
    import filelock

    path = (vendor.directory / "channel.lock").absolute()
    # One object for each path: that is what makes it one lock within this process. A copy of
    # the process has one of its own.
    lock = _locks.setdefault((os.getpid(), path), filelock.FileLock(str(path), mode=0o600))
    detail = "another process is changing it"
    try:
        path.parent.stat()  # some versions of the library would make it
        lock.acquire(timeout=LOCK_SECONDS)
    except (OSError, NotImplementedError) as error:
        if not isinstance(error, filelock.Timeout):
            detail = getattr(error, "strerror", None) or type(error).__name__
        raise codes.CHANNEL_IN_USE.error(
            PublishError, path=str(vendor.directory), detail=detail, step="lock"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def open_repository(vendor: Vendor) -> Iterator[Repository]:
    """Open the TUF repository to change it, and hold it meanwhile.

    Raises:
        PublishError: It is damaged, or another process holds it for long.
    """
    with lock_channel(vendor):
        yield read_repository(vendor)


@contextlib.contextmanager
def open_targets(publisher: Vendor | Partner) -> Iterator[RoleFiles]:
    """Open the channel, or a partner's part of it, to change releases; hold it meanwhile.

    Raises:
        PublishError: It is damaged, or another process holds it for long.
    """
    with lock_channel(publisher):
        yield read_targets(publisher)


def read_targets(publisher: Vendor | Partner) -> RoleFiles:
    """Open the channel, or a partner's part of it, to look at releases.

    Raises:
        PublishError: It is damaged.
    """
    return read_repository(publisher) if isinstance(publisher, Vendor) else read_portion(publisher)


def read_portion(partner: Partner) -> Portion:
    """Open a partner's part of the channel to look at it.

    Raises:
        PublishError: It is damaged.
    """
    from sellxed_sdk.vendor._portion import Portion

    return Portion.open(
        partner.repository_directory,
        product=partner.product,
        trust=partner.trust().text.encode("utf-8"),
        keys_dir=partner.keys_directory,
        passphrase=partner.passphrase,
    )


def read_repository(vendor: Vendor) -> Repository:
    """Open the TUF repository to look at it.

    Raises:
        PublishError: It is damaged.
    """
    from sellxed_sdk.vendor._repository import Repository

    return Repository.open(
        vendor.repository_directory,
        keys_dir=vendor.keys_directory,
        passphrase=vendor.passphrase,
    )


def read_target(vendor: Vendor, target: str) -> bytes:
    """Return what is published under a path, or nothing where it was not yet.

    Raises:
        PublishError: The channel is damaged.
    """
    return read_repository(vendor).read_target(target)


def publish_targets(vendor: Vendor, targets: dict[str, bytes], *, now: datetime) -> None:
    """Publish documents of the vendor's, all at once.

    Raises:
        PublishError: What `Repository.publish` raises.
    """
    with open_repository(vendor) as repository:
        for target, data in targets.items():
            repository.put_target(target, data)
        repository.publish(now=now)
        for target, data in targets.items():
            copy_target(vendor, target, data)


def copy_target(vendor: Vendor | Partner, target: str, data: bytes) -> None:
    """Keep a copy of what is published under its plain name, for people to look at."""
    path = vendor.directory / "channel" / target
    # It is published already, and nothing depends on the copy.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, data.decode("utf-8"))
