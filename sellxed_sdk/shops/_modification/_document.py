"""Reading a modification: elements and texts as the platform's XML reader gives them.

OCMOD has PHP drop blank texts, by a rule that looks at what stands before and after them;
the text of an element is all text in it, at any depth. No document types, no entities.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, LexicalHandler, property_lexical_handler

from sellxed_sdk.shops._modification._values import (
    FileEdit,
    Modification,
    Operation,
    Search,
)

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl, Locator

__all__ = ["parse_modification"]

MAX_DEPTH = 100
MAX_ELEMENTS = 100_000
MAX_OPERATIONS = 5_000
_BLANKS = " \t\r\n"
_BEFORE_LINE = re.compile(r"(?=\n)")


def parse_modification(text: str, *, keeps_blanks: bool) -> Modification:
    """Return what a document says.

    Args:
        text: The document; what it says about its encoding does not count.
        keeps_blanks: Whether texts of white space count: so in vQmod, not in OCMOD.

    Raises:
        ValueError: Not well-formed, too large or nested too deeply, with a document type,
            or no modification. The message is half a sentence.
    """
    document = _read(text, keeps_blanks=keeps_blanks)
    root = next(document.named("modification"), None)
    if root is None:
        raise ValueError("it is no modification")
    number = 0
    files = []
    for element in root.named("file"):
        operations = []
        for operation in element.named("operation"):
            number += 1
            operations.append(_operation(operation, number))
        if number > MAX_OPERATIONS:
            raise ValueError(f"it has more than {MAX_OPERATIONS} operations")
        files.append(_file(element, tuple(operations)))
    required = next(root.named("vqmver"), None)
    is_required = required is not None and required.get("required").lower() == "true"
    return Modification(
        name=_first(document, "name"),
        code=_first(root, "code") or _first(root, "id"),
        version=_first(root, "version"),
        required_vqmod=required.text() if required is not None and is_required else "",
        files=tuple(files),
    )


def _file(element: _Element, operations: tuple[Operation, ...]) -> FileEdit:
    return FileEdit(
        path=element.get("path"),
        name=element.get("name"),
        error=element.get("error"),
        line=element.line,
        operations=operations,
    )


def _operation(element: _Element, number: int) -> Operation:
    return Operation(
        number=number,
        line=element.line,
        error=element.get("error"),
        has_error="error" in element.attributes,
        search=_search(next(element.named("search"), None)),
        add=_search(next(element.named("add"), None)),
        ignoreif=_search(next(element.named("ignoreif"), None)),
    )


def _search(element: _Element | None) -> Search | None:
    if element is None:
        return None
    return Search(text=element.text(), attributes=tuple(element.attributes.items()))


def _first(element: _Element, name: str) -> str:
    found = next(element.named(name), None)
    return found.text() if found is not None else ""


class _Element:
    """An element; its content is elements and texts, in order."""

    __slots__ = ("attributes", "content", "first_is_text", "last_is_text", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.content: list[_Element | str] = []
        self.first_is_text: bool | None = None
        self.last_is_text = False

    @property
    def has_text(self) -> bool:
        """Whether its content begins or ends with unmarked text."""
        return self.last_is_text or self.first_is_text is True

    def get(self, name: str) -> str:
        """Return an attribute as written; empty where it is not there."""
        return self.attributes.get(name, "")

    def named(self, name: str) -> Iterator[_Element]:
        """Yield the elements of a name below this one, in the order of the document."""
        for entry in self.walk():
            if isinstance(entry, _Element) and entry.name == name:
                yield entry

    def text(self) -> str:
        """Return all text in it."""
        return "".join(entry for entry in self.walk() if isinstance(entry, str))

    def walk(self) -> Iterator[_Element | str]:
        """Yield elements and texts below this one, in the order of the document."""
        waiting: list[_Element | str] = list(reversed(self.content))
        while waiting:
            entry = waiting.pop()
            yield entry
            if isinstance(entry, _Element):
                waiting += reversed(entry.content)

    def append(self, entry: _Element | str | None, *, is_marked: bool = False) -> None:
        """Add an element, a text, or a comment, which is None; a marked one is CDATA."""
        is_text = isinstance(entry, str) and not is_marked
        if self.first_is_text is None:
            self.first_is_text = is_text
        self.last_is_text = is_text
        if entry is not None:
            self.content.append(entry)


class _Builder(ContentHandler, LexicalHandler):
    def __init__(self, *, keeps_blanks: bool, has_returns: bool) -> None:
        super().__init__()
        self._has_returns = has_returns
        self.root = _Element("", {}, 0)
        self._open = [self.root]
        self._keeps_blanks = keeps_blanks
        self._texts: list[str] = []
        self._count = 0
        self._lines: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  of SAX
        self._lines = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  of SAX
        self._flush()
        self._count += 1
        if len(self._open) > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        if self._count > MAX_ELEMENTS:
            raise ValueError(f"it has more than {MAX_ELEMENTS} elements")
        line = self._lines.getLineNumber() if self._lines is not None else 0
        element = _Element(name, dict(attrs.items()), line or 0)
        self._open[-1].append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002  of SAX
        self._flush(at_end=True)
        self._open.pop()

    def characters(self, content: str) -> None:
        self._texts.append(content)

    def comment(self, content: str) -> None:  # noqa: ARG002  of SAX
        self._flush()
        self._open[-1].append(None)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802, ARG002
        self._flush()
        self._open[-1].append(None)

    def startCDATA(self) -> None:  # noqa: N802  of SAX
        self._flush()

    def endCDATA(self) -> None:  # noqa: N802  of SAX
        # Also an empty one is there, for what is blank beside it.
        self._open[-1].append("".join(self._texts), is_marked=True)
        self._texts.clear()

    def startDTD(self, name: str, public_id: str | None, system_id: str | None) -> None:  # noqa: N802, ARG002
        raise ValueError("it declares a document type")

    def endDTD(self) -> None:  # noqa: N802  of SAX
        return

    def _flush(self, *, at_end: bool = False) -> None:
        """Take over the text since the last mark, unless libxml drops it as blank."""
        if not self._texts:
            return
        text = "".join(self._texts)
        self._texts.clear()
        parent = self._open[-1]
        if self._keeps_blanks:
            parent.append(text)
            return
        # libxml looks at what is before a carriage return by itself.
        *firsts, last = _BEFORE_LINE.split(text) if self._has_returns else (text,)
        for part in firsts:
            if part.strip(_BLANKS) or parent.has_text:
                parent.append(part)
        is_alone = at_end and parent.first_is_text is None
        if last.strip(_BLANKS) or parent.has_text or is_alone:
            parent.append(last)


def _read(text: str, *, keeps_blanks: bool) -> _Element:
    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    has_returns = text.count("\r\n") == max(text.count("\n"), 1)
    builder = _Builder(keeps_blanks=keeps_blanks, has_returns=has_returns)
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(builder)
    parser.setProperty(property_lexical_handler, builder)
    try:
        # As characters: the encoding that the text names is the one it had as bytes.
        parser.parse(io.StringIO(text.removeprefix("\ufeff").lstrip()))
    except DefusedXmlException:
        raise ValueError("it declares a document type") from None
    except (SAXException, UnicodeError):
        raise ValueError("it is not well-formed XML") from None
    return builder.root
