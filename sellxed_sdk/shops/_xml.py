"""Reading one attribute of an XML file: no document types, no entities, nothing fetched."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

__all__ = ["find_attribute"]

MAX_DEPTH = 100


def find_attribute(text: str, *, path: tuple[str, ...], name: str) -> str | None:
    """Return an attribute of the first element at a path, or None where there is none.

    Args:
        text: The document.
        path: Names of elements from the root, as ``("config", "module")``.
        name: The attribute.

    Raises:
        ValueError: Not well-formed, nested too deeply, or with a document type, which
            could declare entities.
    """
    place: list[str] = []
    found: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        place.append(element)
        if len(place) > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        if tuple(place) == path and name in attributes:
            found.append(attributes[name])

    def end(_: str) -> None:
        place.pop()

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        raise ValueError("it is not well-formed XML") from None
    return found[0] if found else None


def _refuse(*_: object) -> NoReturn:
    raise ValueError("it declares a document type")
