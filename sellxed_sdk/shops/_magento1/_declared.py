"""Modules as ``app/etc/modules/*.xml`` declare them, in the order in which they are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import MAX_CHARACTERS, PhpArray, read_php
from sellxed_sdk.shops._xml import XmlElement

__all__ = ["Declared", "read_declared", "sort_by_depends"]

PLACE = Path("app/etc/modules")
CORE_CONFIG = Path("app/code/core/Mage/Core/Model/Config.php")
MAX_BYTES = 500_000
MAX_SORTED = 2_000  # each is compared with each, as Magento does
# What Mage_Core_Model_Config_Element::is() takes for off.
_OFF = frozenset(("", "0", "false", "off"))


@attrs.define(eq=False)
class Declared:
    """One module, as all files together declare it."""

    name: str
    path: Path
    """The file that declares it first."""
    active: str = ""
    active_path: Path | None = None
    """The file that has the last word on ``active``."""
    pool: str = ""
    depends: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether Magento loads it."""
        return self.active.strip().lower() not in _OFF


def read_declared(files: ShopFiles) -> dict[str, Declared]:
    """Read all files in the order in which Magento merges them; the last word counts.

    Any file may say something of any module, and so switch another one off.
    """
    found: dict[str, Declared] = {}
    for path in _in_order(files):
        root = files.xml(path, max_bytes=MAX_BYTES)
        for element in root.all("modules", "*") if root is not None else ():
            _merge(found.setdefault(element.name, Declared(element.name, path)), element, path)
    return found


def _merge(known: Declared, element: XmlElement, path: Path) -> None:
    active = element.find("active")
    if active is not None:
        known.active, known.active_path = active.text, path
    known.pool = element.words("codePool") or known.pool
    depends = [other.name for other in element.all("depends", "*")]
    known.depends = tuple(dict.fromkeys((*known.depends, *depends)))


def _in_order(files: ShopFiles) -> Iterable[Path]:
    """Return the files: of Magento first, then of the others, by name."""
    paths = [
        path
        for path in files.children(files.root / PLACE)
        if path.suffix == ".xml" and not path.name.startswith(".") and files.is_file(path)
    ]
    listed = _listed_first(files)
    if listed:
        # OpenMage knows its own by a list; what is not in it is sorted by name.
        behind = max(listed.values()) + 1
        return sorted(paths, key=lambda path: listed.get(path.stem, behind))
    return sorted(
        paths, key=lambda path: (path.stem != "Mage_All", not path.stem.startswith("Mage_"))
    )


def _listed_first(files: ShopFiles) -> Mapping[str, int]:
    path = files.root / CORE_CONFIG
    text = files.whole(path, max_bytes=MAX_CHARACTERS) if files.is_file(path) else None
    if text is None or "MAGE_MODULES" not in text:
        return {}
    for found in read_php(text).classes:
        for constant in found.constants:
            if constant.name == "MAGE_MODULES" and isinstance(constant.value, PhpArray):
                return {
                    name: position
                    for name, position in constant.value.items
                    if isinstance(name, str) and isinstance(position, int)
                }
    return {}


def sort_by_depends(declared: Mapping[str, Declared]) -> list[str]:
    """Return the names of modules in the order in which they are loaded.

    As ``Mage_Core_Model_Config::_sortModuleDepends``: each module takes over, one step
    further, what those depend on that it depends on, and is exchanged with what it needs.
    """
    if len(declared) > MAX_SORTED:
        return list(declared)
    needs = {name: declared.keys() & module.depends for name, module in declared.items()}
    for name, module in declared.items():
        if module.active.strip() == "true":
            for other in module.depends:
                needs[name] = needs[name] | needs.get(other, set())
    order = list(declared)
    for left in range(len(order) - 1, -1, -1):
        for right in range(len(order) - 1, left, -1):
            if order[right] in needs[order[left]]:
                order[left], order[right] = order[right], order[left]
    return order
