"""Offline licences, signed updates, conflict reports and admin notices for shop modules.

    from sellxed_sdk import Module

    module = Module.from_package("my_module")
    report = module.check_licence(key, hosts=["shop.example"])

Every name is loaded when it is first used (PEP 562): importing this package loads
nothing else, does no I/O and never fails.
"""

from __future__ import annotations

# Not from typing: that alone would cost more than all the rest of this module. Type
# checkers know the name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from sellxed_sdk.compatibility import CompatibilityReport
    from sellxed_sdk.errors import SellxedError, StatusError
    from sellxed_sdk.findings import Finding, Severity
    from sellxed_sdk.integrity import IntegrityReport
    from sellxed_sdk.licence import Licence, LicenceReport, LicenceStatus
    from sellxed_sdk.module import (
        Module,
        check_compatibility,
        check_licence,
        check_licences,
        check_updates,
    )
    from sellxed_sdk.releases import UpdateReport
    from sellxed_sdk.signing import TrustBundle, load_trust
    from sellxed_sdk.support import ReadinessReport
    from sellxed_sdk.updates import RefreshResult

    __version__: str

_HOMES = {
    "CompatibilityReport": "compatibility",
    "Finding": "findings",
    "IntegrityReport": "integrity",
    "Licence": "licence",
    "LicenceReport": "licence",
    "LicenceStatus": "licence",
    "Module": "module",
    "ReadinessReport": "support",
    "RefreshResult": "updates",
    "SellxedError": "errors",
    "Severity": "findings",
    "StatusError": "errors",
    "TrustBundle": "signing",
    "UpdateReport": "releases",
    "check_compatibility": "module",
    "check_licence": "module",
    "check_licences": "module",
    "check_updates": "module",
    "load_trust": "signing",
}

__all__ = [
    "CompatibilityReport",
    "Finding",
    "IntegrityReport",
    "Licence",
    "LicenceReport",
    "LicenceStatus",
    "Module",
    "ReadinessReport",
    "RefreshResult",
    "SellxedError",
    "Severity",
    "StatusError",
    "TrustBundle",
    "UpdateReport",
    "__version__",
    "check_compatibility",
    "check_licence",
    "check_licences",
    "check_updates",
    "load_trust",
]

# Under this condition, type checkers still report a misspelt name.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        import importlib

        if name == "__version__":
            from importlib.metadata import version

            return version("sellxed-sdk")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted(set(globals()) | set(__all__))
