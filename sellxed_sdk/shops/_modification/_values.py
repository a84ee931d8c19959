"""A modification, its operations, and what became of them."""

from __future__ import annotations

import enum

import attrs

__all__ = [
    "Add",
    "FileEdit",
    "Modification",
    "Operation",
    "Outcome",
    "Result",
    "Search",
    "Simulation",
    "Step",
]


@attrs.frozen(kw_only=True)
class Search:
    """The element ``search`` or ``ignoreif``; attributes as written."""

    text: str
    """Its text, as the platform's XML reader gives it."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Attributes in order."""

    def get(self, name: str) -> str:
        """Return an attribute as written; empty where it is not there."""
        return dict(self.attributes).get(name, "")


Add = Search


@attrs.frozen(kw_only=True)
class Operation:
    """One operation of a modification."""

    number: int
    """Within the modification, from 1, in the order of the document."""
    line: int = 0
    """Where it begins in the document, from 1."""
    error: str = ""
    """``abort``, ``skip`` or ``log``, as written."""
    has_error: bool = False
    """Whether ``error`` is written there at all."""
    search: Search | None = None
    """What is looked for."""
    add: Add | None = None
    """What is put there."""
    ignoreif: Search | None = None
    """What must not be in the file."""


@attrs.frozen(kw_only=True)
class FileEdit:
    """One element ``file``."""

    path: str
    """``path`` as written."""
    name: str = ""
    """``name`` as written: vQmod's list of files below ``path``."""
    error: str = ""
    """What vQmod does where the file is not there."""
    line: int = 0
    """From 1."""
    operations: tuple[Operation, ...] = ()
    """In order."""


@attrs.frozen(kw_only=True)
class Modification:
    """One document."""

    name: str = ""
    """As it calls itself."""
    code: str = ""
    """Its ``code``; of vQmod its ``id``."""
    version: str = ""
    """As it says."""
    required_vqmod: str = ""
    """The least version of vQmod that it insists on."""
    files: tuple[FileEdit, ...] = ()
    """In order."""
    unread: str = ""
    """Why it is not followed, as half a sentence; empty where it is."""


class Outcome(enum.Enum):
    """What became of an operation on a file."""

    APPLIED = "applied"
    """It found its place."""
    IGNORED = "ignored"
    """``ignoreif`` was met."""
    NOT_FOUND = "not found"
    """It did not find its place."""
    DROPPED = "dropped"
    """The platform did not come to it, or took it back: an earlier one failed."""
    UNKNOWN = "unknown"
    """It was not followed."""


@attrs.frozen(kw_only=True)
class Step:
    """The operations of one element ``file`` on one file of the shop."""

    key: str
    """The file, as the platform names it: ``catalog/model/x.php``."""
    operations: tuple[Operation, ...]
    """In order."""


@attrs.frozen(kw_only=True)
class Result:
    """What became of one operation on one file."""

    modification: int
    """Position in what was applied, from 0."""
    key: str
    """The file."""
    number: int
    """`Operation.number`."""
    outcome: Outcome
    """What became of it."""
    detail: str = ""
    """Of UNKNOWN the reason, as half a sentence."""


@attrs.frozen(kw_only=True)
class Simulation:
    """What all modifications together make of the files."""

    texts: tuple[tuple[str, str], ...]
    """Files that were opened, with what became of them, in the platform's order."""
    results: tuple[Result, ...] = ()
    """One for each operation and file, in order."""
    log: tuple[str, ...] = ()
    """Lines, as the platform writes them."""
    aborted_by: int | None = None
    """Position of the modification that ended the whole run; None where none did."""

    def text(self, key: str) -> str | None:
        """Return what became of a file, or None where it was not opened."""
        return dict(self.texts).get(key)
