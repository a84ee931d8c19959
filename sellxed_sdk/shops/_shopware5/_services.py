"""`sw5.decorate`: services of the shop that a plugin puts its own around."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._xml import XmlElement

__all__ = ["find_service_claims"]

MAX_BYTES = 2_000_000
MAX_FILES = 200


def find_service_claims(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield the decorators in a plugin's ``Resources/services.xml`` and what that imports.

    Args:
        files: The shop.
        directory: The plugin's.
    """
    resources = directory / "Resources"
    parts = [path for path in files.children(resources / "services") if path.suffix == ".xml"]
    waiting, seen = [resources / "services.xml", *parts], set[Path]()
    while waiting and len(seen) < MAX_FILES:
        path = waiting.pop(0)
        if path in seen or not files.is_file(path):
            continue
        seen.add(path)
        text = files.head(path, max_bytes=MAX_BYTES) or ""
        if "decorates" not in text and "<import" not in text:
            continue
        root = files.xml(path)
        if root is None:
            continue
        waiting += _imports(path, root)
        for service in root.all("services", "service"):
            if service.get("decorates"):
                yield _claim(files.relative(path), service)


def _imports(path: Path, root: XmlElement) -> Iterator[Path]:
    for entry in root.all("imports", "import"):
        resource = entry.get("resource")
        if resource and not resource.startswith("/"):
            yield Path(posixpath.normpath((path.parent / resource).as_posix()))


def _claim(path: str, service: XmlElement) -> Claim:
    inner = {f"{service.get('id')}.inner", service.get("decoration-inner-name"), ".inner"} - {""}
    has_inner = any(entry.get("id") in inner for entry in service.walk() if entry is not service)
    is_open = service.get("autowire") == "true" or bool(service.get("parent"))
    priority = service.get("decoration-priority") or "0"
    is_number = priority.removeprefix("-").isdecimal() and len(priority) < 10
    return Claim(
        kind="sw5.decorate",
        target=service.get("decorates"),
        # One that does not take what it decorates stands in its place.
        mode=Mode.WRAP if has_inner or is_open else Mode.REPLACE,
        cooperative=True if has_inner else None if is_open else False,
        value=service.get("class").lstrip("\\") or service.get("id"),
        label=service.get("id"),
        # The higher the priority, the further inside.
        rank=(-int(priority),) if is_number else None,
        path=path,
        line=service.line,
    )
