# ruff: noqa: INP001 - a script of the documentation, and no package
"""Writes `docs/codes.md` from the registry of codes: `python docs/make_codes.py`."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.findings import Code, codes, registry

PAGE = Path(__file__).with_name("codes.md")
INTRODUCTION = """\
# Codes

Every cause that the SDK names, by area. Written by `python docs/make_codes.py` from
`sellxed_sdk.findings.registry()`; do not edit it by hand.

A code is stable and never used for another cause; its texts may change. `{names}` in
braces are parameters: `finding.params`, or `error.context` of an exception. A finding may
carry another severity than the usual one given here, where data says so, as a rule does.
[errors.md](errors.md) tells findings and exceptions apart.
"""


def render() -> str:
    """Return the page."""
    lines = [INTRODUCTION]
    listed: set[str] = set()
    for name, title, members in _areas():
        lines += [f"## {name.capitalize()}", "", title, ""]
        for code in members:
            listed.add(code.name)
            lines += _entry(code)
    forgotten = sorted(set(registry()) - listed)
    if forgotten:
        raise SystemExit(f"in no __all__ of their area: {', '.join(forgotten)}")
    return "\n".join(lines).rstrip() + "\n"


def _areas() -> Iterator[tuple[str, str, list[Code]]]:
    known = registry()
    for found in pkgutil.iter_modules(codes.__path__):
        module = importlib.import_module(f"{codes.__name__}.{found.name}")
        title = (module.__doc__ or "").partition("\n")[0]
        yield found.name, title, [known[name] for name in sorted(module.__all__)]


def _entry(code: Code) -> list[str]:
    message = code.plural or code.message
    lines = [f"### {code.name}", "", f"*{code.severity.value}* · {_plain(message)}", ""]
    if code.plural:
        lines.append(f"- For one, by `{{{code.plural_by}}}`: {_plain(code.message)}")
    if code.cause:
        lines.append(f"- Cause: {_plain(code.cause)}")
    lines.append(f"- Way out: {_plain(code.hint) if code.hint else 'none is needed.'}")
    return [*lines, ""]


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup; texts in backticks stay as they are."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([*<>|\[\]])", r"\\\1", part) for part in parts
    )


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
