"""`gx.overload`: which methods of the shop's classes a plugin changes.

All overloads of a class are put into one chain: of each one ``<name>_parent`` is made the
class before it. The name is that of the file, up to its first dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpClass, decode_php, find_encoder, read_php

__all__ = ["find_file_claims", "find_module_claims"]

KIND = "gx.overload"
OVERLOADS = "overloads"
SHOP, ADMIN = "shop", "admin"
_ADMIN_PREFIX = "Admin-"
_LEFT_OUT = frozenset({"vendor", "node_modules", "tests", "test", "Tests", "Test"})


def find_module_claims(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield what a module overloads, and its files that nobody can read.

    Args:
        files: The shop.
        directory: The module's.
    """
    for name, data in files.php_files(directory, leave_out=_LEFT_OUT):
        path = Path(name)
        parts = path.relative_to(directory).parts
        is_overload = len(parts) == 4 and parts[1].lower() == OVERLOADS
        area = parts[0].lower() if parts[0].lower() in (SHOP, ADMIN) else ""
        target = parts[2] if is_overload else ""
        yield from _claims(files, path, data, target=target, area=area, rank=None)


def find_file_claims(files: ShopFiles, path: Path, *, place: int) -> Iterator[Claim]:
    """Yield what one file in a directory of overloads does.

    Args:
        files: The shop.
        path: The file.
        place: Of it among all of them, sorted as the platform does it.
    """
    data = files.source(path)
    target = path.parent.name
    area = ADMIN if target.startswith(_ADMIN_PREFIX) else ""
    target = target.removeprefix(_ADMIN_PREFIX)
    if data is not None:
        yield from _claims(files, path, data, target=target, area=area, rank=(place,))


def _claims(
    files: ShopFiles,
    path: Path,
    data: bytes,
    *,
    target: str,
    area: str,
    rank: tuple[int, ...] | None,
) -> Iterator[Claim]:
    relative = files.relative(path)
    text = decode_php(data)
    encoder = find_encoder(text)
    if encoder:
        files.note(path, encoder)
        yield Claim(
            kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
        )
        return
    if not target:
        return
    name = path.name.partition(".")[0]
    file = read_php(text)
    found = file.find(name)
    if file.unread or found is None:
        files.note(path, file.unread or f"the class {name[:100]} is not in it")
        return
    for member, line, cooperative in _members(found):
        yield Claim(
            kind=KIND,
            target=target,
            member=member,
            area=area,
            mode=Mode.EXTEND,
            cooperative=cooperative,
            value=found.name,
            rank=rank,
            path=relative,
            line=line,
        )


def _members(found: PhpClass) -> Iterator[tuple[str, int, bool | None]]:
    """Yield name, line, and whether it hands on, of what a class overloads."""
    # One that is derived from something else passes the whole chain by.
    is_chained = f"{found.name}_parent".lower() in {name.lower() for name in found.extends}
    yield "", found.line, is_chained
    for method in found.methods:
        # Private methods are each class's own.
        if method.visibility != "private" and not method.is_abstract:
            yield method.name, method.line, is_chained and found.reaches_parent(method.name)
