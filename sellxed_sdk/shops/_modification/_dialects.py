"""How OCMOD differs between versions of OpenCart."""

from __future__ import annotations

import re

import attrs

__all__ = ["DIALECTS", "Dialect", "select_dialect"]


@attrs.frozen(kw_only=True)
class Dialect:
    """What one range of versions does."""

    since: tuple[int, ...]
    """The first version."""
    separator: str = "|"
    """Between paths in ``file[@path]``."""
    has_braces: bool = True
    """Whether ``{a,b}`` is understood."""
    is_sorted: bool = False
    """Whether what braces give is sorted as a whole, and each file counts once."""
    turns_backslashes: bool = False
    """Whether ``\\`` is ``/`` in paths."""
    drops_parents: bool = False
    """Whether ``../`` is taken out of paths."""
    opens_extensions: bool = False
    """Whether paths may begin with ``extension``."""
    trims_regex: bool = True
    """Whether regular expressions and what they are replaced with are trimmed."""
    casts_numbers: bool = False
    """Whether a number that is none counts as 0."""
    skips_incomplete: bool = False
    """Whether an operation without ``search`` or ``add`` is passed over; else all ends there."""
    skip_goes_on: bool = True
    """Whether ``skip`` goes on with the next operation, and nothing given ends the file's.

    In old versions it is the other way round.
    """
    ends_all: bool = True
    """Whether ``abort`` ends all modifications behind it, too."""
    not_found: str = ""
    """Logged before all else where nothing is found."""
    aborting: str = "NOT FOUND - ABORTING!"
    """Logged by ``abort``."""
    skipped: str = "NOT FOUND - OPERATION SKIPPED!"
    """Logged by ``skip``; nothing where empty."""
    dropped: str = "NOT FOUND - OPERATIONS ABORTED!"
    """Logged by neither; nothing where empty."""
    opened: str = "\nFILE: "
    """Logged before the name of a file."""
    opened_again: str = ""
    """Likewise for the second time; nothing where empty."""


_V202 = Dialect(
    since=(2, 0, 2, 0),
    separator=",",
    has_braces=False,
    drops_parents=True,
    trims_regex=False,
    skip_goes_on=False,
    not_found="NOT FOUND!",
    aborting="ABORTING!",
    skipped="",
    dropped="",
    opened="FILE: ",
)
_V203 = attrs.evolve(_V202, since=(2, 0, 3, 0), trims_regex=True)
_V210 = attrs.evolve(_V203, since=(2, 1, 0, 0), separator="|", has_braces=True)
_V220 = attrs.evolve(_V210, since=(2, 2, 0, 0), skip_goes_on=True)
_V230 = Dialect(since=(2, 3, 0, 0))
_V3037 = attrs.evolve(_V230, since=(3, 0, 3, 7), turns_backslashes=True)
_V3038 = attrs.evolve(_V3037, since=(3, 0, 3, 8), opened_again="\nFILE: (sub modification) ")
_V3051 = attrs.evolve(_V3038, since=(3, 0, 5, 1), skips_incomplete=True)
_V4 = attrs.evolve(
    _V3038,
    since=(4, 1, 0, 0),
    opens_extensions=True,
    casts_numbers=True,
    ends_all=False,
)
_V4104 = attrs.evolve(_V4, since=(4, 1, 0, 4), is_sorted=True)

DIALECTS: tuple[Dialect, ...] = (
    _V202,
    _V203,
    _V210,
    _V220,
    _V230,
    _V3037,
    _V3038,
    _V3051,
    _V4,
    _V4104,
)
"""In order of their versions."""


def select_dialect(version: str | None) -> Dialect | None:
    """Return what a version does.

    None before 2.0.2.0, where it is another algorithm or none, and for 4.0, which has none.

    Args:
        version: Of OpenCart, as it says; that of 3.0.3.8 where it is not known.
    """
    parts = re.match(r"\d{1,6}(?:\.\d{1,6})*", version or "3.0.3.8")
    if parts is None:
        return _V3038
    numbers = tuple(int(part) for part in parts[0].split("."))
    if (4,) <= numbers < (4, 1):
        return None
    known = [dialect for dialect in DIALECTS if dialect.since <= numbers]
    return known[-1] if known else None
