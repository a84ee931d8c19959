"""Versions and ranges, by the rules of the ecosystem that they come from.

What this decides: order and membership. What cannot be read is "unknown" (None), never
a silent no. Pure. Used for the releases of our modules and for plugins of shops.
"""

from sellxed_sdk.versions._composer import normalise_composer
from sellxed_sdk.versions._constraint import convert_constraint
from sellxed_sdk.versions._php import compare_php
from sellxed_sdk.versions._range import Comparator, Range, check_range, parse_range
from sellxed_sdk.versions._scheme import Scheme, compare_versions, is_version, scheme_for

__all__ = [
    "Comparator",
    "Range",
    "Scheme",
    "check_range",
    "compare_php",
    "compare_versions",
    "convert_constraint",
    "is_version",
    "normalise_composer",
    "parse_range",
    "scheme_for",
]
