"""What a plugin says of itself: ``info.xml``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._layout import INFO, PluginPlace, spell
from sellxed_sdk.shops._xml import XmlElement
from sellxed_sdk.versions import Scheme, is_version

__all__ = ["Hook", "Manifest", "read_manifest"]

SYSTEM = "jtl5"
ROOTS = {False: "jtlshopplugin", True: "jtlshop3plugin"}
PRIORITY = 5
MAX_TEXT = 200


@attrs.frozen(kw_only=True)
class Hook:
    """A hook that the platform itself registers."""

    number: str
    """As it is written: a number."""
    priority: int | None
    """The smaller, the earlier; None where it is no number."""
    file: str
    """What is included."""
    line: int
    """Where it stands."""


@attrs.frozen(kw_only=True)
class Manifest:
    """What a plugin says of itself."""

    id: str
    """Its id: the directory where it does not say."""
    name: str
    """What it calls itself."""
    version: str | None = None
    """Its version; of a legacy plugin the number of the last one, as ``123``."""
    source: Path
    """The directory with what runs: of a legacy plugin the one of its version."""
    hooks: tuple[Hook, ...] = ()
    """Its hooks."""
    declares: tuple[Declaration, ...] = ()
    """What it says about the shop."""
    path: Path
    """The file."""


def read_manifest(files: ShopFiles, place: PluginPlace) -> Manifest:
    """Read what a plugin says of itself; what cannot be read is noted."""
    path = place.directory / INFO
    root = files.xml(path)
    own = place.directory.name
    if root is not None and root.name != ROOTS[place.is_legacy]:
        files.note(path, f"its root is not {ROOTS[place.is_legacy]}")
        root = None
    if root is None:
        return Manifest(id=own, name=own, source=place.directory, path=path)
    version = root.words("Version")
    if place.is_legacy:
        numbers = [entry.get("nr") for entry in root.all("Install", "Version")]
        version = numbers[-1] if numbers else version
    version = version[:64]
    if not version:
        files.note(path, "it has no version")
    return Manifest(
        id=root.words("PluginID")[:MAX_TEXT] or own,
        name=root.words("Name")[:MAX_TEXT] or own,
        version=version or None,
        source=_source(files, place, version),
        hooks=tuple(_hooks(root)),
        declares=tuple(_declarations(files, path, root, is_legacy=place.is_legacy)),
        path=path,
    )


def _source(files: ShopFiles, place: PluginPlace, version: str) -> Path:
    if not place.is_legacy:
        return place.directory
    source = place.directory / "version" / version
    if version.isdecimal() and files.is_directory(source):
        return source
    files.note(place.directory / INFO, "the directory of its version is not there")
    return place.directory


def _hooks(root: XmlElement) -> Iterator[Hook]:
    for entry in root.all("Install", "Hooks", "Hook"):
        priority = entry.get("priority") or str(PRIORITY)
        is_number = priority.removeprefix("-").isdecimal() and len(priority) < 10
        if entry.get("id"):
            yield Hook(
                number=entry.get("id")[:MAX_TEXT],
                priority=int(priority) if is_number else None,
                file=entry.text.strip(),
                line=entry.line,
            )


def _declarations(
    files: ShopFiles, path: Path, root: XmlElement, *, is_legacy: bool
) -> Iterator[Declaration]:
    least = ("Shop4Version", "ShopVersion") if is_legacy else ("MinShopVersion", "ShopVersion")
    names = [name for name in least if root.words(name)][:1]
    limits = [(name, ">=") for name in names]
    if not is_legacy:  # there the greatest version is taken for the least one
        limits.append(("MaxShopVersion", "<="))
    for name, sign in limits:
        entry = root.find(name)
        written = entry.text.strip() if entry is not None else ""
        version = spell(written)
        if entry is None or not version.strip("0."):
            continue  # 0.0.0 is any
        if not is_version(version, scheme=Scheme.PHP) or set(version) & set(" ,|"):
            files.note(path, f"the version {written[:50]} cannot be ordered")
            continue
        yield Declaration(
            relation="requires",
            target=SYSTEM,
            versions=sign + version,
            written=written[:MAX_TEXT],
            source=f"info.xml {name}",
            path=files.relative(path),
            line=entry.line,
        )
