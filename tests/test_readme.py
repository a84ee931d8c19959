"""The README is run: its session, its length, its commands."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def blocks(language):
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_session_runs_as_shown():
    source = "\n".join(blocks("pycon"))
    parser = doctest.DocTestParser()
    test = parser.get_doctest(source, {}, "README", str(README), 0)
    runner = doctest.DocTestRunner()
    runner.run(test)

    assert runner.tries > 6
    assert runner.failures == 0


def test_the_session_is_a_dozen_lines():
    lines = [line for line in "\n".join(blocks("pycon")).splitlines() if line.strip()]

    assert len(lines) <= 13


def test_the_two_commands_can_be_found_by_ci():
    text = README.read_text(encoding="utf-8")
    for mark in ("main-job", "tests"):
        assert f"<!-- {mark} -->\n```sh\n" in text
    first, second = blocks("sh")
    assert "sellxed demo" in first
    assert second.rstrip().endswith("tox run-parallel")


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)", README.read_text()))
def test_links_lead_somewhere(target):
    assert (README.parent / target).exists()
