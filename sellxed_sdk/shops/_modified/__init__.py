"""modified eCommerce Shopsoftware, and xtcModified before it."""

from sellxed_sdk.shops._modified._read import MODIFIED

__all__ = ["MODIFIED"]
