"""Modifications: which there are, in the order in which the platform applies them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import Modification, parse_modification
from sellxed_sdk.shops._opencart._names import SYSTEM, slug, unique
from sellxed_sdk.shops._opencart._platform import Platform

__all__ = ["Found", "read_modifications"]

MAX_XML = 4_000_000
MAX_MODIFICATIONS = 400
HEAD_BYTES = 60_000
DEFAULT = Path("system/modification.xml")
# Directories into which rows of the table of modifications may have been exported.
EXPORTS = ("ocmod", "system/ocmod", "system/storage/ocmod")


@attrs.frozen(kw_only=True)
class Found:
    """One modification of the shop."""

    uid: str
    """``opencart:<code>``."""
    document: Modification
    """What it says."""
    path: Path
    """Its file."""
    engine: str
    """``ocmod`` or ``vqmod``."""
    order: tuple[int, str, str]
    """Sorts them as they are applied."""
    state: PluginState = PluginState.UNKNOWN
    """Whether it is applied."""
    evidence: str = ""
    """What that was read from."""
    version: str | None = None
    """As it says, or as is stated."""
    is_core: bool = False
    """Whether OpenCart ships it."""
    requires: tuple[str, ...] = ()
    """The extension that it came with."""


def read_modifications(
    files: ShopFiles, platform: Platform, evidence: Evidence, *, taken: set[str]
) -> tuple[Found, ...]:
    """Return the modifications of a shop, in the platform's order.

    Args:
        files: The shop.
        platform: Its version and directories.
        evidence: Rows of the table of modifications, by code or name.
        taken: Uids that are given to others.
    """
    found: list[Found] = []
    reader = _Reader(files, platform, evidence, taken)
    for entry in (*reader.ocmod(), *reader.vqmod()):
        if len(found) == MAX_MODIFICATIONS:
            files.note(files.root, f"it has more than {MAX_MODIFICATIONS} modifications")
            break
        found.append(entry)
    return tuple(sorted(found, key=lambda entry: entry.order))


class _Reader:
    def __init__(
        self, files: ShopFiles, platform: Platform, evidence: Evidence, taken: set[str]
    ) -> None:
        self._files = files
        self._platform = platform
        self._evidence = evidence
        self._taken = taken

    def ocmod(self) -> Iterator[Found]:
        """Yield modifications of OCMOD: the default, those in files, those in the table."""
        files, root = self._files, self._files.root
        always = PluginState.ACTIVE if self._platform.has_ocmod else PluginState.INACTIVE
        if files.is_file(root / DEFAULT) and self._platform.major[0] < 4:
            found = self._document(root / DEFAULT, "ocmod", 0, "modification-default")
            if found is not None:
                evidence = f"{DEFAULT.as_posix()} is always applied"
                yield attrs.evolve(found, is_core=True, state=always, evidence=evidence)
        for path in files.children(root / "system"):
            if path.name.endswith(".ocmod.xml") and not path.name.startswith("."):
                found = self._document(path, "ocmod", 1, path.name.removesuffix(".ocmod.xml"))
                if found is not None:
                    says = "is always applied" if self._platform.has_ocmod else "is not applied"
                    evidence = f"system/*.ocmod.xml {says}"
                    yield attrs.evolve(found, state=always, evidence=evidence)
        for path, extension in self._rows():
            name = path.stem if path.stem != "install" else path.parent.name
            found = self._document(path, "ocmod", 2, name.removesuffix(".ocmod"))
            if found is not None:
                yield self._stated(attrs.evolve(found, requires=extension))

    def _rows(self) -> Iterator[tuple[Path, tuple[str, ...]]]:
        """Yield files of modifications that are rows of the table once they are installed."""
        files, root = self._files, self._files.root
        if files.is_file(root / "install.xml"):
            yield root / "install.xml", ()
        for name in EXPORTS:
            directory = root / name
            for path in files.children(directory) if files.is_directory(directory) else ():
                if path.suffix == ".xml" and files.is_file(path):
                    yield path, ()
                elif files.is_directory(path) and files.is_file(path / "install.xml"):
                    yield path / "install.xml", ()
        if self._platform.major[0] >= 4 and files.is_directory(root / "extension"):
            yield from self._of_extensions(root / "extension")

    def _of_extensions(self, directory: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
        for extension in self._files.children(directory):
            place = extension / "ocmod"
            if extension.name != "ocmod" and self._files.is_directory(place):
                for path in self._files.children(place):
                    if path.name.endswith(".ocmod.xml"):
                        yield path, (f"{SYSTEM}:{slug(extension.name)}",)

    def vqmod(self) -> Iterator[Found]:
        """Yield modifications of vQmod: the files ``*.xml`` in its directory."""
        files, root = self._files, self._files.root
        directory = root / "vqmod" / "xml"
        if not files.is_directory(directory):
            return
        index = files.head(root / "index.php", max_bytes=HEAD_BYTES) or ""
        runs = "vqmod" in index.lower() and files.is_file(root / "vqmod" / "vqmod.php")
        state = PluginState.ACTIVE if runs else PluginState.INACTIVE
        evidence = "vqmod/xml" if runs else "index.php does not load vQmod"
        for path in files.children(directory):
            if path.suffix == ".xml" and not path.name.startswith(".") and files.is_file(path):
                found = self._document(path, "vqmod", 3, path.stem)
                if found is not None:
                    yield attrs.evolve(found, state=state, evidence=evidence)

    def _stated(self, found: Found) -> Found:
        if not self._platform.has_ocmod:
            evidence = "this version applies none"
            return attrs.evolve(found, state=PluginState.INACTIVE, evidence=evidence)
        document = found.document
        bare = found.uid.partition(":")[2]
        given = self._evidence.find(bare, document.code, document.name, found.path.name)
        if given is None:
            return found
        return attrs.evolve(
            found,
            state=given.state,
            evidence=self._evidence.source,
            version=given.version or found.version,
        )

    def _document(self, path: Path, engine: str, group: int, fallback: str) -> Found | None:
        files = self._files
        text = files.whole(path, max_bytes=MAX_XML) if files.is_file(path) else None
        if text is None:
            return None
        try:
            document = parse_modification(text, keeps_blanks=engine == "vqmod")
        except ValueError as error:
            files.note(path, str(error))
            return None
        if "\ufffd" in text:
            files.note(path, "it is not UTF-8, so that its edits were not followed")
            unread = "it is not UTF-8"
            document = attrs.evolve(document, unread=unread)
        name = slug(document.code.strip()) or slug(document.name.strip()) or slug(fallback)
        if not group:
            name = fallback  # its own code is one that others take as well
        by_name = _collated(document.name) if group == 2 else ""
        return Found(
            uid=unique(name or "modification", self._taken),
            document=document,
            path=path,
            engine=engine,
            order=(group, by_name, files.relative(path)),
            version=document.version.strip()[:200] or None,
        )


def _collated(name: str) -> str:
    """Return a name as the platform's database sorts it: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name[:200])
    return "".join(word for word in decomposed if not unicodedata.combining(word)).casefold()
