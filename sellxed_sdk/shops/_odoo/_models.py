"""Classes that extend models of others, their methods and fields, and those that make new ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import attrs

from sellxed_sdk.shops._odoo._super import hands_on

__all__ = [
    "Extension",
    "Field",
    "Method",
    "Model",
    "find_classes",
    "find_extensions",
    "find_methods",
    "find_models",
]

MAX_MODELS = 50


@attrs.frozen(kw_only=True)
class Method:
    """A method that a class has."""

    name: str
    line: int
    hands_on: bool | None
    """Whether it reaches the one before it; None where the text does not tell."""
    text: str
    """What it does, to compare it."""


@attrs.frozen(kw_only=True)
class Field:
    """A field that a class has."""

    name: str
    line: int
    type: str
    """As ``Many2one``."""
    source: str
    """Where its value comes from, as ``compute _compute_total``; empty where it is stored."""


@attrs.frozen(kw_only=True)
class Model:
    """A class that makes a new model."""

    name: str
    line: int
    text: str
    """What it is, to compare it."""


@attrs.frozen(kw_only=True)
class Extension:
    """A class that extends a model."""

    model: str
    """The model, as ``sale.order``, or the controller."""
    methods: tuple[Method, ...]
    fields: tuple[Field, ...]


def find_extensions(tree: ast.Module) -> Iterator[Extension]:
    """Yield the classes of a file that extend a model, as Odoo finds them.

    A class extends the model that ``_inherit`` names. With a name of its own it makes a new
    model from it, unless it is the same name; several names need ``_name`` to tell which.
    """
    for node in find_classes(tree):
        values = _assignments(node)
        model = _extended(values)
        if model:
            methods = tuple(find_methods(node))
            yield Extension(model=model, methods=methods, fields=tuple(_fields(node)))


def find_methods(node: ast.ClassDef) -> Iterator[Method]:
    """Yield the methods of a class that are part of a chain."""
    functions = {entry.name: entry for entry in node.body if isinstance(entry, ast.FunctionDef)}
    for name, entry in functions.items():
        if not _is_apart(entry):
            yield Method(
                name=name,
                line=entry.lineno,
                hands_on=hands_on(entry, functions),
                text=_dump(entry),
            )


def find_models(tree: ast.Module) -> Iterator[Model]:
    """Yield the classes of a file that make a model: a name that they do not inherit."""
    for node in find_classes(tree):
        values = _assignments(node)
        names = _names(values.get("_name"), values)
        is_apart = _is_nothing(values.get("_register", ast.Constant(True)))
        if names and "_name" in values and not _extended(values) and not is_apart:
            yield Model(name=names[0], line=node.lineno, text=_text(*node.bases, *node.body))


def find_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """Yield the classes of a file, under conditions as well."""
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ClassDef):
            yield node
        elif isinstance(node, (ast.If, ast.Try)):
            waiting += [
                child
                for child in reversed(list(ast.iter_child_nodes(node)))
                if isinstance(child, ast.stmt)
            ]


def _assignments(node: ast.ClassDef) -> dict[str, ast.expr]:
    found = {}
    for entry in node.body:
        if isinstance(entry, ast.Assign):
            for target in entry.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = entry.value
        elif (
            isinstance(entry, ast.AnnAssign)
            and isinstance(entry.target, ast.Name)
            and entry.value is not None
        ):
            found[entry.target.id] = entry.value
    return found


def _extended(values: dict[str, ast.expr]) -> str:
    inherits = _names(values.get("_inherit"), values)
    if not inherits:
        return ""
    if "_name" not in values:
        return inherits[0] if len(inherits) == 1 else ""
    names = _names(values["_name"], values)
    return names[0] if names and names[0] in inherits else ""


def _names(node: ast.expr | None, values: dict[str, ast.expr]) -> list[str]:
    if isinstance(node, ast.Name) and node.id in values:  # _inherit = _name
        node = values[node.id]
    entries = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
    found = [entry.value for entry in entries if isinstance(entry, ast.Constant)]
    return [name[:200] for name in found if isinstance(name, str) and name][:MAX_MODELS]


def _is_apart(node: ast.FunctionDef) -> bool:
    """Whether a method is no part of a chain: private to its class, or run for each add-on."""
    name = node.name
    return (name.startswith("__") and not name.endswith("__")) or name == "init"


def _dump(node: ast.FunctionDef) -> str:
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # what only describes it
    return _text(node.args, *body, *node.decorator_list)


def _text(*nodes: ast.AST) -> str:
    try:
        return "\n".join(map(ast.dump, nodes))
    except RecursionError:
        return ""


def _fields(node: ast.ClassDef) -> Iterator[Field]:
    for name, value in _assignments(node).items():
        if name == "_columns" and isinstance(value, ast.Dict):  # up to 7.0
            for key, entry in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield from _field(key.value, entry)
        elif not name.startswith("__"):
            yield from _field(name, value)


def _field(name: str, node: ast.expr) -> Iterator[Field]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    owner = node.func.value
    if not isinstance(owner, ast.Name) or "fields" not in owner.id:
        return
    sources = [
        f"{word.arg} {_written(word.value)}"
        for word in node.keywords
        if word.arg in ("compute", "related") and not _is_nothing(word.value)
    ]
    if node.func.attr in ("function", "related"):  # up to 7.0
        sources += [f"{node.func.attr} {_written(value)}" for value in node.args[:5]]
    yield Field(
        name=name[:200], line=node.lineno, type=node.func.attr[:50], source=" ".join(sources)
    )


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:200]
    try:
        return ast.unparse(node)[:200]
    except (RecursionError, ValueError):
        return "?"
