"""The version of the shop, from ``app/Mage.php``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpTokens, tokenise

__all__ = ["MAGE", "Version", "read_version"]

MAGE = Path("app/Mage.php")
MAX_BYTES = 500_000
_PARTS = ("major", "minor", "revision", "patch", "stability", "number")


@attrs.frozen(kw_only=True)
class Version:
    """What ``app/Mage.php`` says."""

    magento: str | None = None
    """``Mage::getVersion()``, as modules compare with it."""
    openmage: str | None = None
    """``Mage::getOpenMageVersion()``; None in Magento itself."""


def read_version(files: ShopFiles) -> Version:
    """Read the version; what does not say it is noted."""
    path = files.root / MAGE
    text = files.whole(path, max_bytes=MAX_BYTES)
    if text is None:
        return Version()
    bodies = dict(_bodies(tokenise(text)))
    # Before 1.4 it was a text, since then it is put together from parts.
    parts = _parts(bodies.get("getversioninfo", ()))
    plain = [_text(word) for word in bodies.get("getversion", ()) if _text(word)]
    magento = _join(parts[0]) if parts else (plain[0] if len(plain) == 1 else None)
    if magento is None:
        files.note(path, "it does not say the version")
    return Version(magento=magento, openmage=_openmage(bodies))


def _bodies(tokens: PhpTokens) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the functions by name in lower case, with the words of each up to the next."""
    texts = tokens.texts
    starts = [i for i, text in enumerate(texts[:-1]) if text.lower() == "function"]
    for index, after in pairwise([*starts, len(texts)]):
        yield texts[index + 1].lower(), tuple(texts[index + 2 : after])


def _parts(words: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the arrays of parts that stand in a function."""
    found: list[dict[str, str]] = []
    for index in range(len(words) - 2):
        key = _text(words[index])
        if words[index + 1] == "=>" and key in _PARTS:
            value = words[index + 2]
            if key == "major" or not found:
                found.append({})
            found[-1][key] = _text(value) or (value if value.isdigit() else "")
    return [parts for parts in found if parts.get("major")]


def _text(word: str) -> str:
    is_text = len(word) >= 2 and word[0] == word[-1] and word[0] in "'\"" and len(word) <= 64
    return word[1:-1] if is_text and "\\" not in word and "$" not in word else ""


def _join(parts: Mapping[str, str]) -> str:
    numbers = [parts.get(name, "") for name in ("major", "minor", "revision", "patch")]
    suffix = parts.get("stability", "") + parts.get("number", "")
    # Magento trims, so that an empty patch leaves no point.
    return f"{'.'.join(numbers).rstrip('.')}-{suffix}".strip(".-")


def _openmage(bodies: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the version of OpenMage; one file may hold that of two series."""
    series = [word for word in bodies.get("getopenmagemajorversion", ()) if word.isdigit()]
    found = _parts(bodies.get("getopenmageversioninfo", ()))
    for parts in found:
        if len(found) == 1 or parts["major"] in series:
            numbers = ".".join(parts.get(name) or "0" for name in ("major", "minor", "patch"))
            suffix = [parts.get(name, "") for name in ("stability", "number")]
            return f"{numbers}-{'.'.join(filter(None, suffix))}".rstrip("-")
    return None
