"""What a plugin says of itself: ``plugin.xml``, and before 5.2 ``Bootstrap.php``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._bodies import find_bodies
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import MAX_CHARACTERS
from sellxed_sdk.shops._shopware5._layout import PluginPlace
from sellxed_sdk.shops._xml import XmlElement
from sellxed_sdk.versions import Scheme, is_version

__all__ = ["Manifest", "read_manifest"]

SYSTEM = "shopware5"
MAX_JSON_BYTES = 500_000
LANGUAGES = ("en", "de", "")
_RETURNED = re.compile(r"""\breturn ['"]([^'"]{1,200})['"] ;""")


@attrs.frozen(kw_only=True)
class Manifest:
    """What a plugin says of itself."""

    label: str = ""
    """What it calls itself."""
    version: str | None = None
    """Its version."""
    requires: tuple[str, ...] = ()
    """Uids of plugins that it needs."""
    declares: tuple[Declaration, ...] = ()
    """What it says about the shop system and other plugins."""
    package: str = ""
    """Its Composer package."""


def read_manifest(files: ShopFiles, place: PluginPlace) -> Manifest:
    """Read what a plugin says of itself; what cannot be read is noted."""
    manifest = _legacy(files, place) if place.is_legacy else _current(files, place)
    composer = place.directory / "composer.json"
    name = files.mapping(composer, max_bytes=MAX_JSON_BYTES).get("name")
    manifest = _without_placeholders(files, place, manifest)
    return attrs.evolve(manifest, package=name[:200] if isinstance(name, str) else "")


def _current(files: ShopFiles, place: PluginPlace) -> Manifest:
    path = place.directory / "plugin.xml"
    plugin = files.xml(path) if files.is_file(path) else None
    if plugin is None:
        return Manifest()
    labels = {entry.get("lang") or "en": entry.text.strip() for entry in plugin.all("label")}
    declares = list(_declarations(files, path, plugin))
    needed = [entry.get("pluginName") for entry in plugin.all("requiredPlugins", "requiredPlugin")]
    return Manifest(
        label=_first(labels),
        version=plugin.words("version")[:64] or None,
        requires=tuple(dict.fromkeys(f"{SYSTEM}:{name}" for name in needed if name)),
        declares=tuple(declares),
    )


def _first(labels: dict[str, str]) -> str:
    known = [labels.get(language, "") for language in LANGUAGES]
    return next((text[:200] for text in (*known, *labels.values()) if text), "")


def _declarations(files: ShopFiles, path: Path, plugin: XmlElement) -> Iterator[Declaration]:
    places = [("", entry) for entry in plugin.all("compatibility")]
    places += [
        (entry.get("pluginName"), entry)
        for entry in plugin.all("requiredPlugins", "requiredPlugin")
    ]
    for name, entry in places:
        target = f"{SYSTEM}:{name}" if name else SYSTEM
        low, high = entry.get("minVersion"), entry.get("maxVersion")
        limits = [(">=", low), ("<=", high)]
        known = [sign + text for sign, text in limits if text and _is_known(files, path, text)]
        if known:
            yield Declaration(
                relation="requires",
                target=target,
                versions=",".join(known),
                written=" ".join(
                    text for text in (low and f"min {low}", high and f"max {high}") if text
                ),
                source=f"plugin.xml {entry.name}",
                path=files.relative(path),
                line=entry.line,
            )
        for black in entry.all("blacklist"):
            text = black.text.strip()
            if text and _is_known(files, path, text):
                yield Declaration(
                    relation="conflicts",
                    target=target,
                    versions=f"={text}",
                    written=text,
                    source="plugin.xml blacklist",
                    path=files.relative(path),
                    line=black.line,
                )


def _is_known(files: ShopFiles, path: Path, version: str) -> bool:
    known = is_version(version, scheme=Scheme.PHP) and not set(version) & set(" ,|")
    if not known:
        files.note(path, f"the version {version[:50]} cannot be ordered")
    return known


def _legacy(files: ShopFiles, place: PluginPlace) -> Manifest:
    text = files.whole(place.main, max_bytes=MAX_CHARACTERS) or ""
    found = {name: body for (_, name), body in find_bodies(text).items()}
    data = files.mapping(place.directory / "plugin.json", max_bytes=MAX_JSON_BYTES)
    label = data.get("label")
    labels = label if isinstance(label, dict) else {"en": label}
    version, name = (
        _RETURNED.search(found.get("getversion", "")),
        _RETURNED.search(found.get("getlabel", "")),
    )
    listed = data.get("currentVersion")
    written = version[1] if version else listed if isinstance(listed, str) else ""
    if not written and "getversion" in found:
        files.note(place.main, "its version is computed")
    return Manifest(
        label=name[1] if name else _first({k: v for k, v in labels.items() if isinstance(v, str)}),
        version=written.strip()[:64] or None,
    )


def _without_placeholders(files: ShopFiles, place: PluginPlace, manifest: Manifest) -> Manifest:
    """Leave out what a build should have filled in, as ``%%VERSION%%``."""
    label = "" if manifest.label.startswith(("%%", "@")) else manifest.label
    version = manifest.version
    if version is not None and not any(map(str.isdecimal, version)):
        files.note(place.main, f"its version is the placeholder {version[:50]}")
        version = None
    return attrs.evolve(manifest, label=label, version=version)
