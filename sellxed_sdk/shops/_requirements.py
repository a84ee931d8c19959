"""What Python distributions require, by the names that PEP 503 makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

__all__ = ["required_names"]

MAX_REQUIREMENTS = 300
_EXTRA = re.compile(r"\bextra\b")


def required_names(lines: Iterable[str]) -> Iterator[str]:
    """Yield the normalised names of what is required without any extra, each once.

    What holds for another system or Python is yielded as well: whoever asks looks whether it
    is installed.

    Args:
        lines: As in ``Requires-Dist`` (PEP 508).
    """
    seen: set[str] = set()
    for line in islice(lines, MAX_REQUIREMENTS):
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.marker is not None and _EXTRA.search(str(requirement.marker)):
            continue
        name = canonicalize_name(requirement.name)
        if name not in seen:
            seen.add(name)
            yield name
