"""The update channel as a whole: made once, signed anew each day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sellxed_sdk.signing import JsonObject, Purpose
from sellxed_sdk.vendor._access import copy_target, open_repository
from sellxed_sdk.vendor._documents import (
    CERTIFICATES_TARGET,
    REVOCATIONS_TARGET,
    list_certificates,
    publish_revocations,
    read_revocations,
)
from sellxed_sdk.vendor._listing import list_entries, releases_target
from sellxed_sdk.vendor._revoke import build_revocations, revoke
from sellxed_sdk.vendor._workspace import Vendor

__all__ = ["create_channel", "resign_channel"]

RENEW_BEFORE = timedelta(days=15)


def create_channel(
    vendor: Vendor,
    *,
    products: tuple[str, ...],
    support: JsonObject | None,
    root_threshold: int = 1,
    now: datetime,
) -> None:
    """Make the TUF repository, an empty revocation list and the trust bundle.

    Args:
        vendor: A vendor directory that has no channel yet.
        products: Products to list; more can be added by publishing.
        support: Tiers, hours, contact and links for the trust bundle.
        root_threshold: How many root keys have to sign. With more than one there is one
            key more than that, so that one may be lost.
        now: The signing time.

    Raises:
        PublishError: A name that cannot be a product, or a disk that fails.
    """
    from sellxed_sdk.vendor._repository import Repository

    repository = Repository.create(
        vendor.repository_directory,
        keys_dir=vendor.keys_directory,
        passphrase=vendor.passphrase,
        products=products,
        root_threshold=root_threshold,
        now=now,
    )
    vendor.write_trust(root=repository.root_bytes, support=support)
    for product in products:
        repository.put_target(releases_target(product), list_entries(product, ()))
    first = build_revocations(revoke(None, now=now), signer=vendor.signer(Purpose.REVOCATION))
    documents = {REVOCATIONS_TARGET: first, CERTIFICATES_TARGET: list_certificates(())}
    for target, text in documents.items():
        repository.put_target(target, text.encode("ascii"))
    repository.publish(now=now)
    for target, text in documents.items():
        copy_target(vendor, target, text.encode("ascii"))


def resign_channel(vendor: Vendor, *, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Sign timestamp and snapshot anew, and the revocation list in time; to be run daily.

    Returns:
        What expires when, soonest first.
    """
    known = read_revocations(vendor)
    if known is not None and now > known.next_at - RENEW_BEFORE:
        # A list without news is renewed as well: shops take an old one for stale.
        publish_revocations(vendor, now=now)
    with open_repository(vendor) as repository:
        repository.resign(now=now)
        return repository.expiries()
