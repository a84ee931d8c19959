"""Plain text on a page of a certain width: no colours, no control characters."""

from __future__ import annotations

import textwrap

from sellxed_sdk.findings import Finding
from sellxed_sdk.notices._markup import clean
from sellxed_sdk.notices._wording import Wording

__all__ = ["Paper", "to_line"]


def to_line(text: str) -> str:
    """Return a text as one line: what came from outside stays one paragraph here."""
    return " ".join(clean(text).split())


class Paper:
    """Collects wrapped lines, in which what came from outside is plain text."""

    def __init__(self, width: int, wording: Wording) -> None:
        self.width = width
        self.wording = wording
        self.ui = wording.catalogue.ui
        self._lines: list[str] = []

    def heading(self, text: str) -> None:
        """Begin a section."""
        plain = to_line(text)
        self._lines += ["", *textwrap.wrap(plain, self.width), "-" * min(len(plain), self.width)]

    def space(self) -> None:
        """Leave a line empty."""
        self._lines.append("")

    def line(self, text: str, *, indent: int = 0, mark: str = "") -> None:
        """Add a paragraph, wrapped."""
        plain = to_line(text)
        first = " " * indent + (f"{mark} " if mark else "")
        self._lines += textwrap.wrap(
            plain,
            self.width,
            initial_indent=first,
            subsequent_indent=" " * len(first),
            break_on_hyphens=False,
        )

    def address(self, label: str, url: str, *, indent: int = 0) -> None:
        """Add an address, on a line of its own where it would be broken otherwise."""
        text = f"{to_line(label)}: {url}"
        if indent + len(text) <= self.width:
            self._lines.append(" " * indent + text)
            return
        self.line(f"{label}:", indent=indent)
        self._lines.append(" " * indent + url)

    def finding(self, finding: Finding, *, mark: str = "-", indent: int = 2) -> None:
        """Add what is the case and the way out."""
        self.line(self.wording.message(finding), indent=indent, mark=mark)
        hint = self.wording.hint(finding)
        if hint:
            self.line(hint, indent=indent + len(mark) + 1)

    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self._lines) + "\n"
