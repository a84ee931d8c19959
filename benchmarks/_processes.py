"""Fresh interpreters, interleaved: what a first use costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["ROOT", "medians", "run_fresh"]

ROOT = Path(__file__).resolve().parents[1]


def run_fresh(arguments: Sequence[str], *, given: str = "") -> dict[str, float]:
    """Run a program in a new interpreter and return the JSON object that it prints.

    Args:
        arguments: Of the interpreter, as ``-c`` and the program.
        given: Its standard input.

    Raises:
        RuntimeError: It failed; with the last line it said.
    """
    done = subprocess.run(  # noqa: S603 - our own programs, in our own interpreter
        [sys.executable, *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise RuntimeError(lines[-1])
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def medians(
    programs: Mapping[str, tuple[Sequence[str], str]], *, rounds: int
) -> dict[str, dict[str, float]]:
    """Run all programs once a round and return the medians of what they print.

    Args:
        programs: Arguments and standard input, by name.
        rounds: How often; one more comes before, so that all files are in memory.
    """
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, (arguments, given) in programs.items():
            answer = run_fresh(arguments, given=given)
            if number:
                answers[name].append(answer)
    return {
        name: {field: statistics.median(a[field] for a in found) for field in found[0]}
        for name, found in answers.items()
    }
