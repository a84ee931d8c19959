"""``di.xml``: what a module says about classes and interceptors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._module import Module, bare
from sellxed_sdk.shops._xml import XmlElement, read_xml

__all__ = ["AREAS", "DiText", "Interceptor", "Preference", "Wiring", "find_texts"]

AREAS = ("adminhtml", "crontab", "frontend", "graphql", "webapi_rest", "webapi_soap")
MAX_BYTES = 4_000_000

_TARGETS = re.compile(r"""<preference\s[^<>]*?\bfor\s*=\s*["']\s*\\?([^"'\s]+)""")
_VIRTUAL = re.compile(r"""<virtualType\s[^<>]*?\bname\s*=\s*["']\s*\\?([^"'\s]+)""")
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")


@attrs.frozen(kw_only=True)
class Preference:
    """One class for another."""

    target: str
    """What is asked for."""
    value: str
    """What is given for it."""
    line: int
    """From 1."""


@attrs.frozen(kw_only=True)
class Interceptor:
    """One element ``plugin``."""

    target: str
    """The class or virtual type around it."""
    name: str
    """Its name, under which others may change it."""
    value: str
    """The class; empty where only something of it is changed."""
    sort_order: int | None
    """As given; None where it is not."""
    is_disabled: bool | None
    """As given; None where it is not."""
    line: int
    """From 1."""


@attrs.frozen(kw_only=True, eq=False)
class DiText:
    """The text of one file, not yet read."""

    module: Module
    """Whose it is."""
    area: str
    """Where it counts; everywhere where empty."""
    path: Path
    """The file."""
    text: str
    """Its text."""

    def targets(self) -> set[str]:
        """Return, in lower case, what it may have preferences for."""
        return {name.lower() for name in _TARGETS.findall(self.text)}

    def virtual_types(self) -> set[str]:
        """Return the virtual types that it may declare."""
        return set(_VIRTUAL.findall(self.text))

    def read(self, files: ShopFiles) -> Wiring:
        """Read it; empty where it cannot be read, which is noted."""
        if not any(word in self.text for word in ("<preference", "<plugin", "<virtualType")):
            return Wiring(source=self)
        try:
            root = read_xml(self.text)
        except ValueError as error:
            files.note(self.path, str(error))
            return Wiring(source=self)
        return Wiring(
            source=self,
            preferences=tuple(_preferences(root)),
            interceptors=tuple(_interceptors(root)),
            virtual_types=tuple(_virtual_types(root)),
        )


@attrs.frozen(kw_only=True, eq=False)
class Wiring:
    """What one ``di.xml`` says."""

    source: DiText
    """The file."""
    preferences: tuple[Preference, ...] = ()
    """In order."""
    interceptors: tuple[Interceptor, ...] = ()
    """In order."""
    virtual_types: tuple[tuple[str, str], ...] = ()
    """Names, and what they are made of."""


def find_texts(files: ShopFiles, module: Module) -> Iterator[DiText]:
    """Yield a module's files in the order in which Magento merges them."""
    for area in ("", *AREAS):
        path = module.directory / "etc" / area / "di.xml"
        text = files.whole(path, max_bytes=MAX_BYTES) if files.is_file(path) else None
        if text is not None:
            yield DiText(module=module, area=area, path=path, text=text)


def _preferences(root: XmlElement) -> Iterator[Preference]:
    for element in root.all("preference"):
        target, value = bare(element.get("for")), bare(element.get("type"))
        if target and value:
            yield Preference(target=target, value=value, line=element.line)


def _interceptors(root: XmlElement) -> Iterator[Interceptor]:
    for element in root.all("*"):
        if element.name not in ("type", "virtualType"):
            continue
        target = bare(element.get("name"))
        for plugin in element.all("plugin"):
            order = _INTEGER.match(plugin.get("sortOrder"))
            if target and plugin.get("name"):
                yield Interceptor(
                    target=target,
                    name=plugin.get("name"),
                    value=bare(plugin.get("type")),
                    # What is no number is 0, as PHP's (int) has it.
                    sort_order=_number(plugin, order),
                    is_disabled=_SWITCH.get(plugin.get("disabled").lower()),
                    line=plugin.line,
                )


_SWITCH = {"true": True, "1": True, "false": False, "0": False}


def _number(plugin: XmlElement, match: re.Match[str] | None) -> int | None:
    if "sortOrder" not in plugin.attributes:
        return None
    return int(match[1]) if match else 0


def _virtual_types(root: XmlElement) -> Iterator[tuple[str, str]]:
    for element in root.all("virtualType"):
        name, value = bare(element.get("name")), bare(element.get("type"))
        if name and value:
            yield name, value
