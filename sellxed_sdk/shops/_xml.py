"""Reading XML: no document types, no entities, nothing fetched, and with line numbers.

By defusedxml, which refuses what expands or refers; the small tree remembers the lines, as
a conflict names the place in the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl, Locator

__all__ = ["XmlElement", "read_xml"]

MAX_DEPTH = 100
MAX_ELEMENTS = 200_000


class XmlElement:
    """One element. Names are as written, with their prefix."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[XmlElement] = []
        self.text = ""

    def get(self, name: str) -> str:
        """Return an attribute without white space around it; empty where it is not there."""
        return self.attributes.get(name, "").strip()

    def find(self, *path: str) -> XmlElement | None:
        """Return the first element at a path below this one, or None."""
        return next(self.all(*path), None)

    def all(self, *path: str) -> Iterator[XmlElement]:
        """Yield the elements at a path below this one, in order; ``*`` is any name."""
        if not path:
            yield self
            return
        for child in self.children:
            if path[0] in ("*", child.name):
                yield from child.all(*path[1:])

    def walk(self) -> Iterator[XmlElement]:
        """Yield this element and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)

    def words(self, *path: str) -> str:
        """Return the text of the first element at a path, stripped; empty without one."""
        found = self.find(*path)
        return found.text.strip() if found is not None else ""


def read_xml(text: str) -> XmlElement:
    """Return the root element of a document.

    Args:
        text: The document; what it says about its encoding does not count.

    Raises:
        ValueError: Not well-formed, too large or nested too deeply, or with a document
            type, which could declare entities. The message is half a sentence.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    handler = _Builder()
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        # As characters: the encoding that the text names is the one it had as bytes.
        source = io.StringIO(text.removeprefix("\ufeff").lstrip())
        parser.parse(source)
    except DefusedXmlException:
        raise ValueError("it declares a document type") from None
    except (SAXException, UnicodeError):
        raise ValueError("it is not well-formed XML") from None
    if handler.root is None:
        raise ValueError("it is not well-formed XML")
    return handler.root


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: XmlElement | None = None
        self._open: list[XmlElement] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self._lines: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  of SAX
        self._lines = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  of SAX
        line = self._lines.getLineNumber() if self._lines is not None else 0
        element = XmlElement(name, dict(attrs.items()), line or 0)
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        if self._count > MAX_ELEMENTS:
            raise ValueError(f"it has more than {MAX_ELEMENTS} elements")
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002  of SAX
        self._open.pop().text = "".join(self._texts.pop())

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)
