"""Classes that extend pages of others: Odoo makes one class of all that extend one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sellxed_sdk.shops._odoo._models import Extension, find_classes, find_methods

__all__ = ["find_controllers"]

_OWNERS = ("odoo.addons.", "openerp.addons.")


def find_controllers(tree: ast.Module) -> Iterator[Extension]:
    """Yield the classes of a file that extend a controller of another add-on.

    Named by the add-on and the class, as ``website_sale.WebsiteSale``, however it is imported.
    """
    names: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level:
            names |= _imported(node)
    for entry in find_classes(tree) if names else ():
        for base in entry.bases:
            parent = _parent(base, names)
            if parent:
                yield Extension(model=parent, methods=tuple(find_methods(entry)), fields=())


def _imported(node: ast.ImportFrom) -> dict[str, str]:
    """Return what a statement imports of controllers, by the names that it has in the file."""
    module = node.module or ""
    rest = next((module.removeprefix(o) for o in _OWNERS if module.startswith(o)), "")
    parts = rest.split(".")
    found = {}
    for alias in node.names:
        if {"controllers", "controller"} & {*parts[1:], alias.name} and parts[0]:
            found[alias.asname or alias.name] = f"{parts[0]}.{alias.name}"
    return found


def _parent(base: ast.expr, names: dict[str, str]) -> str:
    if isinstance(base, ast.Name):
        return names.get(base.id, "")
    written: list[str] = []
    node = base
    while isinstance(node, ast.Attribute) and len(written) < 5:
        written.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in names and written:
        return f"{names[node.id].partition('.')[0]}.{written[0]}"
    return ""
