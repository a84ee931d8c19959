"""The example verifiers in PHP and JavaScript agree with Python on every vector.

Python's own answers are compared with the same vectors in `test_vectors.py`.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "vectors" / "licence_v1").glob("*.json"))
VECTORS = [
    vector for path in FILES for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]
]
LANGUAGES = {
    "php": (ROOT / "examples" / "verify_php", "vectors.php"),
    "node": (ROOT / "examples" / "verify_node", "vectors.mjs"),
}


def interpreter(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"the interpreter {name} is not installed")
    if name == "php":
        modules = subprocess.run([found, "-m"], capture_output=True, text=True, check=True).stdout
        if "sodium" not in modules.split():
            pytest.skip("this PHP does not have the extension sodium")
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def answers(request):
    """What a verifier says of each vector, by its name; all of them in one process."""
    folder, program = LANGUAGES[request.param]
    done = subprocess.run(
        [interpreter(request.param), folder / program, *FILES],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in said] == [vector["id"] for vector in VECTORS]
    return {answer.pop("id"): answer for answer in said}


def expected(vector):
    """The part of the answer that the examples give: the first reason is what prevents."""
    expect = vector["expect"]
    return {
        "genuine": expect["genuine"],
        "may_run": expect["may_run"],
        "code": None if expect["may_run"] else expect["codes"][0],
        "list_refused": expect.get("list_refused", False),
    }


def is_beyond_them(vector):
    """Whether what is wrong can be named only by who reads all that people paste."""
    return "normalised" in vector and vector["normalised"] is None


def test_they_agree_on_what_may_run_and_what_is_genuine(answers):
    names = ("genuine", "may_run", "list_refused")
    differing = [
        vector["id"]
        for vector in VECTORS
        if any(answers[vector["id"]][name] != expected(vector)[name] for name in names)
    ]

    assert differing == []


def test_they_agree_on_the_code_of_the_first_reason(answers):
    differing = [
        (vector["id"], answers[vector["id"]]["code"], expected(vector)["code"])
        for vector in VECTORS
        if not is_beyond_them(vector) and answers[vector["id"]]["code"] != expected(vector)["code"]
    ]

    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_short_and_readable(language):
    folder, _ = LANGUAGES[language]
    sources = [path for path in folder.rglob("*") if path.suffix in {".php", ".mjs"}]
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in sources}

    assert {name: len(text) for name, text in lines.items() if len(text) >= 60} == {}
    assert [(name, line) for name, text in lines.items() for line in text if len(line) > 100] == []
