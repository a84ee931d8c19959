"""50,000 random pairs of versions against PHP: its answers are recorded as a digest."""

import hashlib
import json
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from sellxed_sdk.versions import compare_php

VECTOR = json.loads(
    (Path(__file__).parent / "vectors" / "php_pairs.json").read_text(encoding="utf-8")
)
# What versions of shops are made of, and what nobody would write.
PIECES = (
    *("0", "1", "2", "9", "10", "007", "2024", "99999999999999999999"),
    *(".", ".", ".", ".", "-", "_", "+", "~", " ", ",", ":", "/", "@", "#"),
    *("dev", "alpha", "a", "beta", "b", "RC", "rc", "pl", "p", "patch", "stable", "x", "v"),
    *("é", "-dev", ".0", "-p3", "saas~12"),
)
PROGRAM = """
while (($line = fgets(STDIN)) !== false) {
    [$left, $right] = json_decode($line);
    echo version_compare($left, $right), "\\n";
}
"""


def pairs():
    """The pairs; of a generator's ``random()`` alone, which is the same in every Python."""
    chance = random.Random(VECTOR["seed"])  # noqa: S311 - the same pairs in every run

    def version():
        return "".join(
            PIECES[int(chance.random() * len(PIECES))] for _ in range(int(chance.random() * 8) + 1)
        )

    for _ in range(VECTOR["pairs"]):
        left = version()
        # Neighbours: of two random texts the first character decides mostly.
        right = left[: int(chance.random() * len(left)) + 1] + version()
        yield (left, right) if chance.random() < 0.5 else (right, left)


def describe(answers):
    text = "\n".join(map(str, answers))
    counts = Counter(answers)
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "answers": {str(answer): counts[answer] for answer in (-1, 0, 1)},
    }


def test_all_answers_are_those_of_php():
    assert VECTOR["pairs"] == 50_000
    found = describe([compare_php(left, right) for left, right in pairs()])
    assert found == {name: VECTOR[name] for name in ("sha256", "answers")}


@pytest.mark.skipif(shutil.which("php") is None, reason="needs php-cli")
def test_the_php_that_is_here_answers_the_same():
    lines = "\n".join(json.dumps(pair) for pair in pairs())
    done = subprocess.run(
        ["php", "-r", PROGRAM],  # noqa: S607 - whichever php is here
        input=lines,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found = describe([int(line) for line in done.stdout.split()])
    assert found == {name: VECTOR[name] for name in ("sha256", "answers")}
