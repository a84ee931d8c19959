"""Which shop it is, and its version: the files that told it in each generation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["is_prestashop", "read_thirtybees_version", "read_version"]

MAX_SOURCE_BYTES = 200_000
# Both are there in every version from 1.5 on, and in thirty bees.
MARKS = (Path("config/defines.inc.php"), Path("classes/module/Module.php"))
_CLASS = r"const\s+VERSION\s*=\s*['\"](\d[^'\"]{0,40})['\"]"
_DEFINED = r"define\s*\(\s*['\"]%s['\"]\s*,\s*['\"](\d[^'\"]{0,40})['\"]"
_PS = _DEFINED % "_PS_VERSION_"
# The newest first: an upgraded shop keeps files of older ones.
_PLACES = (
    ("src/Core/Version.php", _CLASS),
    ("app/AppKernel.php", _CLASS),
    ("config/settings.inc.php", _PS),
    ("config/autoload.php", _PS),
    ("config/defines.inc.php", _PS),
)
_TB_PLACES = (("config/settings.inc.php", _DEFINED % "_TB_VERSION_"),)
_INSTALLERS = ("install", "install-dev")
_INSTALLED = {name: _DEFINED % f"_{name}_INSTALL_VERSION_" for name in ("PS", "TB")}


def is_prestashop(root: Path) -> bool:
    """Whether a directory is the root of a PrestaShop from 1.5 on, or of a thirty bees."""
    return all((root / mark).is_file() for mark in MARKS)


def read_version(files: ShopFiles) -> str | None:
    """Return what modules see as ``_PS_VERSION_``; None where no file tells it."""
    found = _first(files, (*_PLACES, *_installers("PS")))
    if found is None and read_thirtybees_version(files) is None:
        files.note(files.root / "config", "no file in it says which version this is")
    return found


def read_thirtybees_version(files: ShopFiles) -> str | None:
    """Return the version of thirty bees; None in a PrestaShop."""
    return _first(files, (*_TB_PLACES, *_installers("TB")))


def _installers(system: str) -> Iterator[tuple[str, str]]:
    # A checkout that was never installed has its version there alone.
    for directory in _INSTALLERS:
        yield f"{directory}/install_version.php", _INSTALLED[system]


def _first(files: ShopFiles, places: tuple[tuple[str, str], ...]) -> str | None:
    for name, pattern in places:
        path = files.root / name
        if files.is_file(path):
            text = files.head(path, max_bytes=MAX_SOURCE_BYTES) or ""
            match = re.search(pattern, text)
            if match is not None:
                return match[1].strip()
    return None
