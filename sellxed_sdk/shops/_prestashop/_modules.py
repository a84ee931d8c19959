"""Which modules there are, and what each says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Declaration, Mode
from sellxed_sdk.shops._composer import declare, read_manifest
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import (
    PhpArray,
    PhpAssignment,
    PhpClass,
    PhpFile,
    PhpUnresolved,
    PhpValue,
    decode_php,
    find_encoder,
    read_php,
)
from sellxed_sdk.versions import Scheme, is_version

__all__ = ["ModuleManifest", "find_modules", "read_module"]

SYSTEM = "prestashop"
MAX_TEXT = 200
# As the platform's own check of names.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VERSION = re.compile(r"[vV]?\d[^\s'\"]{0,40}")
_TRANSLATED = re.compile(r"->(?:l|trans)\s*\(\s*(['\"])(.{1,200}?)(?<!\\)\1", re.DOTALL)
_FIELDS = ("name", "displayName", "version", "ps_versions_compliancy", "dependencies")
# What the platform adds to limits such as "1.6".
_SHORT = 3
_LIMITS = (("min", ">=", ".0.0"), ("max", "<=", ".999.999"))


@attrs.frozen(kw_only=True)
class ModuleManifest:
    """What a module says of itself."""

    name: str
    """What it calls itself."""
    version: str | None = None
    """Its version; None where the text does not tell."""
    package: str = ""
    """Its Composer package."""
    requires: tuple[str, ...] = ()
    """Uids of modules that it needs."""
    declares: tuple[Declaration, ...] = ()
    """What it says about the shop system and others."""
    claims: tuple[Claim, ...] = ()
    """Its main file, where nobody can read that."""


def find_modules(files: ShopFiles) -> Iterator[Path]:
    """Yield the directories of modules: those with a file of their own name."""
    for directory in files.children(files.root / "modules"):
        main = directory / f"{directory.name}.php"
        if _NAME.fullmatch(directory.name) and files.is_file(main):
            yield directory


def read_module(files: ShopFiles, directory: Path) -> ModuleManifest:
    """Read what a module says of itself; what cannot be read is noted.

    Args:
        files: The shop.
        directory: The module's.
    """
    main = directory / f"{directory.name}.php"
    relative = files.relative(main)
    data = files.source(main)
    text = decode_php(data) if data is not None else ""
    claims: tuple[Claim, ...] = ()
    if encoder := find_encoder(text):
        claims = (
            Claim(
                kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
            ),
        )
    found = read_php(text, assignments=[f"$this->{field}" for field in _FIELDS])
    if found.unread:
        files.note(main, encoder or found.unread)
    reading = _Reading(files, directory, main, found)
    composer = read_manifest(files, directory)
    return ModuleManifest(
        name=reading.label(),
        version=reading.version(),
        package=composer.name,
        requires=reading.requires(),
        declares=(
            *reading.compliancy(),
            *declare(files, composer, platforms={"prestashop/prestashop": SYSTEM}),
        ),
        claims=claims,
    )


class _Reading:
    """The fields of a module's class; its ``config.xml`` is a copy, and asked last."""

    def __init__(self, files: ShopFiles, directory: Path, main: Path, found: PhpFile) -> None:
        self._files = files
        self._directory = directory
        self._main = main
        self._relative = files.relative(main)
        self._class = _main_class(found, directory.name)
        name = self._class.name if self._class is not None else ""
        self._assigned = [entry for entry in found.assignments if entry.in_class == name]
        self._copy: dict[str, str] | None = None

    def label(self) -> str:
        """Return what it calls itself."""
        for field in ("displayName", "name"):
            for value in self._values(field):
                if text := _words(value):
                    return text[:MAX_TEXT]
            if copied := self._copied(field):
                return copied[:MAX_TEXT]
        return self._directory.name

    def version(self) -> str | None:
        """Return its version; a placeholder of a build is none."""
        values = list(dict.fromkeys(self._values("version")))
        written = values[0] if len(values) == 1 else None
        if isinstance(written, (int, float)) and not isinstance(written, bool):
            written = str(written)
        if isinstance(written, str) and _VERSION.fullmatch(written.strip()):
            return written.strip()
        copied = self._copied("version")
        if _VERSION.fullmatch(copied):
            return copied
        if isinstance(written, str):
            self._files.note(self._main, "its version is a placeholder that no build filled in")
        elif values:
            self._files.note(self._main, "its version is computed")
        return None

    def requires(self) -> tuple[str, ...]:
        """Return the modules that it needs."""
        names = [
            name
            for value in self._values("dependencies")
            if isinstance(value, PhpArray)
            for name in value.values()
        ]
        known = [name for name in names if isinstance(name, str) and _NAME.fullmatch(name)]
        return tuple(dict.fromkeys(f"{SYSTEM}:{name}" for name in known))

    def compliancy(self) -> Iterator[Declaration]:
        """Yield the versions of the shop system that it is for."""
        limits, line = self._limits()
        known = []
        for name, sign, padding in _LIMITS:
            value = limits.get(name)
            if not isinstance(value, str):
                continue  # as _PS_VERSION_, which every version is
            text = value.strip()
            if not is_version(text, scheme=Scheme.PHP) or set(text) & set(" ,|"):
                self._files.note(self._main, f"the version {text[:50]} cannot be ordered")
                continue
            known.append((name, text, sign + text + (padding if len(text) == _SHORT else "")))
        if known:
            yield Declaration(
                relation="requires",
                target=SYSTEM,
                versions=",".join(range_ for _, _, range_ in known),
                written=" ".join(f"{name} {text}" for name, text, _ in known)[:MAX_TEXT],
                source="ps_versions_compliancy",
                path=self._relative,
                line=line,
            )

    def _limits(self) -> tuple[dict[str, PhpValue], int]:
        limits: dict[str, PhpValue] = {}
        line = 0
        entries = [entry for entry in self._assigned if _field(entry) == "ps_versions_compliancy"]
        for name in ("min", "max"):
            found = list(dict.fromkeys(_limit(entry, name) for entry in entries))
            found = [value for value in found if value is not None]
            # Two branches that say different things: the text does not tell.
            limits[name] = found[0] if len(found) == 1 else None
        default = self._default("ps_versions_compliancy")
        if not entries and isinstance(default, PhpArray):
            limits, line = {name: default.get(name) for name in ("min", "max")}, default.line
        return limits, entries[0].line if entries else line

    def _values(self, field: str) -> Iterator[PhpValue]:
        found = [entry for entry in self._assigned if _field(entry) == field and not entry.path]
        # Other methods may change it for a moment.
        first = [entry for entry in found if entry.in_function.lower() == "__construct"]
        yield from (entry.value for entry in first or found)
        default = self._default(field)
        if not found and default is not None:
            yield default

    def _default(self, field: str) -> PhpValue:
        properties = self._class.properties if self._class is not None else ()
        return next((entry.value for entry in properties if entry.name == field), None)

    def _copied(self, field: str) -> str:
        if self._copy is None:
            path = self._directory / "config.xml"
            root = self._files.xml(path) if self._files.is_file(path) else None
            self._copy = {name: root.words(name) for name in _FIELDS} if root is not None else {}
        return self._copy.get(field, "")


def _words(value: PhpValue) -> str:
    if isinstance(value, PhpUnresolved):  # $this->l('…')
        match = _TRANSLATED.search(value.source)
        return match[2].replace("\\'", "'").strip() if match else ""
    return value.strip() if isinstance(value, str) else ""


def _field(entry: PhpAssignment) -> str:
    return entry.target.partition("->")[2]


def _limit(entry: PhpAssignment, name: str) -> PhpValue:
    if not entry.path:
        return entry.value.get(name) if isinstance(entry.value, PhpArray) else None
    return entry.value if entry.path == (name,) else None


def _main_class(found: PhpFile, name: str) -> PhpClass | None:
    """Return the class of a module: the platform makes one of the module's name."""
    by_name = [entry for entry in found.classes if entry.name.lower() == name.lower()]
    named = [entry for entry in found.classes if entry.name]
    return next(iter((*by_name, *named)), None)
