"""Settings of a Django project, read as text: nothing of it is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["InstalledApps", "find_settings", "parse_python", "read_installed_apps"]

MAX_BYTES = 1_000_000
MAX_FILES = 20
MAX_APPS = 1_000
_MODULE = re.compile(r"""DJANGO_SETTINGS_MODULE['"]\s*,\s*['"](?P<name>\w+(?:\.\w+){0,9})['"]""")
_WHOLE = "INSTALLED_APPS"


@attrs.define(eq=False)
class InstalledApps:
    """What stands in ``INSTALLED_APPS``, as far as the text tells."""

    names: list[str] = attrs.Factory(list)
    """In order."""
    evidence: str = ""
    """The file that has the last word."""
    is_whole: bool = True
    """Whether nothing of it is computed."""


def find_settings(text: str) -> str | None:
    """Return the settings module that a ``manage.py`` names, or None."""
    match = _MODULE.search(text)
    return match["name"] if match else None


def read_installed_apps(files: ShopFiles, module: str) -> InstalledApps:
    """Return the apps of a settings module and of what it imports from its neighbours.

    Args:
        files: The project.
        module: As ``project.settings``.
    """
    reader = _Reader(files)
    reader.read(_place(files, files.root.joinpath(*module.split("."))))
    found = reader.apps
    names = reader.lists.get(_WHOLE)
    if names is None:
        found.is_whole = False
    else:
        found.names = list(dict.fromkeys(names))[:MAX_APPS]
    if not found.is_whole and found.evidence:
        files.note(files.root / found.evidence, "a part of INSTALLED_APPS is computed")
    return found


def parse_python(files: ShopFiles, path: Path) -> ast.Module | None:
    """Return the syntax of a file; None where it cannot be read, which is noted."""
    text = files.whole(path, max_bytes=MAX_BYTES)
    if text is None:
        return None
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        files.note(path, "it is not Python of this version")
        return None


def _place(files: ShopFiles, base: Path) -> Path | None:
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if files.is_file(path):
            return path
    return None


class _Reader:
    def __init__(self, files: ShopFiles) -> None:
        self.apps = InstalledApps()
        self.lists: dict[str, list[str]] = {}
        self._files = files
        self._seen: set[Path] = set()

    def read(self, path: Path | None) -> None:
        """Read one file of settings, and those that it takes everything from."""
        if path is None or path in self._seen or len(self._seen) >= MAX_FILES:
            return
        self._seen.add(path)
        tree = parse_python(self._files, path)
        for statement in tree.body if tree is not None else ():
            self._read_statement(statement, path)

    def _read_statement(self, statement: ast.stmt, path: Path) -> None:
        if isinstance(statement, ast.ImportFrom):
            if any(alias.name == "*" for alias in statement.names):
                self.read(self._imported(statement, path))
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            self._assign(statement.targets[0], statement.value, path)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self._assign(statement.target, statement.value, path)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            values = self._evaluate(statement.value, name)
            self.lists.setdefault(name, []).extend(values)
            self._witness(name, path)
        elif _WHOLE in ast.dump(statement):
            # In a branch, or changed by a method: what it is then depends on the machine.
            self._witness(_WHOLE, path)
            self.apps.is_whole = False

    def _assign(self, target: ast.expr, value: ast.expr, path: Path) -> None:
        if isinstance(target, ast.Name):
            if isinstance(value, ast.List | ast.Tuple | ast.BinOp | ast.Name | ast.Call):
                self.lists[target.id] = list(self._evaluate(value, target.id))
            self._witness(target.id, path)

    def _witness(self, name: str, path: Path) -> None:
        if name == _WHOLE:
            self.apps.evidence = self._files.relative(path)

    def _evaluate(self, node: ast.expr, name: str, depth: int = 0) -> Iterator[str]:
        if depth > 50:
            return
        if isinstance(node, ast.List | ast.Tuple):
            for entry in node.elts:
                if isinstance(entry, ast.Constant) and isinstance(entry.value, str):
                    yield entry.value
                elif isinstance(entry, ast.Starred):
                    yield from self._evaluate(entry.value, name, depth + 1)
                else:
                    self._doubt(name)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._evaluate(node.left, name, depth + 1)
            yield from self._evaluate(node.right, name, depth + 1)
        elif isinstance(node, ast.Name) and node.id in self.lists:
            yield from self.lists[node.id]
        else:
            self._doubt(name)

    def _doubt(self, name: str) -> None:
        # Of other lists nobody knows whether they become a part of it.
        if name == _WHOLE:
            self.apps.is_whole = False

    def _imported(self, statement: ast.ImportFrom, path: Path) -> Path | None:
        parts = (statement.module or "").split(".") if statement.module else []
        if statement.level:
            home = path.parent
            for _ in range(statement.level - 1):
                home = home.parent
        else:
            home = self._files.root
        return _place(self._files, home.joinpath(*parts)) if parts else None
