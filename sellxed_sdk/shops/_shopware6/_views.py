"""`sw.twig`: blocks of the shop's templates that a plugin changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["find_view_claims"]

MAX_BYTES = 1_000_000
MAX_FILES = 5_000
MAX_DEPTH = 15

_COMMENT = re.compile(r"\{#.*?(?:#\}|\Z)", re.DOTALL)
_EXTENDS = re.compile(r"""\{%-?\s*sw_extends\s+['"]@(?P<bundle>\w+)/(?P<path>[^'"]+)['"]""")
_TAG = re.compile(
    r"\{%[-~]?\s*(?:(?P<begin>block)\s+(?P<name>\w+)(?P<short>\s+[^%\s~-][^%]*)?"
    r"|(?P<end>endblock)\b[^%]*?)\s*[-~]?%\}"
)
_PARENT = re.compile(r"\bparent\s*\(\s*\)")


def find_view_claims(
    files: ShopFiles, views: Path, *, own: str, rank: tuple[int, ...] | None
) -> Iterator[Claim]:
    """Yield the blocks of others' templates that a plugin's templates change.

    Args:
        files: The shop.
        views: The plugin's ``Resources/views``.
        own: The plugin's name: what extends its own templates is its own matter.
        rank: The plugin's place in the order of templates.
    """
    for path in _templates(files, views):
        text = files.whole(path, max_bytes=MAX_BYTES) or ""
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        extended = _EXTENDS.search(text)
        # One of another name is a page of the plugin's own that only looks like the shop's.
        is_override = (
            extended is not None and path.relative_to(views).as_posix() == extended["path"]
        )
        if extended is None or not is_override or extended["bundle"] == own:
            continue
        relative = files.relative(path)
        for name, line, hands_on in _blocks(text):
            yield Claim(
                kind="sw.twig",
                target=extended["path"],
                member=name,
                mode=Mode.EXTEND if hands_on else Mode.REPLACE,
                cooperative=hands_on,
                value=relative,
                rank=rank,
                path=relative,
                line=line,
            )


def _templates(files: ShopFiles, views: Path) -> Iterator[Path]:
    """Yield templates by which the storefront's are extended; the administration has others."""
    waiting, count = [(views / "storefront", 0)], 0
    while waiting:
        current, depth = waiting.pop()
        if not files.is_directory(current):
            continue
        for entry in files.children(current):
            count += 1
            if count > MAX_FILES:
                files.note(views, f"it has more than {MAX_FILES} templates")
                return
            if entry.suffix == ".twig":
                yield entry
            elif depth < MAX_DEPTH and "." not in entry.name:
                waiting.append((entry, depth + 1))


def _blocks(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield name, line and whether the parent is printed, of all blocks of a template."""
    waiting: list[tuple[str, int, list[str]]] = []
    end = 0
    for match in _TAG.finditer(text):
        if waiting:
            waiting[-1][2].append(text[end : match.start()])
        end = match.end()
        line = text.count("\n", 0, match.start()) + 1
        if match["end"]:
            if waiting:
                name, begun, parts = waiting.pop()
                yield name, begun, _PARENT.search("".join(parts)) is not None
        elif match["short"]:
            yield match["name"], line, _PARENT.search(match["short"]) is not None
        else:
            waiting.append((match["name"], line, []))
    # What is never closed is no template that Twig takes: nothing is said about it.
