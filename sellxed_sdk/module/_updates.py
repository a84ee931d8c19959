"""`check_updates`: what the last refresh of the channel means for this shop. No network."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError, SellxedError
from sellxed_sdk.findings import Finding, Severity, finding_of, sort_findings
from sellxed_sdk.findings.codes import module as module_codes
from sellxed_sdk.findings.codes import releases as codes
from sellxed_sdk.licence import LicenceReport, RevocationList, verify_revocations
from sellxed_sdk.module._inputs import (
    CERTIFICATES_TARGET,
    REVOCATIONS_TARGET,
    RULES_TARGET,
    Trust,
    read_now,
    read_trust,
    releases_target,
)
from sellxed_sdk.releases import (
    Decision,
    Release,
    ReleaseList,
    ReleaseNotes,
    Shop,
    UpdateReport,
    parse_notes,
    parse_releases,
    select_changes,
    select_update,
)
from sellxed_sdk.updates import (
    PackedState,
    RefreshOutcome,
    RefreshResult,
    UpdateClient,
    default_state_dir,
)

__all__ = [
    "check_updates",
    "open_channel",
    "read_changes",
    "read_channel_revocations",
    "read_releases",
    "refuse_refresh",
]

StateDir: TypeAlias = str | os.PathLike[str] | PackedState


def notes_target(product: str, language: str) -> str:
    """Return the channel's path of a product's changelog in a language."""
    return f"{product}/notes.{language}.json"


def open_channel(
    trust: Trust,
    *,
    products: tuple[str, ...],
    languages: tuple[str, ...] = (),
    state_dir: StateDir | None = None,
    now: datetime | None = None,
) -> UpdateClient:
    """Return the client of the channel that a trust bundle names. Does no I/O itself.

    Args:
        trust: The trust bundle or its path.
        products: Products whose releases a refresh brings.
        languages: Languages whose changelogs a refresh brings, too.
        state_dir: Where the client keeps what it verified; or a packed state, to be read.
        now: Fixes the client's clock, for tests.

    Raises:
        ConfigurationError: The bundle is damaged or names no channel.
    """
    bundle = read_trust(trust)
    anchor = bundle.channel
    if anchor is None:
        raise module_codes.CHANNEL_NOT_CONFIGURED.error(ConfigurationError, setting="trust")
    notes = (notes_target(product, lang) for product in products for lang in languages)
    common = (RULES_TARGET, REVOCATIONS_TARGET, CERTIFICATES_TARGET)
    return UpdateClient(
        root=anchor.root,
        metadata_url=anchor.metadata_url,
        targets_url=anchor.targets_url,
        state_dir=_place(state_dir, vendor=bundle.vendor),
        targets=tuple(map(releases_target, products)),
        # Not every channel has rules or revocations, nor changelogs in every language.
        optional=(*notes, *common),
        now=(lambda: now) if now is not None else None,
    )


def _place(state_dir: StateDir | None, *, vendor: str) -> Path | PackedState:
    if isinstance(state_dir, PackedState):
        return state_dir
    return Path(state_dir) if state_dir is not None else default_state_dir(vendor)


def check_updates(
    *,
    trust: Trust,
    product: str,
    installed: str | None,
    licence: LicenceReport,
    state_dir: StateDir | None = None,
    platforms: Mapping[str, str] | None = None,
    channel: Literal["stable", "beta"] = "stable",
    now: datetime | None = None,
) -> UpdateReport:
    """Decide which update this shop may have. Reads what the last refresh verified; never raises.

    Args:
        trust: The trust bundle or its path.
        product: The product.
        installed: Version of the installed release, where known.
        licence: What `check_licence` said.
        state_dir: Where the channel client keeps its state.
        platforms: What runs here, as ``{"php": "8.1.2", "wordpress": "6.8.1"}``.
        channel: ``beta`` is offered pre-releases, too.
        now: The current time; the clock of the machine where None.

    Returns:
        The update that may be installed, and for every newer one the reason why not.
    """
    instant = read_now(now)
    findings: list[Finding] = []
    releases = None
    status = None
    try:
        client = open_channel(trust, products=(product,), state_dir=state_dir, now=now)
        status = client.status()
        findings += status.findings
        releases = read_releases(client, product)
    except InvalidDocumentError as error:
        detail = str(error).rstrip(".")
        findings.append(
            codes.RELEASES_UNREADABLE.finding(subject=product, product=product, detail=detail)
        )
    except SellxedError as error:
        findings.append(finding_of(error))
    decision = Decision()
    if releases is None:
        findings.append(codes.RELEASES_UNKNOWN.finding(subject=product, product=product))
    else:
        shop = Shop(
            installed=installed,
            support_until_on=_support_until_on(licence),
            platforms=tuple((platforms or {}).items()),
            channel=channel,
            # No need for a name of its own: it only has to differ between shops.
            installation_id=licence.licence.id if licence.licence else "",
        )
        decision = select_update(releases, shop=shop, now=instant)
        findings += _describe(releases, decision, installed)
    stale = status is None or status.stale
    return UpdateReport(
        product=product,
        installed_version=installed,
        offered=decision.offered,
        refused=decision.refused,
        may_run=licence.may_run,
        may_update=decision.offered is not None and not stale,
        may_get_support=licence.may_get_support,
        findings=sort_findings(findings),
        last_success_at=None if status is None else status.last_success_at,
        stale=stale,
    )


def read_changes(
    client: UpdateClient,
    *,
    product: str,
    installed: str | None,
    offered: str,
    languages: Iterable[str],
) -> tuple[ReleaseNotes, ...]:
    """Return the changelog between two versions in the first language there is, or nothing."""
    for language in languages:
        data = client.read_target(notes_target(product, language))
        if data is None:
            continue
        try:
            notes = parse_notes(data, product=product)
        except InvalidDocumentError:
            continue  # prose is no reason to fail; the facts are elsewhere
        return select_changes(notes, installed=installed, offered=offered)
    return ()


def read_channel_revocations(client: UpdateClient, *, trust: Trust) -> RevocationList | None:
    """Return the revocation list that the last refresh brought, or None."""
    data = client.read_target(REVOCATIONS_TARGET)
    if data is None:
        return None
    try:
        text = data.decode("ascii", "replace")
        return verify_revocations(text, keyring=read_trust(trust).keyring)
    except SellxedError:
        return None  # what the channel verified is readable; a newer format is not


def refuse_refresh(error: SellxedError) -> RefreshResult:
    """Return the result of a refresh that could not begin."""
    return RefreshResult(
        outcome=RefreshOutcome.NOT_CONFIGURED,
        findings=(finding_of(error),),
        last_success_at=None,
        last_attempt_at=None,
        retry_at=None,
        expires_at=None,
        stale=True,
        targets=(),
    )


def _support_until_on(licence: LicenceReport) -> date | None:
    return licence.licence.support_until_on if licence.in_force and licence.licence else None


def read_releases(client: UpdateClient, product: str) -> ReleaseList | None:
    """Return the releases that the last refresh brought, or None.

    Raises:
        InvalidDocumentError: The list has a newer format.
    """
    data = client.read_target(releases_target(product))
    return None if data is None else parse_releases(data, product=product)


def _describe(releases: ReleaseList, decision: Decision, installed: str | None) -> list[Finding]:
    product = releases.product
    findings = list(decision.notes)
    listed = decision.installed
    if installed and listed is None:
        findings.append(
            codes.RELEASE_UNLISTED.finding(subject=product, product=product, version=installed)
        )
    if listed is not None and listed.yanked is not None:
        findings.append(
            codes.RELEASE_INSTALLED_YANKED.finding(
                subject=product,
                product=product,
                version=listed.version,
                reason=listed.yanked.reason,
            )
        )
    offered = decision.offered
    if offered is not None:
        findings += _describe_offer(product, offered)
    elif not decision.refused and installed:
        findings.append(
            codes.RELEASE_UP_TO_DATE.finding(subject=product, product=product, version=installed)
        )
    for refusal in decision.refused:
        findings += refusal.reasons
    return findings


def _describe_offer(product: str, offered: Release) -> list[Finding]:
    findings = [
        codes.RELEASE_UPDATE_AVAILABLE.finding(
            subject=product,
            product=product,
            version=offered.version,
            published_on=offered.published_on,
        )
    ]
    if offered.security is not None:
        findings.append(
            codes.RELEASE_FIXES_SECURITY.finding(
                subject=product,
                severity=Severity.CRITICAL if offered.critical else None,
                product=product,
                version=offered.version,
                level=offered.security.severity,
            )
        )
    return findings
