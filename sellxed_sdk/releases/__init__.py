"""Releases: the newest one that this shop may have, and why not a newer one.

What this decides: which release is covered, fits, is rolled out and not withdrawn.
It does not fetch or install anything. Pure: no disk, no network, no clock.
"""

from sellxed_sdk.releases._changelog import (
    CATEGORIES,
    Change,
    ReleaseNotes,
    parse_notes,
    select_changes,
)
from sellxed_sdk.releases._release import (
    Release,
    ReleaseList,
    Rollout,
    Security,
    Yank,
    parse_releases,
)
from sellxed_sdk.releases._report import UpdateReport
from sellxed_sdk.releases._select import Decision, Refusal, Shop, select_update

__all__ = [
    "CATEGORIES",
    "Change",
    "Decision",
    "Refusal",
    "Release",
    "ReleaseList",
    "ReleaseNotes",
    "Rollout",
    "Security",
    "Shop",
    "UpdateReport",
    "Yank",
    "parse_notes",
    "parse_releases",
    "select_changes",
    "select_update",
]
