"""The platform itself: its version, the name of its admin directory, where it stores."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import Dialect, select_dialect

__all__ = ["Platform", "read_platform"]

HEAD_BYTES = 20_000
CONFIG_BYTES = 100_000
_VERSION = re.compile(r"""define\(\s*['"]VERSION['"]\s*,\s*['"]([^'"]{1,64})['"]""", re.IGNORECASE)
# Nothing but these is read from the configuration, which has credentials as well.
_PATH = re.compile(
    r"""^[ \t]*define\(\s*['"](DIR_STORAGE|DIR_MODIFICATION|DIR_SYSTEM)['"]\s*,"""
    r"""\s*(?:(DIR_\w+)\s*\.\s*)?['"]([^'"\n]{0,500})['"]\s*\)""",
    re.MULTILINE,
)


@attrs.frozen(kw_only=True)
class Platform:
    """What is known about the shop as a whole."""

    version: str | None
    """As it says."""
    admin: str
    """Name of the admin directory."""
    merged: Path | None
    """Where the platform puts what modifications make of its files; None where outside."""
    dialect: Dialect | None
    """How it applies OCMOD; None where it does not, or in a way that is not followed."""
    major: tuple[int, int]
    """The first two numbers of the version; 3.0 where it is not known."""

    @property
    def has_ocmod(self) -> bool:
        """Whether this version applies OCMOD at all."""
        return self.major[0] >= 2 and self.major != (4, 0)


def read_platform(files: ShopFiles) -> Platform:
    """Read it; what cannot be read is noted."""
    root = files.root
    admin = _admin(files)
    version = None
    for path in (root / "index.php", root / admin / "index.php"):
        text = files.head(path, max_bytes=HEAD_BYTES) if files.is_file(path) else None
        match = _VERSION.search(text) if text else None
        if match:
            version = match[1]
            break
    if version is None:
        files.note(root / "index.php", "it does not say the version")
    numbers = [int(part) for part in re.findall(r"\d{1,6}", (version or "3.0")[:64])[:2]]
    major = (numbers[0], numbers[1]) if len(numbers) == 2 else (3, 0)
    return Platform(
        version=version,
        admin=admin,
        merged=root / "extension" / "ocmod" if major >= (4, 0) else _merged(files),
        dialect=select_dialect(version) if major[0] >= 2 else None,
        major=major,
    )


def _admin(files: ShopFiles) -> str:
    """Return the name of the admin directory, which many shops change."""
    names = [entry.name for entry in files.children(files.root) if files.is_directory(entry)]
    for name in sorted(names, key=lambda name: name != "admin"):
        controllers = files.root / name / "controller" / "common"
        if name not in ("catalog", "install") and files.is_file(controllers / "header.php"):
            return name
    return "admin"


def _merged(files: ShopFiles) -> Path | None:
    """Return where modified files are, by the constants of the configuration."""
    root = files.root
    default = root / "system" / "storage" / "modification"
    config = root / "config.php"
    text = files.head(config, max_bytes=CONFIG_BYTES) if files.is_file(config) else None
    found = {match[1]: (match[2] or "", match[3]) for match in _PATH.finditer(text or "")}
    places = {"DIR_SYSTEM": root / "system"}
    for name, missing in (("DIR_STORAGE", ("DIR_SYSTEM", "storage/")), ("DIR_MODIFICATION", None)):
        if name not in found and missing is None:
            return places["DIR_STORAGE"] / "modification"
        base, tail = found.get(name) or missing or ("", "")
        place = _place(root, places, base, tail, found.get("DIR_SYSTEM", ("", ""))[1])
        if place is None:
            files.note(config, "it keeps modified files outside of the shop")
            return None
        places[name] = place
    return places.get("DIR_MODIFICATION", default)


def _place(root: Path, places: dict[str, Path], base: str, tail: str, system: str) -> Path | None:
    parts = [part for part in tail.split("/") if part]
    if ".." in parts or "\0" in tail:
        return None
    if base:
        return places[base].joinpath(*parts) if base in places else None
    home = system.rstrip("/").removesuffix("system")
    if home and tail.startswith(home):
        return root.joinpath(*(part for part in tail[len(home) :].split("/") if part))
    # The copy may lie elsewhere than the shop: what is below its own ``system`` is inside.
    if not system and "system" in parts:
        return root.joinpath(*parts[parts.index("system") :])
    return None
