"""What the generated configuration says: which modules run, and in which order.

From version 7 on it is a directory a shop, in 6.2 to 6.5 a file; before that, only the
database knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._layout import Layout
from sellxed_sdk.shops._oxid._yaml import YamlValue, read_yaml

__all__ = ["Configured", "ShopConfiguration", "read_configurations", "read_dependencies"]

MAX_BYTES = 4_000_000
MAX_SHOPS = 1_500  # what the platform itself allows
SHOPS = Path("var/configuration/shops")


@attrs.frozen(kw_only=True)
class Configured:
    """What the configuration of one shop says about a module."""

    id: str
    """The module's id."""
    state: PluginState
    """Whether it runs there."""
    path: Path | None = None
    """Where it lies."""
    title: str = ""
    """Its name, as the platform knows it."""
    version: str = ""
    """Its version, as the platform knows it."""
    source: str = ""
    """The file that says so, relative to the shop."""


@attrs.frozen(kw_only=True)
class ShopConfiguration:
    """The configuration of one shop of the installation."""

    id: str
    """Its number."""
    modules: Mapping[str, Configured] = attrs.field(eq=False)
    """By id."""
    classes: Mapping[str, tuple[str, ...]] = attrs.field(eq=False)
    """What extends the classes of the shop; the last one is the outermost."""
    templates: Mapping[str, tuple[str, ...]] = attrs.field(eq=False)
    """Modules that come first in extending a template; the first one is the outermost."""
    is_split: bool = False
    """Whether it is a directory, as from version 7 on."""
    is_whole: bool = True
    """Whether its list of modules was read: what is not on it does not run."""


def read_configurations(files: ShopFiles, layout: Layout) -> tuple[ShopConfiguration, ...]:
    """Read what is configured, shop by shop; empty where there are no such files."""
    found: dict[str, ShopConfiguration] = {}
    for entry in files.children(layout.root / SHOPS):
        number = entry.name if files.is_directory(entry) else entry.name.removesuffix(".yaml")
        if not (number.isascii() and number.isdecimal()) or len(found) >= MAX_SHOPS:
            continue
        if files.is_directory(entry):
            found[number] = _split(files, layout, entry)
        elif entry.suffix == ".yaml" and number not in found:
            found[number] = _single(files, layout, entry)
    return tuple(found[number] for number in sorted(found, key=int))


def read_dependencies(files: ShopFiles, directory: Path) -> tuple[str, ...]:
    """Return the ids of the modules that a module needs, as from version 7.1 on."""
    path = directory / "dependencies.yaml"
    data = _mapping(files, path) if files.is_file(path) else {}
    return tuple(_texts(data.get("modules")))


def _split(files: ShopFiles, layout: Layout, directory: Path) -> ShopConfiguration:
    modules = {}
    for path in files.children(directory / "modules"):
        if path.suffix in (".yaml", ".yml") and files.is_file(path):
            entry = _configured(files, layout, path, path.stem, _mapping(files, path))
            modules[entry.id] = entry
    return ShopConfiguration(
        id=directory.name,
        modules=modules,
        classes=_chains(_optional(files, directory / "class_extension_chain.yaml")),
        templates=_chains(_optional(files, directory / "template_extension_chain.yaml")),
        is_split=True,
        is_whole=files.is_directory(directory / "modules"),
    )


def _single(files: ShopFiles, layout: Layout, path: Path) -> ShopConfiguration:
    data = _mapping(files, path)
    listed = data.get("modules")
    modules = {}
    for name, entry in listed.items() if isinstance(listed, dict) else ():
        if isinstance(entry, dict):
            modules[name] = _configured(files, layout, path, name, entry)
    chains = data.get("moduleChains")
    classes = chains.get("classExtensions") if isinstance(chains, dict) else None
    return ShopConfiguration(
        id=path.stem,
        modules=modules,
        classes=_chains(classes),
        templates={},
        is_whole=isinstance(listed, (dict, list)),
    )


def _configured(
    files: ShopFiles, layout: Layout, path: Path, name: str, data: Mapping[str, YamlValue]
) -> Configured:
    # ``configured`` up to version 6, ``activated`` from 7 on.
    runs = data.get("activated", data.get("configured"))
    states = {True: PluginState.ACTIVE, False: PluginState.INACTIVE}
    title = data.get("title")
    titles = list(title.values()) if isinstance(title, dict) else [title]
    return Configured(
        id=_text(data.get("id")) or name,
        state=states[runs] if isinstance(runs, bool) else PluginState.UNKNOWN,
        path=_place(layout, data),
        title=next((text for entry in titles if (text := _text(entry))), ""),
        version=_text(data.get("version")),
        source=files.relative(path),
    )


def _place(layout: Layout, data: Mapping[str, YamlValue]) -> Path | None:
    """Return where a module lies: a path outside of the shop is none."""
    bases = ((layout.root, "moduleSource"), (layout.source / "modules", "path"))
    for base, key in bases:
        text = _text(data.get(key)).strip("/")
        if text and ".." not in Path(text).parts:
            return base / text
    return None


def _optional(files: ShopFiles, path: Path) -> YamlValue:
    return _mapping(files, path) if files.is_file(path) else {}


def _mapping(files: ShopFiles, path: Path) -> dict[str, YamlValue]:
    text = files.whole(path, max_bytes=MAX_BYTES)
    if text is None:
        return {}
    try:
        value = read_yaml(text)
    except ValueError as error:
        files.note(path, str(error))
        return {}
    return value if isinstance(value, dict) else {}


def _chains(value: YamlValue) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        return {}
    return {name: tuple(_texts(entry)) for name, entry in value.items()}


def _texts(value: YamlValue) -> Iterator[str]:
    listed = list(value.values()) if isinstance(value, dict) else value
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, str) and entry:
            yield entry.lstrip("\\")


def _text(value: YamlValue) -> str:
    is_text = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value).strip()[:200] if is_text else ""
