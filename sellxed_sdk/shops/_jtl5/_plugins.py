"""Which plugins there are, and what each says of itself: ``info.xml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._xml import XmlElement, read_xml
from sellxed_sdk.versions import Scheme, is_version

__all__ = [
    "SYSTEM",
    "PluginInfo",
    "find_plugins",
    "read_declarations",
    "read_info",
    "spell_version",
]

SYSTEM = "jtl5"
INFO = "info.xml"
MAX_TEXT = 200
# Plugins for version 5, and those that were written for 4, which it runs as well.
PLACES = ((Path("plugins"), "jtlshopplugin"), (Path("includes/plugins"), "jtlshop3plugin"))
_ID = re.compile(r"\w{1,100}", re.ASCII)
_LIMITS = (
    (">=", ("MinShopVersion", "Shop4Version", "ShopVersion")),
    ("<=", ("MaxShopVersion",)),
)
# What the platform takes for "any".
_NONE = frozenset({"", "0", "0.0.0"})


@attrs.frozen(kw_only=True, eq=False)
class PluginInfo:
    """A directory with a plugin."""

    id: str
    """Its ``PluginID``."""
    name: str
    """What it calls itself."""
    version: str | None
    """Its version, as it is written."""
    directory: Path
    """Where it is."""
    home: Path
    """Where its code is: of a plugin for version 4 the directory of its newest version."""
    is_legacy: bool
    """Whether it was written for version 4."""
    root: XmlElement
    """What it says."""


def find_plugins(files: ShopFiles) -> Iterator[PluginInfo]:
    """Yield the plugins, by the platform's rule: a directory with an ``info.xml``."""
    seen: set[str] = set()
    for place, name in PLACES:
        for directory in files.children(files.root / place):
            path = directory / INFO
            if directory.name.startswith(".") or not files.is_file(path):
                continue
            root = read_info(files, path)
            if root is None:
                continue
            if root.name != name:
                files.note(path, f"it is no {name}, so that the shop does not take it")
                continue
            info = _info(files, directory, root, is_legacy=name != PLACES[0][1])
            if info is None or info.id.lower() in seen:
                files.note(path, "it has no PluginID" if info is None else "its PluginID is taken")
                continue
            seen.add(info.id.lower())
            yield info


def read_info(files: ShopFiles, path: Path) -> XmlElement | None:
    """Return the root of a manifest; None where it cannot be read, which is noted.

    Those of version 4 are often in Latin-1.

    Args:
        files: The shop.
        path: The manifest.
    """
    data = files.source(path)
    if data is None:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        return read_xml(text)
    except ValueError as error:
        files.note(path, str(error))
        return None


def _info(
    files: ShopFiles, directory: Path, root: XmlElement, *, is_legacy: bool
) -> PluginInfo | None:
    identifier = root.words("PluginID")
    if not _ID.fullmatch(identifier):
        return None
    numbers = [entry.get("nr") for entry in root.all("Install", "Version")]
    version = root.words("Version") or (numbers[-1] if numbers else "")
    home = directory / "version" / version if is_legacy and version.isdecimal() else directory
    return PluginInfo(
        id=identifier,
        name=root.words("Name")[:MAX_TEXT] or identifier,
        version=_version(files, directory, version),
        directory=directory,
        home=home if files.is_directory(home) else directory,
        is_legacy=is_legacy,
        root=root,
    )


def _version(files: ShopFiles, directory: Path, written: str) -> str | None:
    if is_version(written, scheme=Scheme.PHP):
        return written[:64]
    files.note(directory / INFO, "it has no version" if not written else "its version is none")
    return None


def read_declarations(files: ShopFiles, path: Path, root: XmlElement) -> Iterator[Declaration]:
    """Yield the versions of the shop system that a plugin or a template is for."""
    known, line = [], 0
    for sign, names in _LIMITS:
        # The first name counts, wherever it stands.
        entries = (entry for name in names for entry in root.all(name))
        found = next((entry for entry in entries if entry.text.strip()), None)
        text = found.text.strip() if found is not None else ""
        if found is None or text in _NONE:
            continue
        spelt = spell_version(text)
        if not is_version(spelt, scheme=Scheme.PHP) or set(spelt) & set(" ,|"):
            files.note(path, f"the version {text[:50]} cannot be ordered")
            continue
        known.append((found.name, text, sign + spelt))
        line = line or found.line
    if known:
        yield Declaration(
            relation="requires",
            target=SYSTEM,
            versions=",".join(limit for _, _, limit in known),
            written=" ".join(f"{name} {text}" for name, text, _ in known)[:MAX_TEXT],
            source=INFO if path.name == INFO else path.name,
            path=files.relative(path),
            line=line,
        )


def spell_version(written: str) -> str:
    """Return a version of the shop with dots: version 4 wrote ``406`` for 4.06."""
    if re.fullmatch(r"[34]\d\d", written):
        return f"{written[0]}.{written[1:]}"
    return written
