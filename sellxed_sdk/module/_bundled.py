"""The rules that come with the SDK, for shops whose channel brought none yet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sellxed_sdk.compatibility import RuleFeed, parse_rules

__all__ = ["read_bundled_rules"]

_FEED = Path(__file__).parent / "feed" / "rules.json"


@lru_cache(maxsize=1)
def read_bundled_rules() -> RuleFeed:
    """Return the rules that come with the SDK: conflicts that are publicly documented.

    They are as old as the SDK (docs/rules-feed.md lists them with their evidence) and carry no
    signature of their own: who trusts the package trusts them. Read once, then remembered.
    """
    return parse_rules(_FEED.read_bytes())
