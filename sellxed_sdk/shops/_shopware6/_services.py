"""`sw.decorate`: services of the shop that a plugin puts its own around."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpCall, PhpClass, read_php
from sellxed_sdk.shops._xml import XmlElement

__all__ = ["Decorator", "decorators_of_class", "find_decorators"]

MAX_BYTES = 2_000_000
MAX_FILES = 300
MAX_HOMES = 10
_HERE = re.compile(r"""__DIR__\s*\.\s*['"]([\w/.-]+)['"]""")
_ATTRIBUTE = "asdecorator"
_YAML = re.compile(r"^\s+decorates\s*:", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Decorator:
    """A service around another one."""

    target: str
    """The service that is decorated."""
    value: str
    """The class; empty where it is computed."""
    priority: int | None
    """The higher, the further inside; None where it is computed."""
    hands_on: bool | None
    """Whether it is given what it decorates; None where the class has to tell."""
    path: str
    """The file."""
    line: int
    """Where it says so."""

    def claim(self, *, hands_on: bool | None) -> Claim:
        """Return the claim.

        Args:
            hands_on: Whether it calls what it decorates.
        """
        return Claim(
            kind="sw.decorate",
            target=self.target,
            mode=Mode.REPLACE if hands_on is False else Mode.WRAP,
            cooperative=hands_on,
            value=self.value,
            # Among equals the order of installing counts, which no file tells.
            rank=(-self.priority,) if self.priority is not None else None,
            path=self.path,
            line=self.line,
        )


def find_decorators(files: ShopFiles, resources: Path) -> Iterator[Decorator]:
    """Yield the decorators in a plugin's ``Resources/config`` and in what that imports.

    Shopware loads ``services.xml``, ``.yaml`` and ``.php`` there. XML is read, and of PHP the
    calls of ``decorate``; YAML that decorates is noted.

    Args:
        files: The shop.
        resources: The plugin's ``Resources``.
    """
    config = resources / "config"
    waiting = [config / f"services{suffix}" for suffix in (".xml", ".yaml", ".yml", ".php")]
    seen: set[Path] = set()
    while waiting and len(seen) < MAX_FILES:
        path = waiting.pop(0)
        if path in seen or not files.is_file(path):
            continue
        seen.add(path)
        if path.suffix == ".xml":
            text = files.head(path, max_bytes=MAX_BYTES) or ""
            root = files.xml(path) if "decorates" in text or "<import" in text else None
            if root is not None:
                waiting += _imports(files, path, root)
                yield from _of_xml(files.relative(path), root)
        elif path.suffix == ".php":
            text = files.whole(path, max_bytes=MAX_BYTES) or ""
            waiting += _loaded(path, text)
            yield from _of_php(files.relative(path), text)
        elif _YAML.search(files.head(path, max_bytes=MAX_BYTES) or ""):
            files.note(path, "services in YAML that decorate others are not read")


def decorators_of_class(found: PhpClass, path: str) -> Iterator[Decorator]:
    """Yield what the attributes ``#[AsDecorator]`` of a class say."""
    for attribute in found.attributes:
        target = attribute.arg(0, "decorates")
        is_decorator = attribute.name.rpartition("\\")[2].lower() == _ATTRIBUTE
        if is_decorator and isinstance(target, str) and target:
            yield Decorator(
                target=target.lstrip("\\"),
                value=found.name,
                priority=_number(attribute.arg(1, "priority")),
                hands_on=None,
                path=path,
                line=attribute.line,
            )


def _of_xml(path: str, root: XmlElement) -> Iterator[Decorator]:
    for service in root.all("services", "service"):
        if not service.get("decorates"):
            continue
        inner = {f"{service.get('id')}.inner", service.get("decoration-inner-name"), ".inner"}
        has_inner = any(
            entry.get("id") in inner - {""} for entry in service.walk() if entry is not service
        )
        is_open = service.get("autowire") == "true" or bool(service.get("parent"))
        priority = service.get("decoration-priority") or "0"
        is_number = priority.removeprefix("-").isdecimal() and len(priority) < 10
        yield Decorator(
            target=service.get("decorates").lstrip("\\"),
            value=(service.get("class") or service.get("id")).lstrip("\\"),
            priority=int(priority) if is_number else None,
            # Whoever is given what it decorates was written to call it.
            hands_on=True if has_inner else None if is_open else False,
            path=path,
            line=service.line,
        )


def _loaded(path: Path, text: str) -> Iterator[Path]:
    """Yield the files that a configuration in PHP loads, from where it says that they are."""
    if "load" not in text and "import" not in text:
        return
    homes = [path.parent, *(path.parent / place.strip("/") for place in _HERE.findall(text))]
    for call in read_php(text, calls=("->load", "->import")).calls:
        name = call.arg(0, "resource")
        if isinstance(name, str) and name and not name.startswith("/"):
            for home in homes[:MAX_HOMES]:
                yield Path(posixpath.normpath((home / name).as_posix()))


def _of_php(path: str, text: str) -> Iterator[Decorator]:
    if "decorate" not in text:
        return
    for call in read_php(text, calls=("->decorate",)).calls:
        target = call.arg(0, "id")
        if isinstance(target, str) and target:
            yield Decorator(
                target=target.lstrip("\\"),
                value="",
                priority=_priority_of(call),
                hands_on=None,
                path=path,
                line=call.line,
            )


def _priority_of(call: PhpCall) -> int | None:
    return _number(call.arg(2, "priority"))


def _number(value: object) -> int | None:
    if value is None:
        return 0
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _imports(files: ShopFiles, path: Path, root: XmlElement) -> Iterator[Path]:
    for entry in root.all("imports", "import"):
        resource = entry.get("resource")
        if not resource or resource.startswith("/"):
            continue
        target = Path(posixpath.normpath((path.parent / resource).as_posix()))
        if "*" in target.name:
            suffix = target.suffix
            yield from (entry for entry in files.children(target.parent) if entry.suffix == suffix)
        elif files.is_directory(target):
            yield from files.children(target)
        else:
            yield target
