"""Finding modules where Magento does: ``registration.php`` in ``app/code`` and in packages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sellxed_sdk.shops._composer import Manifest, read_manifest
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._module import Module
from sellxed_sdk.shops._php import PhpUnresolved, PhpValue, read_php
from sellxed_sdk.shops._xml import XmlElement

__all__ = ["find_modules"]

MAX_MODULE_BYTES = 200_000
MAX_NAME = 200
REGISTRATION = "registration.php"

_HERE = re.compile(
    r"""(?:__DIR__|dirname\(\s*__FILE__\s*\))(?:\s*\.\s*(?:'([^'$\\]*)'|"([^"$\\]*)"))?"""
)


def find_modules(files: ShopFiles, packages: Iterable[Manifest]) -> Iterator[Module]:
    """Yield the modules of a shop, those of ``app/code`` first.

    Args:
        files: The shop.
        packages: Composer's packages.
    """
    for vendor in files.children(files.root / "app" / "code"):
        for directory in files.children(vendor) if files.is_directory(vendor) else ():
            yield from _of_directory(files, directory)
    for package in packages:
        is_module = package.type == "magento2-module"
        for script in _scripts(package.data):
            path = Path(posixpath.normpath((package.home / script).as_posix()))
            yield from _of_package(files, path, package, is_module=is_module)


def _of_directory(files: ShopFiles, directory: Path) -> Iterator[Module]:
    script = directory / REGISTRATION
    is_registered = files.is_file(script)
    places = list(_registered(files, script)) if is_registered else []
    source: Manifest | None = None
    for place in places or [directory]:
        if files.is_file(place / "etc" / "module.xml"):
            source = source or read_manifest(files, directory)
            yield from _module(files, place, source, is_registered=is_registered)


def _of_package(
    files: ShopFiles, script: Path, source: Manifest, *, is_module: bool
) -> Iterator[Module]:
    """Yield what a script of a package registers; one that cannot be read, where it is."""
    places = list(_registered(files, script)) if files.is_file(script) else []
    if not places and is_module:
        places = [script.parent]
    for place in places:
        yield from _module(files, place, source, is_registered=True)


def _scripts(manifest: Mapping[str, object]) -> Iterator[str]:
    """Yield the scripts of a package that Composer loads and that may register modules."""
    autoload = manifest.get("autoload")
    scripts = autoload.get("files") if isinstance(autoload, dict) else None
    for script in scripts if isinstance(scripts, list) else ():
        if isinstance(script, str) and posixpath.basename(script) == REGISTRATION:
            yield script


def _registered(files: ShopFiles, script: Path) -> Iterator[Path]:
    """Yield the directories that a script registers as modules."""
    text = files.whole(script, max_bytes=MAX_MODULE_BYTES)
    if text is None or "register" not in text:
        return
    found = read_php(text, calls=("::register",))
    if found.unread:
        files.note(script, found.unread)
    for call in found.calls:
        kind, place = call.arg(0, "type"), call.arg(2, "path")
        if call.receiver.rpartition("\\")[2] == "ComponentRegistrar" and _is_module(kind):
            directory = _directory(script.parent, place)
            if directory is None:
                files.note(script, "it computes where a module is")
            yield directory or script.parent


def _is_module(value: PhpValue) -> bool:
    if isinstance(value, PhpUnresolved):
        return value.source.endswith("::MODULE")
    return value == "module"


def _directory(here: Path, value: PhpValue) -> Path | None:
    match = _HERE.fullmatch(value.source.strip()) if isinstance(value, PhpUnresolved) else None
    if match is None:
        return None
    below = (match[1] or match[2] or "").lstrip("/")
    return Path(posixpath.normpath((here / below).as_posix()))


def _module(
    files: ShopFiles, directory: Path, source: Manifest, *, is_registered: bool
) -> Iterator[Module]:
    path = directory / "etc" / "module.xml"
    root = files.xml(path, max_bytes=MAX_MODULE_BYTES)
    element = root.find("module") if root is not None else None
    name = element.get("name")[:MAX_NAME] if element is not None else ""
    if root is not None and not name:
        files.note(path, "it does not name a module")
    if element is not None and name:
        yield Module(
            name=name,
            directory=directory,
            source=source,
            is_registered=is_registered,
            sequence=tuple(_sequence(element)),
        )


def _sequence(element: XmlElement) -> Iterator[str]:
    for other in element.all("sequence", "module"):
        if other.get("name"):
            yield other.get("name")[:MAX_NAME]
