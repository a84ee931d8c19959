"""One operation of OCMOD on the lines of a file."""

from __future__ import annotations

from sellxed_sdk.shops._modification._php import lower, splice

__all__ = ["MAX_TEXT", "LineEdit", "Unfollowed"]

MAX_TEXT = 8_000_000
MAX_WORK = 10_000_000


class Unfollowed(ValueError):  # noqa: N818  a way out, not an error
    """The platform does something that is not followed here; half a sentence."""


class LineEdit:
    """One operation on the lines of a file."""

    def __init__(
        self,
        lines: list[str],
        folded: list[str],
        needle: str,
        new: str,
        position: str,
        offset: int,
    ) -> None:
        self._lines = lines
        self._folded = folded  # as they are compared, line by line
        self._needle = needle
        self._new = new
        self._new_lines = new.split("\n")
        self._new_folded = lower(new).split("\n")
        self._position = position
        self._offset = offset
        self.work = 0

    def apply(self, wanted: tuple[int, ...]) -> list[int]:
        """Change the lines; return the numbers that the platform logs."""
        needle, folded = lower(self._needle), self._folded
        seen, place = 0, 0
        places: list[int] = []
        size = sum(map(len, folded)) + len(folded)
        while place < len(folded):
            if needle in folded[place]:
                seen += 1
                if not wanted or seen - 1 in wanted:
                    place, grown = self._at(place)
                    size += grown
                    self.work += len(folded) + abs(grown)
                    if size > MAX_TEXT or self.work > MAX_WORK:
                        raise Unfollowed("what it would make is too large")
                    places.append(place)
            place += 1
        return places

    def _at(self, place: int) -> tuple[int, int]:
        """Change one line; return where to go on, and by how much the text grew."""
        offset, line = self._offset, self._lines[place]
        if self._position in ("before", "after"):
            begin = place - offset if self._position == "before" else place + 1 + offset
            splice(self._lines, begin, 0, self._new_lines)
            splice(self._folded, begin, 0, self._new_folded)
            return place + len(self._new_lines), len(self._new) + 1
        if len(self._new) * (line.count(self._needle) + 1) > MAX_TEXT:
            raise Unfollowed("what it would make is too large")
        changed = line.replace(self._needle, self._new)
        begin, length = (place + offset, 1 - offset) if offset < 0 else (place, offset + 1)
        splice(self._lines, begin, length, [changed])
        splice(self._folded, begin, length, [lower(changed)])
        return place - min(offset, 0), len(changed) - len(line)
