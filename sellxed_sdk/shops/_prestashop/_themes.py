"""Themes, and the templates of modules that they have in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Declaration, Mode, Plugin
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.versions import Scheme, is_version

__all__ = ["find_themes"]

SYSTEM = "prestashop"
MAX_BYTES = 200_000
MAX_DEPTH = 8
MAX_TEXT = 200
_NAME = re.compile(r"[\w.-]{1,64}")
# Flat keys of theme.yml: everything else in it is of no interest here.
_KEY = re.compile(r"^(name|display_name|version|parent)[ \t]*:(.*)$", re.MULTILINE)
_COMPATIBILITY = re.compile(r"^[ \t]+compatibility[ \t]*:[ \t]*\r?\n", re.MULTILINE)
_LIMIT = re.compile(r"[ \t]+(from|to)[ \t]*:(.*)(?:\n|\Z)")
_SCALAR = re.compile(r"'((?:[^']|'')*)'|\"([^\"\\]*)\"|([^\s#'\"\[\]{}&*!|>%@`~][^#]*)")
_SIGNS = {"from": ">=", "to": "<="}


def find_themes(files: ShopFiles) -> Iterator[Plugin]:
    """Yield the themes, by the platform's rule of either generation.

    From 1.7 on a theme has ``config/theme.yml``; before it is any directory with a
    ``header.tpl`` or ``config.xml``.

    Args:
        files: The shop.
    """
    for directory in files.children(files.root / "themes"):
        if not _NAME.fullmatch(directory.name) or not files.is_directory(directory):
            continue
        flat, old = directory / "config" / "theme.yml", directory / "config.xml"
        if files.is_file(flat):
            yield _current(files, directory, flat)
        elif files.is_file(old) or files.is_file(directory / "header.tpl"):
            yield _legacy(files, directory, old)


def _plugin(
    files: ShopFiles,
    directory: Path,
    *,
    name: str,
    version: str | None,
    requires: tuple[str, ...] = (),
    declares: tuple[Declaration, ...] = (),
) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:themes/{directory.name}",
        name=name[:MAX_TEXT] or directory.name,
        version=version,
        kind="theme",
        path=files.relative(directory),
        requires=requires,
        declares=declares,
        claims=tuple(sorted(_templates(files, directory), key=lambda claim: claim.target)),
    )


def _legacy(files: ShopFiles, directory: Path, path: Path) -> Plugin:
    root = files.xml(path) if files.is_file(path) else None
    name, version = (root.get("name"), root.get("version")) if root is not None else ("", "")
    return _plugin(files, directory, name=name, version=version[:64] or None)


def _current(files: ShopFiles, directory: Path, path: Path) -> Plugin:
    text = files.whole(path, max_bytes=MAX_BYTES) or ""
    keys = {match[1]: _scalar(match[2]) for match in reversed([*_KEY.finditer(text)])}
    parent = keys.get("parent", "")
    return _plugin(
        files,
        directory,
        name=keys.get("display_name") or keys.get("name") or "",
        version=keys.get("version", "")[:64] or None,
        requires=(f"{SYSTEM}:themes/{parent}",) if _NAME.fullmatch(parent) else (),
        declares=tuple(_declared(files, path, text)),
    )


def _scalar(written: str) -> str:
    match = _SCALAR.match(written.strip())
    if match is None:
        return ""
    found = match[1].replace("''", "'") if match[1] is not None else match[2] or match[3] or ""
    return "" if found in ("null", "Null", "NULL") else found.strip()


def _declared(files: ShopFiles, path: Path, text: str) -> Iterator[Declaration]:
    section = _COMPATIBILITY.search(text)
    if section is None:
        return
    known, place = [], section.end()
    while (match := _LIMIT.match(text, place)) is not None:
        place = match.end()
        limit = _scalar(match[2])
        if limit and is_version(limit, scheme=Scheme.PHP) and not set(limit) & set(" ,|"):
            known.append((match[1], limit))
    if known:
        yield Declaration(
            relation="requires",
            target=SYSTEM,
            versions=",".join(_SIGNS[name] + limit for name, limit in known),
            written=" ".join(f"{name} {limit}" for name, limit in known)[:MAX_TEXT],
            source="theme.yml compatibility",
            path=files.relative(path),
            line=text.count("\n", 0, section.start()) + 1,
        )


def _templates(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield the templates of modules that a theme has, of modules that are there."""
    for base in files.children(directory / "modules"):
        module = files.root / "modules" / base.name
        if not files.is_directory(module):
            continue
        for path in _below(files, base, depth=0):
            place = path.relative_to(base).as_posix()
            yield Claim(
                kind="ps.template",
                target=f"modules/{base.name}/{place}",
                mode=Mode.OBSERVE,
                value=directory.name,
                path=files.relative(path),
            )


def _below(files: ShopFiles, directory: Path, *, depth: int) -> Iterator[Path]:
    for entry in files.children(directory):
        if entry.suffix == ".tpl":
            if files.is_file(entry):
                yield entry
        elif "." not in entry.name and depth < MAX_DEPTH and not entry.is_symlink():
            yield from _below(files, entry, depth=depth + 1)
