"""The code of one plugin: each file is read once, and parsed only where it may matter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpFile, decode_php, find_encoder, read_php
from sellxed_sdk.shops._wordpress._plugins import Found
from sellxed_sdk.shops._wordpress._removals import (
    REGISTRATIONS,
    REMOVALS,
    Removal,
    read_removals,
)
from sellxed_sdk.shops._wordpress._symbols import Symbols, find_symbols

__all__ = ["Code", "Feature", "read_code"]

# What is for those who develop the plugin, and what Composer generates.
_NOT_RUN = frozenset({"node_modules", "tests", "test", "Tests", "phpunit"})
_MAX_BYTES = 4_000_000
# Slots of wp-content for which plugins bring a file, and what tells it from any other file.
_SLOTS = {"advanced-cache.php": b"<?php", "object-cache.php": b"function wp_cache_add"}
_AUTOLOADER = os.path.join("composer", "autoload_real.php")  # noqa: PTH118  likewise
_BUNDLED = f"{os.sep}vendor{os.sep}"
_CACHES = tuple(_SLOTS)
_FEATURE = "::declare_compatibility"
_HOOK = re.compile(rb"""add_(?:action|filter)\s*\(\s*['"]([^'"$\r\n]{1,200})['"]""")
# How encoded files begin, in bytes; `find_encoder` decides.
_ENCODED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?php\s*(?://|@Zend)|Zend\0")
_ENCODED_HEAD = 4_096


@attrs.frozen(kw_only=True)
class Feature:
    """A feature of WooCommerce with which a plugin says that it does not work."""

    name: str
    path: Path
    line: int


@attrs.define(kw_only=True)
class Code:
    """What the files of one plugin say."""

    removals: list[tuple[Path, Removal]] = attrs.Factory(list)
    """Of hooks that are not its own."""
    features: list[Feature] = attrs.Factory(list)
    """With which it does not work."""
    hooks: dict[bytes, list[str]] = attrs.Factory(dict)
    """Hooks that it may have callbacks on, with the files; as bytes, as there are thousands."""
    slots: list[tuple[str, Path]] = attrs.Factory(list)
    """Drop-ins that it brings."""
    encoded: list[tuple[Path, str]] = attrs.Factory(list)
    """Files that nobody can read, with the reason."""
    symbols: Symbols = attrs.Factory(Symbols)
    """What it declares without a namespace whenever it runs."""
    vendors: list[Path] = attrs.Factory(list)
    """Directories of Composer."""
    loads_vendor: bool = False
    """Whether it names an autoloader."""


def read_code(files: ShopFiles, found: Found) -> Code:
    """Read the code of a plugin.

    Args:
        files: The shop.
        found: The plugin.
    """
    code = Code()
    sources = dict(_sources(files, found))
    above = len(str(found.directory or found.main.parent))
    for path, data in sources.items():
        _Source(files, path, data, path[above:]).read_into(code)
    if code.removals:
        own = _prefix(found)
        code.removals = [
            (path, removal)
            for path, removal in code.removals
            if not _begins(removal.hook, own) and not _fires(sources, removal.hook)
        ]
    if found.plugin.kind in ("plugin", "must-use"):
        root = found.directory or found.main.parent
        code.symbols = find_symbols(sources, found.main, root)
    return code


def _sources(files: ShopFiles, found: Found) -> Iterator[tuple[str, bytes]]:
    directory = found.directory
    if directory is None or found.main.parent != directory:
        data = files.source(found.main) if files.is_file(found.main) else None
        if data is not None:
            yield str(found.main), data
    for place in (directory, *found.more):
        if place is not None:
            yield from files.php_files(place, leave_out=_NOT_RUN)


class _Source:
    def __init__(self, files: ShopFiles, path: str, data: bytes, below: str) -> None:
        self._files = files
        self._path = path
        self._data = data
        self._is_bundled = _BUNDLED in below
        # Libraries may bring their own libraries; nobody loads those.
        self._is_own = below.count(_BUNDLED) <= 1

    def read_into(self, code: Code) -> None:
        data, path = self._data, self._path
        head = data[:_ENCODED_HEAD]
        if _ENCODED.match(head) or b"sg_load" in head or b"phpshield_load" in head:
            reason = find_encoder(decode_php(head))
            if reason:
                code.encoded.append((Path(path), reason))
                return
        if b"remove_all_" in data or b"declare_compatibility" in data:
            self._parse_into(code)
        for hook in set(_HOOK.findall(data)):
            code.hooks.setdefault(hook, []).append(path)
        if path.endswith(_CACHES):
            slot = os.path.basename(path)  # noqa: PTH119  a Path for each file takes too long
            if slot in _SLOTS and _SLOTS[slot] in data:
                code.slots.append((slot, Path(path)))
        if path.endswith(_AUTOLOADER) and self._is_own:
            code.vendors.append(Path(path).parent.parent)
        elif not code.loads_vendor and b"autoload" in data:
            # Composer's own files do so as well, whether or not anybody loads them.
            code.loads_vendor = not self._is_bundled

    def _parse_into(self, code: Code) -> None:
        text = decode_php(self._data)
        found = read_php(text, calls=(*REMOVALS, *REGISTRATIONS, _FEATURE))
        if found.unread:
            self._files.note(Path(self._path), found.unread)
            return
        code.removals += [(Path(self._path), removal) for removal in read_removals(text, found)]
        code.features += _features(found, Path(self._path))


def _features(file: PhpFile, path: Path) -> Iterator[Feature]:
    for call in file.calls:
        if call.name != _FEATURE or not call.receiver.endswith("FeaturesUtil"):
            continue
        name = call.arg(0, "feature_id")
        if isinstance(name, str) and call.arg(2, "positive_compatibility") is False:
            yield Feature(name=name, path=path, line=call.line)


def _prefix(found: Found) -> str:
    """Return how the names of a plugin's own hooks begin, as WordPress asks it of them."""
    name = (found.directory or found.main).name.removesuffix(".php")
    return _plain(name)


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _begins(hook: str, prefix: str) -> bool:
    plain = _plain(hook)
    return plain == prefix or plain.startswith((f"{prefix}_", f"{prefix}/"))


def _fires(sources: dict[str, bytes], hook: str) -> bool:
    """Whether a plugin itself calls the callbacks of a hook."""
    name = hook.encode()
    pattern = re.compile(
        rb"(?:do_action|apply_filters)(?:_ref_array|_deprecated)?\s*\(\s*['\"]"
        + re.escape(name)
        + rb"['\"]"
    )
    return any(name in data and pattern.search(data) for data in sources.values())
