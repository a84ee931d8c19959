"""Evidence from what consoles print: tables, and the two lists of Magento 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops._evidence._values import Stated

__all__ = ["read_module_status", "read_table"]

MAX_COLUMNS = 50
_COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}m")
_LISTS = {
    "list of enabled modules:": PluginState.ACTIVE,
    "list of disabled modules:": PluginState.INACTIVE,
}
_MODULE = re.compile(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+")
# `bin/magento module:status X_Y` prints one line.
_ONE_MODULE = re.compile(r"([A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+) : +Module is (enabled|disabled)\b")
_RULE_LETTERS = frozenset("+-= ")


def read_module_status(text: str) -> tuple[Stated, ...] | None:
    """Return what ``bin/magento module:status`` printed; None where it is something else.

    Args:
        text: All of it.
    """
    found: list[Stated] = []
    state, is_list = None, False
    for raw in _lines(text):
        line = raw.strip()
        one = _ONE_MODULE.match(line)
        if line.lower() in _LISTS:
            state, is_list = _LISTS[line.lower()], True
        elif one is not None:
            is_list = True
            is_on = one[2] == "enabled"
            found.append(_stated(one[1], PluginState.ACTIVE if is_on else PluginState.INACTIVE))
        elif not line:
            continue
        elif state is not None and _MODULE.fullmatch(line):
            found.append(_stated(line, state))
        else:
            # "None", and what is overridden: the lists above already say the result.
            state = state if line == "None" else None
    return tuple(found) if is_list else None


def _stated(name: str, state: PluginState) -> Stated:
    return Stated(names=(name,), state=state)


def read_table(text: str) -> tuple[Mapping[str, object], ...] | None:
    """Return the rows of a table that a Symfony console printed, by the words of its head.

    Args:
        text: All that was printed; what stands above and below the table is left out.

    Returns:
        None where there is no table.
    """
    lines = [line.rstrip() for line in _lines(text)]
    for number in range(len(lines) - 2):
        rule = lines[number]
        if _is_rule(rule) and _is_rule(lines[number + 2]):
            spans = _columns(rule)
            head = [_cell(lines[number + 1], span).lower() for span in spans]
            return tuple(_rows(lines[number + 3 :], spans, head))
    return None


def _rows(
    lines: list[str], spans: list[tuple[int, int]], head: list[str]
) -> Iterator[Mapping[str, object]]:
    for line in lines:
        if _is_rule(line) or not line.strip():
            return
        row = {name: _cell(line, span) for name, span in zip(head, spans, strict=True) if name}
        # A cell that was wrapped goes on below; the first column names the plugin.
        if row and _cell(line, spans[0]):
            yield row


def _is_rule(line: str) -> bool:
    return "--" in line and set(line) <= _RULE_LETTERS


def _columns(rule: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[-=]+", rule)][:MAX_COLUMNS]


def _cell(line: str, span: tuple[int, int]) -> str:
    return line[span[0] : span[1]].strip(" |\t")


def _lines(text: str) -> list[str]:
    return _COLOURS.sub("", text).splitlines()
