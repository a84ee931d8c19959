"""A module of Magento 2, as its files describe it."""

from __future__ import annotations

from pathlib import Path

import attrs

from sellxed_sdk.shops._composer import Manifest

__all__ = ["SYSTEM", "Module", "bare", "is_default", "owns"]

SYSTEM = "magento2"


@attrs.frozen(kw_only=True, eq=False)
class Module:
    """One module that was found."""

    name: str
    """As in ``module.xml``, as ``Vendor_Payment``."""
    directory: Path
    """Where it is."""
    source: Manifest
    """What Composer knows of it."""
    is_registered: bool
    """Whether Magento comes to know of it, by a ``registration.php``."""
    sequence: tuple[str, ...] = ()
    """Modules that it says are loaded before it."""
    position: int | None = None
    """Its place in the list of modules, from 0; None where it is not in it."""
    is_active: bool | None = None
    """Whether it runs; None where nothing tells."""

    @property
    def package(self) -> str:
        """Name of its Composer package; empty where it has none."""
        return self.source.name

    @property
    def is_core(self) -> bool:
        """Whether it is a part of the shop system itself."""
        if self.package:
            return self.package.startswith(("magento/", "mage-os/"))
        return self.name.startswith("Magento_")

    @property
    def namespace(self) -> str:
        """The namespace of its classes, by Magento's convention."""
        return self.name.replace("_", "\\") + "\\"


def bare(name: str) -> str:
    """Return the name of a class without a leading backslash."""
    return name.strip().lstrip("\\")


def owns(module: Module, name: str) -> bool:
    """Whether a class is a module's own, by its namespace."""
    return name.lower().startswith(module.namespace.lower())


def is_default(module: Module, target: str) -> bool:
    """Whether what a module prefers for a class takes it from nobody.

    So it is for what is its own. Parts of the core serve each other's interfaces and the
    framework's classes as well; a class of another module is replaced.
    """
    name = target.lower()
    is_served = name.endswith("interface") or name.startswith("magento\\framework\\")
    return owns(module, target) or (module.is_core and is_served)
