"""What an add-on says of itself: a literal of Python, read as Odoo reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._layout import ModulePlace
from sellxed_sdk.shops._odoo._text import parse_python, read_literal

__all__ = ["Manifest", "adapt_version", "find_series", "is_for_other_series", "read_manifest"]

SYSTEM = "odoo"
MAX_NAMES = 1_000
MAX_TEXT = 200
_NAME = re.compile(r"\w{1,200}")
_MODULE_VERSION = re.compile(r"[0-9]+\.[0-9]+(?:\.[0-9]+)?")
_LONG = re.compile(r"((?:saas~)?[0-9]{1,9}\.[0-9]{1,9})\.[0-9]+\.[0-9]+(?:\.[0-9]+)?")
_OWN = re.compile(r"(?:odoo|openerp)(?: s\.?a\.?)?", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Manifest:
    """What an add-on says of itself."""

    label: str = ""
    """What it calls itself."""
    written: str = ""
    """Its version as it stands there; empty where it has none."""
    is_installable: bool = True
    """Whether it may be installed."""
    is_own: bool = False
    """Whether Odoo's maker is among its authors, which is also what no author means."""
    needed: tuple[tuple[str, int], ...] = ()
    """Names of the add-ons that it needs, with the lines on which they stand."""
    excludes: tuple[Declaration, ...] = ()
    """The add-ons that it does not go with."""
    is_read: bool = False
    """Whether it could be read."""

    @property
    def depends(self) -> tuple[str, ...]:
        """Names of the add-ons that it needs."""
        return tuple(name for name, _ in self.needed)

    @property
    def series(self) -> str | None:
        """The series that its version names, or None where it names none."""
        match = _LONG.fullmatch(self.written)
        return match[1] if match else None


def read_manifest(files: ShopFiles, place: ModulePlace) -> Manifest:
    """Read what an add-on says of itself; what is no literal is noted."""
    tree = parse_python(files, place.manifest)
    entry = tree.body[-1] if tree is not None and tree.body else None
    if not isinstance(entry, ast.Expr) or not isinstance(entry.value, ast.Dict):
        if tree is not None:
            files.note(place.manifest, "it is no dictionary")
        return Manifest()
    nodes, values = {}, {}
    for key, node in zip(entry.value.keys, entry.value.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) else None
        if isinstance(name, str):
            nodes[name] = node
            try:
                values[name] = read_literal(node)
            except ValueError:
                files.note(place.manifest, f"what it says of {name[:50]} is no literal")
    return _manifest(files, place, nodes, values)


def _manifest(
    files: ShopFiles,
    place: ModulePlace,
    nodes: Mapping[str, ast.expr],
    values: Mapping[str, object],
) -> Manifest:
    label, version, author = values.get("name"), values.get("version"), values.get("author", "")
    authors = author if isinstance(author, (list, tuple)) else str(author).split(",")
    names = [name.strip() for name in authors if isinstance(name, str) and name.strip()]
    return Manifest(
        label=label.strip()[:MAX_TEXT] if isinstance(label, str) else "",
        written=_text(version),
        is_installable=bool(values.get("installable", True)),
        is_own=not names or any(_OWN.fullmatch(name) for name in names),
        needed=tuple(_names(values.get("depends"), nodes.get("depends"))),
        excludes=tuple(
            Declaration(
                relation="conflicts",
                target=f"{SYSTEM}:{name}",
                written=name,
                source=f"{place.manifest.name} excludes",
                path=files.relative(place.manifest),
                line=line,
            )
            for name, line in _names(values.get("excludes"), nodes.get("excludes"))
        ),
        is_read=True,
    )


def _text(value: object) -> str:
    if isinstance(value, float):  # as 1.0, which old versions took
        return repr(value)
    return value.strip()[:64] if isinstance(value, str) else ""


def _names(value: object, node: ast.expr | None) -> Iterator[tuple[str, int]]:
    """Yield the names of a list, each once, with the lines on which they stand."""
    entries = node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else []
    listed = [value] if isinstance(value, str) else value
    seen: dict[str, int] = {}
    for index, name in enumerate(listed if isinstance(listed, (list, tuple, set)) else ()):
        if isinstance(name, str) and _NAME.fullmatch(name) and len(seen) < MAX_NAMES:
            is_in_order = len(entries) > index and not isinstance(value, set)
            line = entries[index].lineno if is_in_order else node.lineno if node else 0
            seen.setdefault(name, line)
    yield from seen.items()


def adapt_version(manifest: Manifest, series: str | None) -> str | None:
    """Return a version with the series in front, as Odoo shows it.

    ``1.2`` of Odoo 17.0 is ``17.0.1.2``. Without a series it stays as it is written.
    """
    written = manifest.written or ("1.0" if manifest.is_read else "")
    if not series or not written or (written != series and written.startswith(f"{series}.")):
        return written or None
    return written if manifest.series else f"{series}.{written}"


def is_for_other_series(manifest: Manifest, series: str | None) -> bool:
    """Whether Odoo refuses to load it: from 17.0 on, a version of another series is a fault."""
    major = re.match(r"(?:saas~)?([0-9]+)", series or "")
    if major is None or int(major[1]) < 17 or not manifest.written or not series:
        return False
    rest = manifest.written.removeprefix(f"{series}.")
    return _MODULE_VERSION.fullmatch(rest) is None


def find_series(manifests: Iterable[Manifest]) -> str | None:
    """Return the series for which all add-ons are that can be installed and name one."""
    found = {manifest.series for manifest in manifests if manifest.is_installable}
    found.discard(None)
    return found.pop() if len(found) == 1 else None
