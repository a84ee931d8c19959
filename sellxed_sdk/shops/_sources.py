"""PHP files of plugins: what one says, and which of them nobody can read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpFile, decode_php, find_encoder, read_php

__all__ = ["EMPTY", "find_encoded", "read_source"]

_NO_CODE = frozenset({"node_modules", "test", "tests", "Test", "Tests", "vendor"})

EMPTY = PhpFile()
"""What a file says that cannot be read."""


def read_source(
    files: ShopFiles,
    path: Path,
    *,
    calls: Collection[str] = (),
    assignments: Collection[str] = (),
) -> tuple[PhpFile, tuple[Claim, ...]]:
    """Return what a PHP file says, and an ``opaque`` claim where it is encoded.

    Args:
        files: The shop; what cannot be read is noted.
        path: Below the root.
        calls: Which calls to look for, as `read_php` takes them.
        assignments: To which variables, likewise.
    """
    data = files.source(path)
    if data is None:
        return EMPTY, ()
    text = decode_php(data)
    if encoder := find_encoder(text):
        files.note(path, encoder)
        relative = files.relative(path)
        return EMPTY, (
            Claim(
                kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
            ),
        )
    found = read_php(text, calls=calls, assignments=assignments)
    if found.unread:
        files.note(path, found.unread)
        return EMPTY, ()
    return found, ()


def find_encoded(
    files: ShopFiles,
    directory: Path,
    *,
    leave_out: Collection[str] = (),
    known: Collection[Path] = (),
) -> Iterator[Claim]:
    """Yield an ``opaque`` claim for each encoded PHP file below a directory.

    Args:
        files: The shop; encoded files are noted.
        directory: Of a plugin; libraries and tests are not looked into.
        leave_out: Names of more directories that are not looked into.
        known: Files that are read anyway.
    """
    for name, data in files.php_files(directory, leave_out=_NO_CODE | set(leave_out)):
        path = Path(name)
        encoder = find_encoder(decode_php(data)) if path not in known else ""
        if encoder:
            files.note(path, encoder)
            relative = files.relative(path)
            yield Claim(
                kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
            )
