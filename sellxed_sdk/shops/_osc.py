"""Modules of the family of osCommerce: one file each, below ``includes/modules``.

Gambio and modified eCommerce both have them: the file ``payment/<name>.php`` declares the
class ``<name>``, and what is installed is in the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpFile
from sellxed_sdk.shops._sources import read_source

__all__ = ["MODULES", "find_osc_modules", "find_symbols"]

MODULES = Path("includes") / "modules"
_FIELDS = ("$this->version", "$this->_version", "$this->module_version")
_NAMES = tuple(field.partition("->")[2] for field in _FIELDS)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_VERSION = re.compile(r"[vV]?\d[\w.+-]{0,40}")


def find_osc_modules(
    files: ShopFiles,
    *,
    system: str,
    kinds: Iterable[str],
    evidence: Evidence,
    base: Path | None = None,
) -> Iterator[Plugin]:
    """Yield the modules of some kinds, as ``<system>:payment/<name>``.

    Args:
        files: The shop.
        system: Its name before the colon of a uid.
        kinds: Directories below ``includes/modules``, as ``payment``.
        evidence: What is known; entries are found by the name with and without its kind.
        base: Where the kinds are; ``includes/modules`` of the shop where it is not given.
    """
    for kind in kinds:
        for path in files.children((base or files.root / MODULES) / kind):
            if path.suffix == ".php" and _NAME.fullmatch(path.stem) and files.is_file(path):
                yield _module(files, path, system, kind, evidence)


def _module(files: ShopFiles, path: Path, system: str, kind: str, evidence: Evidence) -> Plugin:
    found, opaque = read_source(files, path, assignments=_FIELDS)
    given = evidence.find(f"{kind}/{path.stem}", path.stem, path.name)
    version = given.version if given and given.version else _version(found)
    return Plugin(
        uid=f"{system}:{kind}/{path.stem}",
        name=path.stem,
        version=version,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind="module",
        path=files.relative(path),
        claims=(*opaque, *find_symbols(found, files.relative(path))),
    )


def _version(found: PhpFile) -> str | None:
    """Return the version that a module assigns, or has as a constant or a default."""
    values = [entry.value for entry in found.assignments if not entry.path]
    for entry in found.classes:
        values += [item.value for item in entry.properties if item.name in _NAMES]
        values += [item.value for item in entry.constants if item.name.upper() == "VERSION"]
    known = {str(value).strip() for value in values if isinstance(value, (str, float))}
    known = {text for text in known if _VERSION.fullmatch(text)}
    return known.pop() if len(known) == 1 else None


def find_symbols(found: PhpFile, path: str, *, area: str = "") -> tuple[Claim, ...]:
    """Return the names that PHP knows once, of a file that is loaded without a question.

    Args:
        found: What the file says; what stands in a condition is left out.
        path: The file, relative to the shop.
        area: Where it is loaded; everywhere where empty.
    """
    names = [(entry.name, entry.line) for entry in found.classes if not entry.is_conditional]
    names += [
        (f"{entry.name}()", entry.line) for entry in found.functions if not entry.is_conditional
    ]
    return tuple(
        Claim(
            kind="php.symbol",
            target=name,
            area=area,
            mode=Mode.EXCLUSIVE,
            path=path,
            line=line,
        )
        for name, line in sorted(names)
        if name
    )
