"""Composer libraries that a plugin brings along.

All plugins of a shop run in one PHP process, so a class is loaded once: from the plugin
whose autoloader is asked first. What an autoloader answers for is in its own files, by
namespace; a copy that was moved to a namespace of the plugin is another place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpArray, PhpUnresolved, PhpValue

__all__ = ["find_libraries"]

MAX_BYTES = 20_000_000
MAX_DIRECTORIES = 200
VENDOR = "vendor"
# Below these no plugin keeps what it runs.
_NO_CODE = frozenset({"node_modules", "test", "tests", "docs", "bin", VENDOR})
_INIT = "composerautoloaderinit"
_NAMESPACES = ("autoload_psr4.php", "autoload_namespaces.php")
# As Composer writes it: a variable for the directory, and the package's place in it.
_PLACE = re.compile(r"""\$vendorDir\s*\.\s*['"]/(\w[\w.-]*/\w[\w.-]*)(/[^'"]*)?['"]""")
_REGISTERED = "->register"
_Packages = Mapping[str, str]


def find_libraries(
    files: ShopFiles, directory: Path, *, vendors: Collection[Path] | None = None
) -> tuple[Claim, ...]:
    """Return what the Composer autoloaders of a plugin answer for.

    Looks for directories with ``composer/autoload_real.php``: ``vendor`` and any other one
    in the directory, and ``vendor`` up to two directories below, as ``lib/acme/vendor``.

    Claims, sorted by kind, target and member:

    * ``php.library``: a namespace of a package, with the package as member and label and
      its version as value. Cooperative where the newest of all copies is chosen, as
      ``automattic/jetpack-autoloader`` does it. The rank is 1 where the autoloader puts
      itself before those that are there, so that the plugin that is loaded last wins, and
      0 where behind.
    * ``php.autoload_suffix``: the class that Composer names by the content of the lock
      file. Twice in a process, it stops the shop.

    Args:
        files: The shop.
        directory: Of a plugin.
        vendors: Where they are, by who has looked through the plugin anyway.
    """
    places = _vendors(files, directory) if vendors is None else vendors
    claims = [claim for vendor in places for claim in _Vendor(files, vendor).claims()]
    # One plugin may have the same libraries twice, for two of its variants.
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda claim: (claim.kind, claim.target, claim.member, claim.path, claim.line),
        )
    )


def _vendors(files: ShopFiles, directory: Path) -> Iterator[Path]:
    first = list(_directories(files, directory))
    below = [entry for place in first for entry in _directories(files, place)]
    places = (directory / VENDOR, *first, *below)
    for place in dict.fromkeys((*places, *(place / VENDOR for place in (*first, *below)))):
        # Not every directory in a second level: the names of packages are there.
        is_place = place.name == VENDOR or place.parent == directory
        if is_place and files.is_file(place / "composer" / "autoload_real.php"):
            yield place


def _directories(files: ShopFiles, directory: Path) -> Iterator[Path]:
    for entry in islice(files.children(directory), MAX_DIRECTORIES):
        if "." not in entry.name and entry.name not in _NO_CODE and files.is_directory(entry):
            yield entry


class _Vendor:
    """One directory of Composer."""

    def __init__(self, files: ShopFiles, vendor: Path) -> None:
        self._files = files
        self._vendor = vendor
        self._composer = vendor / "composer"

    def claims(self) -> Iterator[Claim]:
        """Yield what its autoloader answers for."""
        path = self._composer / "autoload_real.php"
        found = self._files.php(path, calls=(_REGISTERED,))
        if found is None:
            return
        for entry in found.classes:
            if entry.name.rpartition("\\")[2].lower().startswith(_INIT):
                yield Claim(
                    kind="php.autoload_suffix",
                    target=entry.name,
                    mode=Mode.EXCLUSIVE,
                    path=self._files.relative(path),
                    line=entry.line,
                )
        prepends = {call.arg(0) for call in found.calls if isinstance(call.arg(0), bool)}
        rank = (int(prepends == {True}),) if len(prepends) == 1 else None
        packages = self._packages()
        for name in _NAMESPACES:
            yield from self._namespaces(self._composer / name, packages, rank)

    def _namespaces(
        self, path: Path, packages: _Packages, rank: tuple[int, ...] | None
    ) -> Iterator[Claim]:
        found = self._files.php(path) if self._files.is_file(path) else None
        table = found.returned() if found is not None else None
        relative = self._files.relative(path)
        is_settled = self._files.is_file(self._vendor / "autoload_packages.php")
        for prefix, value in table.items if table is not None else ():
            if not isinstance(prefix, str) or not prefix:
                continue
            for package, place, line in _places(value):
                if ".." in place:
                    continue
                # Tools that prefix copies remove the originals, and leave this table.
                if not self._files.is_directory(self._vendor / package / place.strip("/")):
                    continue
                yield Claim(
                    kind="php.library",
                    target=prefix,
                    member=package.lower(),
                    mode=Mode.REPLACE,
                    cooperative=is_settled,
                    value=packages.get(package.lower(), ""),
                    label=package,
                    rank=rank,
                    path=relative,
                    line=line,
                )

    def _packages(self) -> _Packages:
        """Return the versions of the packages, from either file that Composer writes."""
        path = self._composer / "installed.json"
        found: list[tuple[object, object]] = []
        if self._files.is_file(path):
            entries = self._files.json(path, max_bytes=MAX_BYTES)
            if isinstance(entries, dict):  # Composer 2; 1 has the list alone
                entries = entries.get("packages")
            for entry in entries if isinstance(entries, list) else ():
                fields = entry if isinstance(entry, dict) else {}
                found += [(fields.get("name"), fields.get("version"))]
        else:
            path = self._composer / "installed.php"
            file = self._files.php(path) if self._files.is_file(path) else None
            table = file.returned() if file is not None else None
            versions = table.get("versions") if table is not None else None
            for name, entry in versions.items if isinstance(versions, PhpArray) else ():
                if isinstance(entry, PhpArray):
                    found.append((name, entry.get("pretty_version")))
        return {
            name.lower(): version
            for name, version in found
            if isinstance(name, str) and isinstance(version, str)
        }


def _places(value: PhpValue) -> Iterator[tuple[str, str, int]]:
    """Yield package, place in it and line, of the directories of one namespace."""
    for entry in value.values() if isinstance(value, PhpArray) else (value,):
        match = _PLACE.match(entry.source) if isinstance(entry, PhpUnresolved) else None
        if isinstance(entry, PhpUnresolved) and match is not None:
            yield match[1], match[2] or "", entry.line
