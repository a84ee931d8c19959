"""The partner's test kit: published test keys, licences for every state, a channel, shops.

What this decides: nothing. It makes real documents with keys that are published, so
that tests need neither account nor network. Loaded when first used: the pytest plug-in
must cost nothing where it is not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sellxed_sdk.testing._licences import STATES, TEST_TRUST, make_licence
    from sellxed_sdk.testing._server import serve_directory
    from sellxed_sdk.testing._shops import write_magento2_shop, write_wordpress_shop

__all__ = [
    "STATES",
    "TEST_TRUST",
    "make_licence",
    "serve_directory",
    "write_magento2_shop",
    "write_wordpress_shop",
]

_HOMES = {
    "STATES": "_licences",
    "TEST_TRUST": "_licences",
    "make_licence": "_licences",
    "serve_directory": "_server",
    "write_magento2_shop": "_shops",
    "write_wordpress_shop": "_shops",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        import importlib

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
