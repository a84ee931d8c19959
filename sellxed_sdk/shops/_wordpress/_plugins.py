"""What counts as a plugin, by WordPress' own rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Plugin, PluginState
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._wordpress._headers import (
    HEADER_BYTES,
    SYSTEM,
    read_declarations,
    read_header,
    read_requires,
)

__all__ = ["Found", "find_plugins"]

# The names that WordPress loads by themselves from wp-content.
DROP_INS = (
    "advanced-cache.php",
    "db.php",
    "db-error.php",
    "fatal-error-handler.php",
    "install.php",
    "maintenance.php",
    "object-cache.php",
    "php-error.php",
)
EMPTY_PAGE_BYTES = 30
# Who loads whatever directories are there.
_LOADERS = ("glob(", "scandir(", "DirectoryIterator", "get_plugins(", "Autoloader")
_ALWAYS_ON = {
    "must-use": "must-use plugins always run",
    "drop-in": "drop-ins are loaded by their name",
}


@attrs.frozen(kw_only=True)
class Found:
    """A plugin, and where its code is."""

    plugin: Plugin
    """What it says."""
    main: Path
    """Its main file."""
    directory: Path | None = None
    """The directory that is all its own; None where only the main file is."""
    more: tuple[Path, ...] = ()
    """Further directories with its code."""


def find_plugins(files: ShopFiles, content: Path, evidence: Evidence) -> tuple[Found, ...]:
    """Return all plugins, in the order in which WordPress loads them.

    Must-use plugins by name, plugins by path, as WordPress sorts its list whenever one is
    activated, and the theme. Where two have one uid, the first counts.

    Args:
        files: The shop.
        content: Its ``wp-content``.
        evidence: Which of them run.
    """
    found = (
        *_drop_ins(files, content),
        *_must_use(files, content / "mu-plugins"),
        *sorted(_plugins(files, content / "plugins", evidence), key=lambda one: one.main),
        *_themes(files, content / "themes"),
    )
    return tuple({one.plugin.uid: one for one in reversed(found)}.values())[::-1]


def _plugins(files: ShopFiles, directory: Path, evidence: Evidence) -> Iterator[Found]:
    if not files.is_directory(directory):
        files.note(directory, "there is no such directory")
        return
    for entry in files.children(directory):
        if entry.name.startswith("."):
            continue
        if files.is_directory(entry):
            yield from _in_directory(files, entry, evidence)
        elif entry.suffix == ".php":
            plugin = _plugin(files, entry, entry.stem, (entry.name, entry.stem), evidence)
            if plugin is not None:
                yield Found(plugin=plugin, main=entry)


def _in_directory(files: ShopFiles, directory: Path, evidence: Evidence) -> Iterator[Found]:
    """Yield the plugins of a directory; the main one has the name of the directory."""
    slug = directory.name
    candidates = [
        path
        for path in files.children(directory)
        if path.suffix == ".php" and not path.name.startswith(".")
    ]
    is_first = True
    for path in sorted(candidates, key=lambda path: path.stem != slug):
        identifier = slug if is_first else f"{slug}/{path.stem}"
        known = (f"{slug}/{path.name}", slug)
        plugin = _plugin(files, path, identifier, known, evidence)
        if plugin is not None:
            # What is in the directory is the first one's: files do not tell whose it is.
            yield Found(plugin=plugin, main=path, directory=directory if is_first else None)
            is_first = False


def _plugin(
    files: ShopFiles, path: Path, identifier: str, known: tuple[str, str], evidence: Evidence
) -> Plugin | None:
    text = files.head(path, max_bytes=HEADER_BYTES)
    name = read_header(text, "Plugin Name") if text else None
    if text is None or name is None:
        return None
    given = evidence.find(*known)
    return Plugin(
        uid=f"{SYSTEM}:{identifier}",
        name=name,
        version=read_header(text, "Version"),
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        path=files.relative(path),
        requires=read_requires(text, identifier),
        declares=read_declarations(text, identifier, files.relative(path)),
    )


def _must_use(files: ShopFiles, directory: Path) -> Iterator[Found]:
    entries = list(files.children(directory))
    # WordPress does not look into directories here: some file has to load them.
    waiting = {
        path.name: path
        for path in entries
        if not path.name.startswith(".") and files.is_directory(path)
    }
    for path in entries:
        if path.suffix != ".php" or path.name.startswith(".") or not files.is_file(path):
            continue
        text = files.head(path, max_bytes=HEADER_BYTES)
        # WordPress does not count the empty page that keeps a directory from being listed.
        if text is None or (path.name == "index.php" and len(text) <= EMPTY_PAGE_BYTES):
            continue
        loaded = [name for name in waiting if name == path.stem or f"{name}/" in text]
        if any(word in text for word in _LOADERS):
            loaded = list(waiting)
        yield Found(
            plugin=_always_on(files, path, text, "mu-plugins", "must-use"),
            main=path,
            more=tuple(waiting.pop(name) for name in loaded),
        )


def _drop_ins(files: ShopFiles, content: Path) -> Iterator[Found]:
    for name in DROP_INS:
        path = content / name
        text = files.head(path, max_bytes=HEADER_BYTES) if files.is_file(path) else None
        if text is not None:
            plugin = _always_on(files, path, text, "drop-ins", "drop-in")
            yield Found(plugin=plugin, main=path)


def _always_on(files: ShopFiles, path: Path, text: str, place: str, kind: str) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:{place}/{path.stem}",
        name=read_header(text, "Plugin Name") or path.name,
        version=read_header(text, "Version"),
        state=PluginState.ACTIVE,
        evidence=_ALWAYS_ON[kind],
        kind=kind,
        path=files.relative(path),
        declares=read_declarations(text, f"{place}/{path.stem}", files.relative(path)),
    )


def _themes(files: ShopFiles, directory: Path) -> Iterator[Found]:
    for entry in files.children(directory):
        style = entry / "style.css"
        if not files.is_directory(entry) or not files.is_file(style):
            continue
        text = files.head(style, max_bytes=HEADER_BYTES)
        name = read_header(text, "Theme Name") if text else None
        if text is None or name is None:
            continue
        parent = read_header(text, "Template")
        plugin = Plugin(
            uid=f"{SYSTEM}:themes/{entry.name}",
            name=name,
            version=read_header(text, "Version"),
            kind="theme",
            path=files.relative(style),
            requires=(f"{SYSTEM}:themes/{parent}",) if parent and parent != entry.name else (),
            declares=read_declarations(text, f"themes/{entry.name}", files.relative(style)),
        )
        yield Found(plugin=plugin, main=entry / "functions.php", directory=entry)
