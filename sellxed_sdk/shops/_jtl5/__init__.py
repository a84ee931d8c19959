"""JTL-Shop 4 and 5."""

from sellxed_sdk.shops._jtl5._shop import JTL5

__all__ = ["JTL5"]
