"""Blocks of Smarty templates, by which templates of plugins change those of the shop."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

__all__ = ["SmartyBlock", "find_blocks"]

_COMMENT = re.compile(r"\{\*.*?(?:\*\}|\Z)", re.DOTALL)
_BLOCK = re.compile(
    r"""\{block\s+(?:name\s*=\s*)?(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[\w/.-]+))"""
    r"""(?P<rest>[^}]*)\}|(?P<end>\{/block\s*\})"""
)
_PARENT = re.compile(r"\$smarty\.block\.parent\b|\{parent\}", re.IGNORECASE)


@attrs.frozen
class SmartyBlock:
    """An outermost block of a template."""

    name: str
    """Its name."""
    line: int
    """Where it begins, from 1."""
    hands_on: bool
    """Whether it prints its parent, or is added to it."""


def find_blocks(text: str) -> Iterator[SmartyBlock]:
    """Yield the outermost blocks of a template, without those in comments.

    Args:
        text: The template.
    """
    source = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    depth, name, rest, begin, line, counted = 0, "", "", 0, 1, 0
    for match in _BLOCK.finditer(source):
        if not match["end"]:
            if not depth:
                name, rest = match["a"] or match["b"] or match["c"] or "", match["rest"]
                begin = match.start()
                line += source.count("\n", counted, begin)
                counted = begin
            depth += 1
            continue
        depth = max(depth - 1, 0)
        if not depth and name:
            yield _block(source, name, line, rest, begin, match.end())
            name = ""
    if depth and name:
        yield _block(source, name, line, rest, begin, len(source))


def _block(source: str, name: str, line: int, rest: str, begin: int, end: int) -> SmartyBlock:
    is_added = bool({"append", "prepend"} & set(rest.split()))
    return SmartyBlock(name, line, is_added or _PARENT.search(source, begin, end) is not None)
