"""What a module's ``composer.json`` says about others: constraints as ranges of our grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["find_declarations", "read_constraint"]

MAX_CHARS = 500
_NUMBER = r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})"
_SUFFIX = r"(?:[.+-]?(?:dev|alpha|beta|rc|a|b|pl|p|patch|stable)[.-]?[0-9]*)?"
_EXACT = re.compile(rf"(>=|<=|>|<|!=|==|=)?{_NUMBER}({_SUFFIX})(?:@stable)?", re.IGNORECASE)
_ABOUT = re.compile(rf"([\^~]){_NUMBER}({_SUFFIX})(?:@\w+)?", re.IGNORECASE)
_WILD = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,2})\.[*xX](?:\.[*xX])*(?:@\w+)?")
_HYPHEN = re.compile(rf"{_NUMBER}\s+-\s+{_NUMBER}")
_SHOP = re.compile(r"oxid-esales/oxideshop-(?:metapackage-)?[cpe]e")
_PLATFORM = re.compile(r"php|ext-[\w.-]+")


def find_declarations(
    files: ShopFiles, manifest: Mapping[str, object], path: Path, *, text: str
) -> Iterator[Declaration]:
    """Yield what a module says about other packages, PHP and the shop system.

    Args:
        files: The shop.
        manifest: Its ``composer.json``.
        path: The file.
        text: What stands there, for the lines; empty where the manifest is from elsewhere.
    """
    lines = text.split("\n")
    for word, relation in (("conflict", "conflicts"), ("require", "requires")):
        listed = manifest.get(word)
        for package, written in listed.items() if isinstance(listed, dict) else ():
            name = package.lower()
            is_meant = relation == "conflicts" or _SHOP.fullmatch(name) or _PLATFORM.fullmatch(name)
            if not is_meant or not isinstance(written, str):
                continue
            found = read_constraint(written)
            if found is None:
                files.note(path, f"the constraint {written[:60]} cannot be told as a range")
                continue
            line = next((n for n, entry in enumerate(lines, 1) if f'"{package}"' in entry), 0)
            yield Declaration(
                relation=relation,
                target=name if _PLATFORM.fullmatch(name) else f"composer:{name}",
                versions=found or None,
                written=written[:200],
                source=f"composer.json {word}",
                path=files.relative(path),
                line=line,
            )


def read_constraint(written: str) -> str | None:
    """Return a Composer constraint as a range; empty for any version, None for neither.

    Args:
        written: As ``^2.1 || ~3.0,!=3.0.4``.
    """
    if len(written) > MAX_CHARS:
        return None
    groups = []
    for group in re.split(r"\s*\|\|?\s*", written.strip()):
        found = _group(group)
        if found is None:
            return None
        if not found:
            return ""
        groups.append(",".join(found))
    return "|".join(groups)


def _group(written: str) -> list[str] | None:
    """Return the comparisons of a part that all have to hold; none for any version."""
    match = _HYPHEN.fullmatch(written)
    if match is not None:
        last = match[2]
        end = f"<={last}" if last.count(".") > 1 else f"<{_next(last.split('.'))}"
        return [f">={match[1]}", end]
    found: list[str] = []
    # A sign may stand apart from its number.
    for part in re.split(r"\s*,\s*|\s+", re.sub(r"([<>=!^~])\s+", r"\1", written)):
        if part in ("*", "@stable", "@dev"):
            continue
        entry = _part(part)
        if entry is None:
            return None
        found += entry
    return found


def _part(part: str) -> list[str] | None:
    match = _EXACT.fullmatch(part)
    if match is not None:
        return [f"{match[1] or '='}{match[2]}{match[3]}"]
    match = _WILD.fullmatch(part)
    if match is not None:
        return [f">={match[1]}", f"<{_next(match[1].split('.'))}"]
    match = _ABOUT.fullmatch(part)
    if match is None:
        return None
    numbers = match[2].split(".")
    if match[1] == "~":
        kept = numbers[:-1] or numbers
    else:
        # Up to the first number that is not zero.
        place = next((i for i, n in enumerate(numbers) if int(n)), len(numbers) - 1)
        kept = numbers[: place + 1]
    return [f">={match[2]}{match[3]}", f"<{_next(kept)}"]


def _next(numbers: list[str]) -> str:
    return ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])
