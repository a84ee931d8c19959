"""`sellxed vendor …`: keys, licences, partners, releases, the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sellxed_sdk.cli import (
    _vendor_changes,
    _vendor_channel,
    _vendor_issue,
    _vendor_keys,
    _vendor_partners,
    _vendor_portions,
    _vendor_releases,
    _vendor_transfer,
)
from sellxed_sdk.cli._commands import add_group

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(commands: Subparsers) -> None:
    """Enter the commands."""
    group = add_group(commands, "vendor", summary="Issue, certify, revoke, build and publish.")
    for area in (
        _vendor_keys,
        _vendor_issue,
        _vendor_partners,
        _vendor_portions,
        _vendor_releases,
        _vendor_changes,
        _vendor_channel,
        _vendor_transfer,
    ):
        area.add_commands(group)
