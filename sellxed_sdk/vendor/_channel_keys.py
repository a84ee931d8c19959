"""The channel's own keys: the root renewed in time, and each key followed by the next.

The newest root goes into the trust bundle, so that new releases ship it; shops that have
an older one find their way by the chain of roots that is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError, PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import channel as channel_codes
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.findings.codes import vendor as vendor_codes
from sellxed_sdk.signing import dump_json, encode_base64url, parse_json
from sellxed_sdk.vendor._access import open_repository
from sellxed_sdk.vendor._workspace import Vendor, replace_text

__all__ = [
    "ChannelRenewal",
    "ChannelRotation",
    "find_ending",
    "renew_channel",
    "rotate_channel_key",
]

MAX_BYTES = 1_000_000
# How long before its end somebody is told, and by which command it is cured. A timestamp
# is signed daily, so one that has less than half of its week left was forgotten.
_TOLD_BEFORE = {
    "timestamp": (timedelta(days=4), "`sellxed vendor resign`"),
    "snapshot": (timedelta(days=180), "`sellxed vendor resign`"),
    "root": (timedelta(days=60), "`sellxed vendor renew`"),
}
_TARGETS_TOLD_BEFORE = (timedelta(days=180), "`sellxed vendor renew`")


@attrs.frozen(kw_only=True)
class ChannelRenewal:
    """What a renewal did."""

    root_version: int
    """Version of the root that is published now."""
    roles: tuple[str, ...] = ()
    """Roles of targets and products that were in their last year and were signed anew."""
    without_key: tuple[str, ...] = ()
    """Such roles whose key is not here: they stay as they are."""
    expiries: tuple[tuple[str, datetime], ...] = ()
    """What expires when, soonest first."""


@attrs.frozen(kw_only=True)
class ChannelRotation:
    """What a rotation did."""

    role: str
    """``root``, ``targets``, ``online`` or the name of a product."""
    outcome: str
    """``rotated``; ``completed`` where it finished one that had broken off."""
    root_version: int
    """Version of the root that is published now."""
    former: tuple[str, ...] = ()
    """Files of keys that this rotation put aside. One that is not compromised signs beside its
    successor for two weeks."""


def renew_channel(vendor: Vendor, *, now: datetime) -> ChannelRenewal:
    """Write the next root, valid for a year, and sign anew what else is in its last year.

    Needs as many root keys as have to sign. Run it again where it broke off.

    Args:
        vendor: The vendor directory.
        now: The signing time, from which lifetimes count.

    Raises:
        PublishError: Too few root keys are here, shops would refuse the result, or
            something cannot be written.
    """
    with open_repository(vendor) as repository:
        repository.renew_root(now=now)
        renewed, without_key = repository.renew_targets(now=now)
        _trust_root(vendor, repository.root_bytes)
        return ChannelRenewal(
            root_version=repository.root_version,
            roles=renewed,
            without_key=without_key,
            expiries=repository.expiries(),
        )


def rotate_channel_key(
    vendor: Vendor,
    role: str,
    *,
    now: datetime,
    compromised: bool = False,
    root_threshold: int | None = None,
) -> ChannelRotation:
    """Follow the key of a role by a new one; shops learn of it by themselves.

    Where an earlier run broke off, this finishes it and does not rotate twice.

    Args:
        vendor: The vendor directory.
        role: ``root`` (all of its keys), ``targets``, ``online`` (snapshot and
            timestamp) or the name of a product.
        now: The signing time, from which lifetimes count.
        compromised: Whether somebody else may have the key: its file is then put aside
            as ``.compromised-1`` in place of ``.former-1``.
        root_threshold: With the root: how many of its keys have to sign from now on, not
            fewer than before; there is one key more. None leaves it as it is.

    Raises:
        PublishError: No such role, fewer root keys than before, a key is missing, shops would
            refuse the result, or something cannot be written.
    """
    with open_repository(vendor) as repository:
        completed, former = repository.rotate_key(
            role, now=now, compromised=compromised, root_threshold=root_threshold
        )
        _trust_root(vendor, repository.root_bytes)
        return ChannelRotation(
            role=role,
            outcome="completed" if completed else "rotated",
            root_version=repository.root_version,
            former=former,
        )


def find_ending(expiries: Iterable[tuple[str, datetime]], *, now: datetime) -> tuple[Finding, ...]:
    """Return a finding for each role that ends soon, or has ended."""
    findings = []
    for role, ends_at in expiries:
        before, remedy = _TOLD_BEFORE.get(role, _TARGETS_TOLD_BEFORE)
        if ends_at - now < before:
            findings.append(
                codes.CHANNEL_ROLE_ENDS.finding(
                    subject=role, role=role, ends_on=ends_at.date(), remedy=remedy
                )
            )
    return tuple(findings)


def _trust_root(vendor: Vendor, root: bytes) -> None:
    """Enter the newest root into the trust bundle; the rest of it stays as it is."""
    try:
        bundle = parse_json(vendor.trust_path.read_bytes(), max_bytes=MAX_BYTES)
    except (OSError, InvalidDocumentError) as error:
        detail = f"{vendor.trust_path.name} cannot be read"
        raise vendor_codes.VENDOR_DIRECTORY_INVALID.error(
            ConfigurationError,
            path=str(vendor.directory),
            detail=detail,
            setting=str(vendor.trust_path),
        ) from error
    channel = bundle.get("channel")
    bundle["channel"] = {
        **(channel if isinstance(channel, dict) else {}),
        "metadata_url": vendor.metadata_url,
        "targets_url": vendor.targets_url,
        "root": encode_base64url(root),
    }
    try:
        replace_text(vendor.trust_path, dump_json(bundle, indent=1) + "\n")
    except OSError as error:
        # The channel is as it should be; an audit tells of the bundle, and `renew` mends it.
        raise channel_codes.PUBLISH_UNWRITABLE.error(
            PublishError,
            path=str(vendor.trust_path),
            detail=error.strerror or type(error).__name__,
            step="write",
        ) from error
