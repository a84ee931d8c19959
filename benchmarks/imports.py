"""Import time over the bare interpreter, and what an import brings along."""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks._processes import medians, run_fresh
from benchmarks._tables import Table

__all__ = ["run"]

_BASE = "cryptography's Ed25519"
# The name, what is loaded before the clock starts, and the statement that is timed.
_STATEMENTS: tuple[tuple[str, str, str], ...] = (
    (
        _BASE,
        "",
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey",
    ),
    ("import sellxed_sdk", "", "import sellxed_sdk"),
    ("from sellxed_sdk import check_licence", "", "from sellxed_sdk import check_licence"),
    ("sellxed_sdk.licence alone", "", "import sellxed_sdk.licence"),
    ("sellxed_sdk.updates alone", "", "import sellxed_sdk.updates"),
    ("pytest plug-in (after pytest)", "pytest", "import sellxed_sdk.testing.plugin"),
    ("requests", "", "import requests"),
    ("tuf.ngclient", "", "import tuf.ngclient"),
)
_WATCHED = ("requests", "tuf", "cryptography", "attr", "ssl")


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure the imports in fresh interpreters."""
    chosen = [entry for entry in _STATEMENTS if not entry[1] or find_spec(entry[1])]
    skipped = [entry for entry in _STATEMENTS if entry not in chosen]
    found = medians(
        {name: (("-c", _program(before, line)), "") for name, before, line in chosen},
        rounds=3 if quick else 11,
    )
    base = found[_BASE]["ms"]
    times = Table(
        title="Import over the bare interpreter (fresh processes, median)",
        columns=("import", "ms", f"ratio to {_BASE}", "modules loaded"),
        rows=tuple(
            (name, f"{entry['ms']:.2f}", f"{entry['ms'] / base:.2f}", f"{entry['modules']:.0f}")
            for name, entry in found.items()
        ),
        notes=tuple(f"skipped: {name} ({before} is not installed)" for name, before, _ in skipped),
    )
    return [times, _loaded(chosen)]


def _loaded(chosen: list[tuple[str, str, str]]) -> Table:
    rows = []
    for name, before, line in chosen:
        seen = run_fresh(("-c", _program(before, line)))
        rows.append((name, *("yes" if seen[watched] else "-" for watched in _WATCHED)))
    return Table(
        title="What the import newly loads",
        columns=("import", *("attrs" if name == "attr" else name for name in _WATCHED)),
        rows=tuple(rows),
    )


def _program(before: str, line: str) -> str:
    # Inside the process: starting and ending the interpreter is not what is compared.
    watched = ", ".join(f"'{name}': int('{name}' in new)" for name in _WATCHED)
    return "\n".join(
        (
            "import sys, time",
            f"import {before}" if before else "",
            "before = set(sys.modules)",
            "begun = time.perf_counter()",
            line,
            "ms = (time.perf_counter() - begun) * 1000",
            "new = set(sys.modules) - before",
            "import json",
            f"print(json.dumps({{'ms': ms, 'modules': len(new), {watched}}}))",
        )
    )
