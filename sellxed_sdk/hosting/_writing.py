"""Changing records that others change at the same time."""

from __future__ import annotations

from collections.abc import Callable

from sellxed_sdk.errors import InvalidDocumentError, StoreUnwritableError
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._records import HEAD, Head, content_record, digest_of
from sellxed_sdk.hosting._store import RecordStore

__all__ = ["change_head", "change_record", "save_content"]

ATTEMPTS = 20
DAMAGED_HEAD = "head.damaged"


def change_record(
    store: RecordStore, name: str, change: Callable[[bytes | None], bytes | None]
) -> None:
    """Change one record, again from the start where another process was faster.

    Args:
        store: The host's records.
        name: The record.
        change: Returns what it shall be; called once or several times.

    Raises:
        StoreUnwritableError: Others were faster all the time.
        Exception: Whatever the host's storage raises.
    """
    for _ in range(ATTEMPTS):
        before = store.read([name]).get(name)
        after = change(before)
        if after == before or store.replace(name, after, expected=before):
            return
    raise codes.HOST_RECORDS_UNWRITABLE.error(
        StoreUnwritableError, path=name, detail="others write at the same time"
    )


def change_head(store: RecordStore, change: Callable[[Head], Head]) -> None:
    """Change the head; one that is damaged is kept aside and begun anew.

    Raises:
        StoreUnwritableError: Others were faster all the time.
        Exception: Whatever the host's storage raises.
    """

    def rewrite(data: bytes | None) -> bytes:
        if data is None:
            return change(Head()).dump()
        try:
            head = Head.parse(data)
        except InvalidDocumentError:
            # It may hold keys that a person can still read.
            change_record(store, DAMAGED_HEAD, lambda _: data)
            head = Head()
        return change(head).dump()

    change_record(store, HEAD, rewrite)


def save_content(store: RecordStore, base: str, data: bytes) -> bool:
    """Keep a content, make the head name it, and remove the one before.

    Returns:
        Whether it is a new one.

    Raises:
        StoreUnwritableError: Others were faster all the time.
        Exception: Whatever the host's storage raises.
    """
    digest = digest_of(data)
    former: list[str | None] = []

    def name_it(head: Head) -> Head:
        former[:] = [head.digest(base)]
        return head.with_digest(base, digest)

    store.replace(content_record(base, digest), data, expected=None)
    change_head(store, name_it)
    if former[0] is not None and former[0] != digest:
        change_record(store, content_record(base, former[0]), lambda _: None)
    return former[0] != digest
