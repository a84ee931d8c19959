"""Does a method reach the one that it overrides?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

__all__ = ["hands_on"]


def hands_on(method: ast.FunctionDef, own: Mapping[str, ast.FunctionDef]) -> bool | None:
    """Return whether a method calls the one that it overrides, itself or through own methods.

    A call under a condition counts. None where it uses ``super()`` in a way that does not tell
    for which method, or only for others.

    Args:
        method: The method.
        own: All methods of its class by name.
    """
    waiting, seen = [method], {method.name}
    is_told = True
    while waiting:
        for kind, name in _uses(waiting.pop()):
            if kind == "super":
                if name in ("", method.name):
                    return True
                is_told = False
            elif name in own and name not in seen:
                seen.add(name)
                waiting.append(own[name])
    return False if is_told else None


def _uses(method: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield what a method takes from ``super()`` and from itself, by name.

    The name is empty where ``super()`` is handed around: then anything may be called on it.
    """
    first = method.args.args[0].arg if method.args.args else ""
    told: set[int] = set()
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute):
            if _is_super(node.value):
                told.add(id(node.value))
                yield "super", "" if node.attr.startswith("__get") else node.attr
            elif isinstance(node.value, ast.Name) and node.value.id in (first, "self", "cls"):
                yield "own", node.attr
        elif _is_super(node) and id(node) not in told:
            yield "super", ""


def _is_super(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )
