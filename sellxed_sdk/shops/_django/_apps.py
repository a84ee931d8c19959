"""Apps of a project: where they are, what they are called, which templates they bring."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._django._settings import parse_python
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["App", "find_app", "label_claim", "template_claims"]

MAX_TEMPLATES = 5_000
MAX_DEPTH = 10


@attrs.frozen(kw_only=True, eq=False)
class App:
    """One installed app."""

    name: str
    """Its package, as ``shop.checkout``."""
    label: str
    """By which Django tells apps apart."""
    position: int
    """In ``INSTALLED_APPS``, from 0."""
    directory: Path
    """Where it is."""
    path: Path
    """The file that gives the label, or the package."""
    line: int
    """Where it does so; 0 where it is the last part of the name."""


def find_app(files: ShopFiles, entry: str, *, homes: Sequence[Path], position: int) -> App | None:
    """Return an installed app; None where it is not in the project or its environment.

    Args:
        files: The project.
        entry: As in ``INSTALLED_APPS``: a package, or the class of its configuration.
        homes: Where packages are, in the order in which Python looks.
        position: Of the entry.
    """
    parts = entry.split(".")
    if not all(part.isidentifier() for part in parts) or len(parts) > 20:
        return None
    wanted = parts[-1] if parts[-1][:1].isupper() else ""
    package = parts[:-2] if wanted and len(parts) > 2 else parts
    for home in homes:
        directory = home.joinpath(*package)
        if not files.is_directory(directory):
            continue
        path, name, label, line = directory / "apps.py", ".".join(package), "", 0
        if files.is_file(path):
            name, label, line = _configuration(files, path, wanted, name)
        else:
            path = directory / "__init__.py"
        return App(
            name=name,
            label=label or name.rpartition(".")[2],
            position=position,
            directory=directory,
            path=path,
            line=line,
        )
    return None


def _configuration(files: ShopFiles, path: Path, wanted: str, name: str) -> tuple[str, str, int]:
    """Return name, label and line that an ``apps.py`` gives; empty where it gives none."""
    tree = parse_python(files, path)
    classes = [node for node in (tree.body if tree else ()) if isinstance(node, ast.ClassDef)]
    for node in classes:
        values = {
            statement.targets[0].id: (statement.value.value, statement.lineno)
            for statement in node.body
            if isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        }
        if node.name == wanted or (not wanted and "name" in values):
            given, _ = values.get("name", (name, 0))
            label, line = values.get("label", ("", node.lineno))
            return given, label, line
    return name, "", 0


def label_claim(files: ShopFiles, app: App) -> Claim:
    """Return the claim of an app's label: two apps of one label keep Django from starting."""
    return Claim(
        kind="dj.label",
        target=app.label,
        mode=Mode.EXCLUSIVE,
        value=app.name,
        path=files.relative(app.path),
        line=app.line,
    )


def template_claims(files: ShopFiles, app: App, *, is_own: bool) -> Iterator[Claim]:
    """Yield the claims of an app's templates: of one path, the first app's is taken.

    Args:
        files: The project.
        app: The app.
        is_own: Whether it is a part of the project, which overrides on purpose.
    """
    base = app.directory / "templates"
    for path in _templates(files, base):
        relative = files.relative(path)
        yield Claim(
            kind="dj.template",
            target=path.relative_to(base).as_posix(),
            mode=Mode.OBSERVE if is_own else Mode.REPLACE,
            value=relative,
            rank=(-app.position,),
            path=relative,
            line=1,
        )


def _templates(files: ShopFiles, base: Path) -> Iterator[Path]:
    waiting, count = [(base, 0)], 0
    while waiting:
        directory, depth = waiting.pop()
        for entry in files.children(directory) if files.is_directory(directory) else ():
            count += 1
            if count > MAX_TEMPLATES:
                files.note(base, f"it has more than {MAX_TEMPLATES} templates")
                return
            if entry.suffix:
                yield entry
            elif depth < MAX_DEPTH:
                waiting.append((entry, depth + 1))
