"""What plugins change in one place of a shop, so that they get in each other's way."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "OVERLAP_CHAIN_BROKEN",
    "OVERLAP_CLASH",
    "OVERLAP_CONTESTED",
    "OVERLAP_LIBRARY",
    "OVERLAP_NARROW",
    "OVERLAP_REPLACED",
    "OVERLAP_UNCLEAR",
    "OVERLAP_UNDONE",
    "OVERLAP_WRAPPED",
]

_READ_ONLY = "Files of the plugins say so; they were read and not executed."

OVERLAP_CHAIN_BROKEN = define(
    "OVERLAP_CHAIN_BROKEN",
    Severity.WARNING,
    "{winner} does not hand on {place}, so what {lost} does there is lost ({where}).",
    hint="Try it on the test system; ask the makers for {place}, or deactivate: {plugins}.",
    cause="Plugins form a chain there, and one of them does not call the next. " + _READ_ONLY,
)
OVERLAP_CLASH = define(
    "OVERLAP_CLASH",
    Severity.ERROR,
    "{members} cannot run together: {place} can be there for one of them only ({where}).",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause="Both claim a place that only one can have, as the name of a class. " + _READ_ONLY,
)
OVERLAP_CONTESTED = define(
    "OVERLAP_CONTESTED",
    Severity.ERROR,
    "{members} replace {place}, and only one of them takes effect ({where}).",
    hint="Find out which is needed, and update or deactivate, on the test system first: {plugins}.",
    cause="The order of the plugins is not in files, so it is not known which one. " + _READ_ONLY,
)
OVERLAP_LIBRARY = define(
    "OVERLAP_LIBRARY",
    Severity.WARNING,
    "{members} bring different versions of {place}, and one of them serves all ({where}).",
    hint="Update them all, on the test system first; if it fails, deactivate: {plugins}.",
    cause="Each has its own copy of a library, and PHP loads every class once. " + _READ_ONLY,
)
OVERLAP_NARROW = define(
    "OVERLAP_NARROW",
    Severity.ERROR,
    "{lost} takes {place} only as the shop ships it, and {winner} puts something else there: "
    "PHP stops with a TypeError ({where}).",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause="A constructor asks for a concrete class, which a decorator is not. " + _READ_ONLY,
)
OVERLAP_REPLACED = define(
    "OVERLAP_REPLACED",
    Severity.ERROR,
    "{winner} replaces {place}, so what {lost} put there has no effect ({where}).",
    hint="Update or deactivate, on the test system first: {plugins}.",
    cause="Several plugins replace it, and the one that is loaded last counts. " + _READ_ONLY,
)
OVERLAP_UNCLEAR = define(
    "OVERLAP_UNCLEAR",
    Severity.INFO,
    "{members} change {place}; whether they go together cannot be told from files ({where}).",
    hint="If something is wrong there, look here first.",
    cause="What one of them does is computed when it runs, or is encoded.",
)
OVERLAP_UNDONE = define(
    "OVERLAP_UNDONE",
    Severity.WARNING,
    "Beside {winner}, the change of {lost} to {place} has no effect ({where}).",
    hint="Ask the makers for versions that go together, or deactivate: {plugins}.",
    cause="The changes were applied to the shop's own files in a simulation, alone and together.",
)
OVERLAP_WRAPPED = define(
    "OVERLAP_WRAPPED",
    Severity.INFO,
    "{members} run around {place}; each hands on to the next ({where}).",
    hint="If something is wrong there, look here first.",
    cause="Several plugins decide whether it runs. That is allowed, and seldom tested together.",
)
