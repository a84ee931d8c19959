"""The update channel as a whole: made once, signed anew each day."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.signing import JsonObject, Purpose
from sellxed_sdk.vendor._access import copy_target, open_repository
from sellxed_sdk.vendor._channel_keys import find_ending
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

__all__ = ["ChannelSigning", "create_channel", "resign_channel"]

RENEW_BEFORE = timedelta(days=15)
_KEYS_ELSEWHERE = ("VENDOR_KEY_MISSING", "PUBLISH_KEY_MISSING")


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


@attrs.frozen(kw_only=True)
class ChannelSigning:
    """What a daily signing did, and what somebody has to do in time."""

    expiries: tuple[tuple[str, datetime], ...]
    """What expires when, soonest first."""
    findings: tuple[Finding, ...] = ()
    """Roles that end soon, and a revocation list that could not be renewed here."""


def resign_channel(vendor: Vendor, *, now: datetime) -> ChannelSigning:
    """Sign timestamp and snapshot anew, and the revocation list in time; to be run daily.

    The key for timestamp and snapshot is enough. Where those for the revocation list are
    kept elsewhere, a finding says in time that it has to be renewed there.

    Raises:
        PublishError: The online key is missing, or something cannot be written.
    """
    findings = _renew_revocations(vendor, now)
    with open_repository(vendor) as repository:
        repository.resign(now=now)
        expiries = repository.expiries()
    return ChannelSigning(expiries=expiries, findings=(*findings, *find_ending(expiries, now=now)))


def _renew_revocations(vendor: Vendor, now: datetime) -> tuple[Finding, ...]:
    known = read_revocations(vendor)
    if known is None or now <= known.next_at - RENEW_BEFORE:
        return ()
    try:
        # A list without news is renewed as well: shops take an old one for stale.
        publish_revocations(vendor, now=now)
    except SellxedError as error:
        if error.code not in _KEYS_ELSEWHERE:
            raise
        finding = codes.REVOCATIONS_NOT_RENEWED.finding(
            subject=REVOCATIONS_TARGET,
            due_on=known.next_at.date(),
            detail=error.message.removesuffix("."),
        )
        return (finding,)
    return ()
