"""Distributions in a virtual environment that lies in a project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._requirements import required_names

__all__ = ["Distribution", "find_distributions"]

ENVIRONMENTS = (".venv", "venv", "env")
MAX_METADATA_BYTES = 200_000
MAX_RECORD_BYTES = 2_000_000
_NAMES = re.compile(r"[-_.]+")


@attrs.frozen(kw_only=True, eq=False)
class Distribution:
    """One distribution."""

    name: str
    """As it calls itself."""
    version: str | None
    """Its version."""
    packages: tuple[str, ...]
    """What can be imported of it."""
    requires: tuple[str, ...]
    """Normalised names of what it requires without any extra."""
    home: Path
    """The directory with what can be imported."""
    path: Path
    """Its metadata."""

    @property
    def uid(self) -> str:
        """Its uid, by the normalised name (PEP 503)."""
        return f"python:{_normalise(self.name)}"


def find_distributions(files: ShopFiles) -> Iterator[Distribution]:
    """Yield the distributions of ``.venv``, ``venv`` or ``env`` in a project.

    Args:
        files: The project.
    """
    seen: set[str] = set()
    for place in _site_packages(files):
        for entry in files.children(place):
            if entry.suffix != ".dist-info" or not files.is_directory(entry):
                continue
            found = _read(files, entry, place)
            if found is not None and found.uid not in seen:
                seen.add(found.uid)
                yield found


def _site_packages(files: ShopFiles) -> Iterator[Path]:
    for name in ENVIRONMENTS:
        lib = files.root / name / "lib"
        if not files.is_file(files.root / name / "pyvenv.cfg"):
            continue
        for python in files.children(lib) if files.is_directory(lib) else ():
            if files.is_directory(python / "site-packages"):
                yield python / "site-packages"


def _read(files: ShopFiles, entry: Path, place: Path) -> Distribution | None:
    text = files.head(entry / "METADATA", max_bytes=MAX_METADATA_BYTES)
    if text is None:
        return None
    fields = HeaderParser().parsestr(text)
    name = str(fields.get("Name") or "").strip()[:200]
    if not name:
        files.note(entry, "its metadata has no name")
        return None
    packages = list(dict.fromkeys(_packages(files, entry))) or [_normalise(name).replace("-", "_")]
    required = fields.get_all("Requires-Dist") or []
    return Distribution(
        name=name,
        version=str(fields.get("Version") or "").strip()[:200] or None,
        packages=tuple(packages[:50]),
        requires=tuple(required_names(map(str, required))),
        home=place,
        path=entry,
    )


def _packages(files: ShopFiles, entry: Path) -> Iterator[str]:
    """Yield what a distribution brings into the environment, by its list of files."""
    record = entry / "RECORD"
    text = files.head(record, max_bytes=MAX_RECORD_BYTES) if files.is_file(record) else None
    for line in (text or "").splitlines():
        first, _, rest = line.partition("/")
        if rest and first.isidentifier():
            yield first


def _normalise(name: str) -> str:
    return _NAMES.sub("-", name).lower()
