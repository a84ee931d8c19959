"""`sw.concrete`: constructors that take a class of the shop where its abstract one belongs.

A decorator extends the abstract class. Who asks for the concrete one gets a decorator in its
place as soon as any plugin decorates it, and PHP stops with a TypeError.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpClass, PhpMethod, decode_php, find_encoder, read_php
from sellxed_sdk.shops._shopware6._services import Decorator, decorators_of_class

__all__ = ["Code", "Twins", "read_code"]

_LEFT_OUT = frozenset({"node_modules", "vendor", "tests", "test", "Migration", "Tests", "Test"})
_USED = re.compile(rb"Shopware\\(?:Core|Storefront)\\[A-Za-z_\\]+")
_WORDS = (b"AsDecorator", b"getDecorated")
_ENCODED = (b"ionCube", b"SourceGuardian", b"sg_load", b"Zend Encoded", b"@Zend")
_GENERIC = re.compile(r"Shopware\\Core\\[\w\\]+\\SalesChannel\\(?!Abstract)\w+Route")


class Twins:
    r"""Which classes of the shop have an abstract class that decorators extend.

    Args:
        files: The shop.
        sources: Where the classes of namespaces are, as ``{"Shopware\\Core": …}``.
    """

    def __init__(self, files: ShopFiles, sources: dict[str, Path]) -> None:
        self._files = files
        self._sources = sources
        self._known: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Whether a class is such a one; by the files of the shop, else by its name."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def _look(self, name: str) -> bool:
        for prefix, home in self._sources.items():
            if not name.startswith(prefix + "\\"):
                continue
            *parts, short = name.removeprefix(prefix + "\\").split("\\")
            directory = home.joinpath(*parts)
            twin = directory / f"Abstract{short}.php"
            if not self._files.is_file(directory / f"{short}.php") or not self._files.is_file(twin):
                return False
            return b"getDecorated" in (self._files.source(twin) or b"")
        # Without the shop's own files: its routes are made like this without an exception.
        return _GENERIC.fullmatch(name) is not None


@attrs.define(eq=False)
class Code:
    """What the classes of a plugin say."""

    claims: list[Claim] = attrs.Factory(list)
    decorators: list[Decorator] = attrs.Factory(list)
    hands_on: dict[str, bool | None] = attrs.Factory(dict)
    """Whether a class calls what it decorates, by name in lower case."""


def read_code(files: ShopFiles, sources: Collection[Path], twins: Twins) -> Code:
    """Read the classes of a plugin that can matter.

    Args:
        files: The shop.
        sources: Where they are.
        twins: What has an abstract class.
    """
    code = Code()
    for source in sources:
        for name, data in files.php_files(source, leave_out=_LEFT_OUT):
            _read_file(files, name, data, twins, code)
    return code


def _read_file(files: ShopFiles, name: str, data: bytes, twins: Twins, code: Code) -> None:
    used = {match.decode("ascii") for match in _USED.findall(data)}
    is_taken = any(map(twins.has, used)) and b"__construct" in data
    if not is_taken and not any(word in data for word in (*_WORDS, *_ENCODED)):
        return
    path = files.relative(Path(name))
    text = decode_php(data)
    encoder = find_encoder(text)
    if encoder:
        files.note(Path(name), encoder)
        code.claims.append(
            Claim(kind="opaque", target=path, mode=Mode.OBSERVE, cooperative=None, path=path)
        )
        return
    for found in read_php(text).classes:
        code.decorators += decorators_of_class(found, path)
        decorated = found.method("getDecorated")
        if decorated is not None:
            code.hands_on[found.name.lower()] = _hands_on(text, decorated)
            # A decorator takes what it decorates; which class it asks for is between the two.
            continue
        constructor = found.method("__construct")
        if constructor is not None:
            code.claims += _demands(found, constructor, twins, path)


def _demands(found: PhpClass, constructor: PhpMethod, twins: Twins, path: str) -> Iterator[Claim]:
    for parameter in constructor.parameters:
        for wanted in parameter.types:
            if twins.has(wanted.lstrip("\\")):
                yield Claim(
                    kind="sw.concrete",
                    target=wanted.lstrip("\\"),
                    mode=Mode.EXCLUSIVE,
                    cooperative=False,
                    value=found.name,
                    label=f"${parameter.name}",
                    path=path,
                    line=constructor.line,
                )


def _hands_on(text: str, method: PhpMethod) -> bool | None:
    """Return whether ``getDecorated`` gives something: the core's own throws."""
    lines = text.splitlines()[method.line - 1 : method.line + 8]
    body = " ".join(lines)
    if "DecorationPatternException" in body:
        return False
    return True if re.search(r"return\s+\$this->", body) else None
