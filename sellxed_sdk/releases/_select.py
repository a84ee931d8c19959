"""The newest release that this shop may have, and for every newer one the reason why not."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

import attrs
from packaging.version import InvalidVersion, Version

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import releases as codes
from sellxed_sdk.releases._release import Release, ReleaseList
from sellxed_sdk.versions import check_range, scheme_for

__all__ = ["Decision", "Refusal", "Shop", "select_update"]


@attrs.frozen(kw_only=True)
class Shop:
    """What the decision needs to know about a shop."""

    installed: str | None = None
    """Version of the installed release, where known."""
    support_until_on: date | None = None
    """Last covered day; None where no licence is in force."""
    platforms: tuple[tuple[str, str], ...] = ()
    """What runs here, as ``("php", "8.1.2")``."""
    channel: str = "stable"
    """``stable``, or ``beta`` to be offered pre-releases, too."""
    installation_id: str = ""
    """Random name of this installation, for phased rollouts; never sent anywhere."""


@attrs.frozen(kw_only=True)
class Refusal:
    """A newer release that this shop may not have now."""

    release: Release
    """The release."""
    reasons: tuple[Finding, ...]
    """Every reason, never empty."""


@attrs.frozen(kw_only=True)
class Decision:
    """What may be installed."""

    installed: Release | None = None
    """The installed release, if it is listed."""
    offered: Release | None = None
    """The newest release that may be installed; None where there is none newer."""
    refused: tuple[Refusal, ...] = ()
    """Newer releases than the offered or installed one, newest first."""
    notes: tuple[Finding, ...] = ()
    """What else is to be said about the offered release, as an unknown requirement."""


def select_update(releases: ReleaseList, *, shop: Shop, now: datetime) -> Decision:
    """Choose the update; a downgrade is never offered.

    Args:
        releases: All releases of the product.
        shop: What is installed, covered and running.
        now: The current time, for phased rollouts.
    """
    current = _version(shop.installed)
    covered = _newest_covered(releases, shop)
    refused: list[Refusal] = []
    installed = releases.find(shop.installed) if shop.installed else None
    for release in releases.releases:
        if current is not None and release.key <= current:
            break
        if not _on_channel(release, shop.channel):
            continue
        reasons, notes = _judge(releases.product, release, shop, covered, now)
        if not reasons:
            return Decision(
                installed=installed, offered=release, refused=tuple(refused), notes=notes
            )
        refused.append(Refusal(release=release, reasons=reasons))
    return Decision(installed=installed, refused=tuple(refused))


def _version(text: str | None) -> Version | None:
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


def _on_channel(release: Release, channel: str) -> bool:
    if channel == "beta":
        return True
    return release.channel == "stable" and not release.key.is_prerelease


def _covers(release: Release, shop: Shop) -> bool:
    if release.free_security:
        return True
    return shop.support_until_on is not None and release.published_on <= shop.support_until_on


def _newest_covered(releases: ReleaseList, shop: Shop) -> Release | None:
    return next(
        (
            release
            for release in releases.releases
            if _on_channel(release, shop.channel) and not release.yanked and _covers(release, shop)
        ),
        None,
    )


def _judge(
    product: str, release: Release, shop: Shop, covered: Release | None, now: datetime
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    reasons: list[Finding] = []
    notes: list[Finding] = []
    if release.yanked is not None:
        reasons.append(
            codes.RELEASE_YANKED.finding(
                subject=product,
                product=product,
                version=release.version,
                reason=release.yanked.reason,
            )
        )
    if not _covers(release, shop):
        reasons.append(_not_covered(product, release, shop, covered))
    for name, required in release.requires:
        finding = _check_requirement(product, release, name, required, shop)
        if finding is not None:
            unknown = finding.code == codes.RELEASE_REQUIREMENT_UNKNOWN.name
            (notes if unknown else reasons).append(finding)
    step = _check_step(product, release, shop)
    rollout = _check_rollout(product, release, shop, now)
    reasons += [finding for finding in (step, rollout) if finding is not None]
    return tuple(reasons), tuple(notes)


def _not_covered(product: str, release: Release, shop: Shop, covered: Release | None) -> Finding:
    if shop.support_until_on is None:
        return codes.UPDATE_NEEDS_LICENCE.finding(subject=product, product=product)
    return codes.RELEASE_NEEDS_RENEWAL.finding(
        subject=product,
        product=product,
        version=release.version,
        published_on=release.published_on,
        support_until_on=shop.support_until_on,
        covered=covered.version if covered else "-",
    )


def _check_requirement(
    product: str, release: Release, name: str, required: str, shop: Shop
) -> Finding | None:
    used = dict(shop.platforms).get(name)
    fits = None if used is None else check_range(required, version=used, scheme=scheme_for(name))
    if fits:
        return None
    params = {"product": product, "version": release.version, "name": name, "required": required}
    if fits is None or used is None:
        return codes.RELEASE_REQUIREMENT_UNKNOWN.finding(subject=product, severity=None, **params)
    return codes.RELEASE_NEEDS_REQUIREMENT.finding(
        subject=product, severity=None, used=used, **params
    )


def _check_step(product: str, release: Release, shop: Shop) -> Finding | None:
    current = _version(shop.installed)
    if release.min_from is None or current is None or current >= Version(release.min_from):
        return None
    return codes.RELEASE_NEEDS_STEP.finding(
        subject=product,
        product=product,
        version=release.version,
        step=release.min_from,
        installed=shop.installed or "-",
    )


def _check_rollout(product: str, release: Release, shop: Shop, now: datetime) -> Finding | None:
    rollout = release.rollout
    if rollout is None or release.critical:
        return None
    # The same shop is in another group for every release.
    seed = f"{shop.installation_id}:{product}:{release.version}".encode()
    group = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % rollout.groups
    from_at = rollout.start_at + timedelta(hours=rollout.hours) * group / rollout.groups
    if now >= from_at:
        return None
    return codes.RELEASE_ROLLING_OUT.finding(
        subject=product, product=product, version=release.version, from_at=from_at
    )
