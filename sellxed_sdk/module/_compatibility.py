"""`check_compatibility`: what is installed in the shop, against the vendor's rules."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

import attrs

from sellxed_sdk import compatibility as core
from sellxed_sdk.compatibility import (
    MAX_RULES_BYTES,
    Baseline,
    CompatibilityReport,
    Costs,
    RuleFeed,
    ShopInventory,
    parse_baseline,
    parse_rules,
    verify_rules,
)
from sellxed_sdk.errors import ConfigurationError, InventoryError, SellxedError
from sellxed_sdk.findings import Finding, finding_of, sort_findings
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.module._bundled import read_bundled_rules
from sellxed_sdk.module._inputs import RULES_TARGET, Trust, read_now, read_trust
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.updates import UpdateClient

__all__ = ["check_compatibility", "read_baseline", "read_channel_rules", "read_rules"]

MAX_BASELINE_BYTES = 2_000_000
Scope = Literal["ours", "all"]


def check_compatibility(
    shop: ShopInventory | str | os.PathLike[str],
    *,
    rules: RuleFeed | str | os.PathLike[str] | None,
    trust: Trust | None = None,
    ours: Iterable[str] = (),
    scope: Scope = "ours",
    costs: Costs | None = None,
    baseline: Baseline | str | os.PathLike[str] | None = None,
    now: datetime | None = None,
) -> CompatibilityReport:
    """Report conflicts between installed plugins, and what to update or deactivate.

    Reads the shop's files, executes nothing, asks no network, never raises.

    Args:
        shop: The root directory of a shop, or an inventory that was read before.
        rules: The vendor's rules: a feed, or the path of a file, signed or plain. Where
            None, those that come with the SDK.
        trust: The trust bundle or its path; needed for a signed file.
        ours: Identifiers of our own plugins, as ``wordpress:alpenpay``; no plan deactivates
            them.
        scope: ``ours``: only conflicts in which one of ours takes part, all where none is
            named. ``all``: conflicts between others as well.
        costs: What actions cost the shop, in comparison; our usual ones where None.
        baseline: Conflicts that the shop has accepted, or the path of a file with them.
        now: The current time; the clock of the machine where None.
    """
    instant = read_now(now)
    extra: list[Finding] = []
    feed: RuleFeed | None = None
    try:
        feed, notes = read_rules(rules, trust=trust)
        extra += notes
        if feed is None:
            feed = read_bundled_rules()
            extra.append(codes.RULES_BUNDLED.finding(issued_on=feed.issued_at.date()))
    except SellxedError as error:
        extra.append(finding_of(error))
    try:
        inventory = shop if isinstance(shop, ShopInventory) else read_inventory(Path(shop))
    except SellxedError as error:
        extra.append(finding_of(error))
        inventory = ShopInventory(platform="unknown")
    accepted = Baseline()
    try:
        accepted = read_baseline(baseline)
    except SellxedError as error:
        extra.append(finding_of(error))
    own = frozenset(ours)
    report = core.check_compatibility(
        inventory,
        rules=feed,
        now=instant,
        ours=own,
        about=own if scope == "ours" else frozenset(),
        costs=costs or Costs(),
        baseline=accepted,
    )
    return attrs.evolve(report, findings=sort_findings((*extra, *report.findings)))


def read_baseline(baseline: Baseline | str | os.PathLike[str] | None) -> Baseline:
    """Return the conflicts that a shop has accepted; none where nothing is given.

    Raises:
        SellxedError: The file cannot be read, or holds something else.
    """
    if baseline is None or isinstance(baseline, Baseline):
        return baseline or Baseline()
    path = Path(baseline)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BASELINE_BYTES + 1)
    except OSError as error:
        raise codes.RULES_UNREADABLE.error(
            InventoryError, path=str(path), detail=(error.strerror or "unknown").lower()
        ) from None
    return parse_baseline(data)


def read_rules(
    rules: RuleFeed | str | os.PathLike[str] | None, *, trust: Trust | None
) -> tuple[RuleFeed | None, tuple[Finding, ...]]:
    """Return the rules, and what is to be said about their origin.

    A file without signature is taken, because whoever names it answers for it; that
    it is unsigned is a finding.

    Raises:
        SellxedError: Unreadable, damaged or forged.
    """
    if rules is None or isinstance(rules, RuleFeed):
        return rules, ()
    path = Path(rules)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RULES_BYTES + 1)
    except OSError as error:
        raise codes.RULES_UNREADABLE.error(
            InventoryError, path=str(path), detail=(error.strerror or "unknown").lower()
        ) from None
    if data.lstrip()[:1] == b"{":
        return parse_rules(data), (codes.RULES_UNSIGNED.finding(subject=path.name),)
    if trust is None:
        raise codes.RULES_NEED_TRUST.error(ConfigurationError, setting="trust")
    return verify_rules(data.decode("ascii", "replace"), keyring=read_trust(trust).keyring), ()


def read_channel_rules(
    client: UpdateClient, *, trust: Trust
) -> tuple[RuleFeed | None, tuple[Finding, ...]]:
    """Return the rules that the last refresh brought, and what is wrong with them."""
    data = client.read_target(RULES_TARGET)
    if data is None:
        return None, ()
    try:
        keyring = read_trust(trust).keyring
        return verify_rules(data.decode("ascii", "replace"), keyring=keyring), ()
    except SellxedError as error:
        return None, (finding_of(error),)
