"""Reading a shop's tree: bounded, never through links out of it, nothing executed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Unread

__all__ = ["MAX_ENTRIES", "ShopFiles"]

MAX_ENTRIES = 20_000


class ShopFiles:
    """One shop's tree; collects what could not be read.

    Args:
        root: The root directory of the shop.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unread: list[Unread] = []
        self._real_root = root.resolve()

    def note(self, path: Path, reason: str) -> None:
        """Remember that something could not be read."""
        self.unread.append(Unread(path=self.relative(path), reason=reason))

    def relative(self, path: Path) -> str:
        """Return a path relative to the root, with ``/``."""
        return path.relative_to(self.root).as_posix() if path != self.root else "."

    def head(self, path: Path, *, max_bytes: int) -> str | None:
        """Return the beginning of a text file, or None where it cannot be read.

        Args:
            path: Below the root.
            max_bytes: How much is read.
        """
        if not self._is_inside(path):
            self.note(path, "it is a link out of the shop")
            return None
        try:
            # O_NONBLOCK: a named pipe must not hold up the inventory.
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(max_bytes) or b""
        except OSError as error:
            self.note(path, (error.strerror or "it cannot be read").lower())
            return None
        # Shop files come in every encoding; names survive what cannot be decoded.
        return data.decode("utf-8", "replace")

    def children(self, directory: Path) -> Iterator[Path]:
        """Yield the entries of a directory by name; nothing where it does not exist."""
        if not self._is_inside(directory):
            self.note(directory, "it is a link out of the shop")
            return
        try:
            entries = sorted(directory.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            self.note(directory, (error.strerror or "it cannot be read").lower())
            return
        if len(entries) > MAX_ENTRIES:
            self.note(directory, f"it has more than {MAX_ENTRIES} entries")
        yield from entries[:MAX_ENTRIES]

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._real_root)
        except (OSError, RuntimeError):  # a loop of links
            return False
