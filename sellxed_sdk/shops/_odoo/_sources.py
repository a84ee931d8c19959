"""The files of an add-on that Odoo loads: its package, and what that imports of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._text import MAX_BYTES, parse_python

__all__ = ["find_sources"]

MAX_FILES = 2_000
_INIT = "__init__.py"


def find_sources(files: ShopFiles, directory: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the files that are loaded with an add-on, parsed, in the order of their imports.

    Tests and scripts of migrations are not among them, nor is what nobody imports.

    Args:
        files: The shop.
        directory: The add-on's.
    """
    waiting, seen = [directory / _INIT], {directory / _INIT}
    while waiting:
        path = waiting.pop()
        text = files.whole(path, max_bytes=MAX_BYTES) if files.is_file(path) else None
        if not text or not text.strip():
            continue
        words = ("_inherit", "_name", "from .", "addons.")
        if path.name != _INIT and not any(word in text for word in words):
            continue
        tree = parse_python(files, path, text)
        if tree is None:
            continue
        yield path, tree
        found = []
        for place in _imports(tree, path, directory):
            if place in seen:
                continue
            if len(seen) >= MAX_FILES:
                files.note(directory, f"it has more than {MAX_FILES} files of Python")
                return
            seen.add(place)
            found.append(place)
        waiting += reversed(found)


def _imports(tree: ast.Module, path: Path, directory: Path) -> Iterator[Path]:
    """Yield where the modules and packages may be that a file imports of its own add-on."""
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            # Python 2 looks beside the file first.
            for alias in node.names:
                yield from _places(path.parent, alias.name, (), directory)
        elif isinstance(node, ast.ImportFrom):
            base = path.parent
            for _ in range(min(node.level, 20) - 1):
                base = base.parent
            names = tuple(alias.name for alias in node.names)
            yield from _places(base, node.module or "", names, directory)
            for owner in ("odoo.addons.", "openerp.addons."):
                module = (node.module or "").removeprefix(owner) + "."
                if module.startswith(f"{directory.name}.") and module != f"{node.module}.":
                    rest = module.removeprefix(f"{directory.name}.").rstrip(".")
                    yield from _places(directory, rest, names, directory)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements of a file that run when it is loaded, outside of classes."""
    waiting = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            below = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            below += [
                child
                for handler in getattr(node, "handlers", ())
                for child in ast.iter_child_nodes(handler)
                if isinstance(child, ast.stmt)
            ]
            waiting += reversed(below)


def _places(base: Path, module: str, names: tuple[str, ...], directory: Path) -> Iterator[Path]:
    if base != directory and directory not in base.parents:
        return
    place = base
    for part in module.split(".") if module else ():
        place = place / part
        yield place / _INIT
    if module:
        yield place.parent / f"{place.name}.py"
    for name in names:
        yield place / name / _INIT
        yield place / f"{name}.py"
