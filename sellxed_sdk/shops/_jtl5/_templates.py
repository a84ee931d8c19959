"""`jtl.block`: blocks of the shop's templates that a plugin changes.

A template of a plugin that has the name of one of the shop's is put behind it, as the
``extends:`` of Smarty does: its blocks stand in the place of those of the same name, and
everything else in it counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._plugins import PluginInfo

__all__ = ["find_block_claims"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 10
MAX_FILES = 2_000
PLACE = Path("frontend/template")
_COMMENT = re.compile(r"\{\*.*?(?:\*\}|\Z)", re.DOTALL)
_BLOCK = re.compile(
    r"""\{block\s+(?:name\s*=\s*)?(?:"(?P<a>[^"]{0,200})"|'(?P<b>[^']{0,200})'|(?P<c>[\w/.-]{1,200}))"""
    r"""(?P<rest>[^{}]{0,200})\}|(?P<end>\{/block\s*\})"""
)
_HANDS_ON = re.compile(r"\$smarty\.block\.parent\b|\{parent\}", re.IGNORECASE)
_ADDS = re.compile(r"\b(?:append|prepend)\b")


def find_block_claims(
    files: ShopFiles, info: PluginInfo, templates: tuple[Path, ...]
) -> Iterator[Claim]:
    """Yield the blocks of a plugin in templates of the shop.

    Args:
        files: The shop.
        info: The plugin.
        templates: Directories of the shop's templates.
    """
    base = info.home / PLACE
    if not files.is_directory(base):
        return
    for count, path in enumerate(_below(files, base, depth=0)):
        if count == MAX_FILES:
            files.note(base, f"it has more than {MAX_FILES} templates")
            return
        name = path.relative_to(base).as_posix()
        # Pages of its own are nobody else's.
        if not any(files.is_file(place / name) for place in templates):
            continue
        text = files.whole(path, max_bytes=MAX_BYTES)
        if text is not None:
            yield from _claims(text, name, info.id, files.relative(path))


def _below(files: ShopFiles, directory: Path, *, depth: int) -> Iterator[Path]:
    for entry in files.children(directory):
        if entry.suffix == ".tpl":
            if files.is_file(entry):
                yield entry
        elif "." not in entry.name and depth < MAX_DEPTH and not entry.is_symlink():
            yield from _below(files, entry, depth=depth + 1)


def _claims(text: str, name: str, owner: str, path: str) -> Iterator[Claim]:
    # Comments may hold blocks; lines stay where they are.
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    line, place = 1, 0
    for block, rest, begin, end in _blocks(text):
        line, place = line + text.count("\n", place, begin), begin
        hands_on = bool(_ADDS.search(rest) or _HANDS_ON.search(text, begin, end))
        yield Claim(
            kind="jtl.block",
            target=name,
            member=block,
            mode=Mode.EXTEND if hands_on else Mode.REPLACE,
            cooperative=hands_on,
            value=owner,
            path=path,
            line=line,
        )


def _blocks(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield name, attributes, begin and end of the outermost blocks."""
    depth, name, rest, begin = 0, "", "", 0
    for match in _BLOCK.finditer(text):
        if match["end"] is None:
            if not depth:
                name = match["a"] or match["b"] or match["c"] or ""
                rest, begin = match["rest"], match.start()
            depth += 1
            continue
        depth = max(depth - 1, 0)
        if not depth and name:
            yield name, rest, begin, match.end()
            name = ""
