"""What holds for every command: formats, exit codes, one-line errors, help."""

import io
import os
import subprocess
import sys

import pytest

from sellxed_sdk.cli._main import build_parser

COMMANDS = [
    ("demo",),
    ("licence", "verify"),
    ("licence", "audit"),
    ("licence", "inspect"),
    ("updates", "refresh"),
    ("updates", "status"),
    ("updates", "download"),
    ("shop", "inventory"),
    ("shop", "conflicts"),
    ("shop", "bisect"),
    ("doctor",),
    ("vendor", "init"),
    ("vendor", "keygen"),
    ("vendor", "keys"),
    ("vendor", "rotate"),
    ("vendor", "issue"),
    ("vendor", "certify"),
    ("vendor", "revoke"),
    ("vendor", "release"),
    ("vendor", "rules"),
    ("vendor", "publish"),
    ("vendor", "join"),
    ("vendor", "accept"),
    ("vendor", "yank"),
    ("vendor", "rollout"),
    ("vendor", "resign"),
    ("vendor", "renew"),
    ("vendor", "rotate-key"),
    ("vendor", "audit"),
    ("vendor", "upload"),
    ("vendor", "fetch"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_examples_and_ends_well(sellxed, command):
    shown = sellxed(*command, "--help")

    assert shown.code == 0
    assert "examples:" in shown.out
    assert f"sellxed {' '.join(command)}" in shown.out
    assert "--format" in shown.out


def test_the_help_of_the_program_names_the_exit_codes(sellxed):
    shown = sellxed("--help")

    assert "exit codes: 0 fine, 1 findings that need action, 2 wrong usage" in shown.out
    assert sellxed("--version").out.strip()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("licence",),
        ("licence", "verfy"),
        ("licence", "verify"),
        ("licence", "verify", "k", "--trust", "x"),
        ("licence", "verify", "k", "--trust", "x", "--product", "p", "--now", "yesterday"),
        ("licence", "verify", "k", "--trust", "x", "--product", "p", "--release-date", "2026"),
        ("licence", "verify", "k", "--trust", "x", "--product", "p", "--mode", "prod"),
        ("licence", "inspect", "k", "--format", "xml"),
        ("updates", "refresh"),
        ("updates", "status", "--trust", "x"),
        ("shop", "inventory"),
        ("shop", "conflicts"),
        ("shop", "conflicts", "x", "--format", "yaml"),
        ("shop", "bisect"),
        ("shop", "bisect", "x", "--answer", "maybe"),
        ("shop", "bisect", "x", "--answer", "ok", "--undo"),
        ("shop", "bisect", "x", "--causes", "many"),
        ("vendor", "issue", "--product", "p"),
        ("vendor", "publish", "x"),
        ("demo", "--serve", "many"),
        ("doctor", "--unknown"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_code_two(sellxed, words):
    answer = sellxed(*words)

    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "--help" in answer.err
    assert "[USAGE]" in answer.err


def test_a_misspelt_command_gets_a_suggestion(sellxed):
    assert "did you mean 'verify'?" in sellxed("licence", "verfy").err


@pytest.mark.parametrize(
    "words",
    [
        ("licence", "verify", "k", "--trust", "gone.json", "--product", "p"),
        ("updates", "refresh", "--module", "gone"),
        ("updates", "refresh", "--trust", "gone.json", "--product", "p"),
        ("shop", "inventory", "gone"),
        ("shop", "conflicts", "gone", "--rules", "gone.json"),
        ("shop", "bisect", "gone", "--host", "localhost"),
        ("doctor", "gone"),
        ("vendor", "issue", "gone", "--product", "p"),
        ("vendor", "resign", "gone"),
        ("vendor", "renew", "gone"),
        ("vendor", "rotate-key", "gone", "--role", "root"),
        ("vendor", "audit", "gone"),
        ("vendor", "upload", "gone", "web"),
        ("vendor", "fetch", "gone", "web"),
        ("vendor", "accept", "gone", "part", "--product", "p"),
        ("vendor", "join", "new", "--product", "p", "--trust", "gone.json"),
        ("vendor", "yank", "gone", "--product", "p", "--release-version", "1", "--undo"),
        ("vendor", "rollout", "gone", "--product", "p", "--release-version", "1", "--complete"),
        ("vendor", "rules", "gone", "gone.json"),
        ("vendor", "publish", "gone", "gone.zip"),
        ("vendor", "release", "gone", "x", "--product", "p", "--release-version", "1"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_line_and_exit_code_three(sellxed, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = sellxed(*words)

    assert answer.code == 3
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("sellxed: ")
    assert list(tmp_path.iterdir()) == []


def test_errors_are_json_too_where_json_is_asked_for(sellxed):
    usage = sellxed("licence", "verify", json_output=True)
    failed = sellxed("shop", "inventory", "gone", json_output=True)

    assert usage.data["schema"] == failed.data["schema"] == 1
    assert usage.data["error"]["code"] == "USAGE"
    assert failed.data["error"]["code"] == "PLATFORM_UNREADABLE"
    assert failed.data["error"]["hint"]


def test_a_line_break_in_a_name_stays_on_one_line(sellxed):
    answer = sellxed("shop", "inventory", "a\nb\x1b[31m")

    assert answer.err.count("\n") == 1
    assert "\x1b" not in answer.err


def test_no_colour_where_nobody_sees_it(sellxed, trust, key, monkeypatch):
    words = ("licence", "verify", key, "--trust", trust, "--product", "other")
    assert "\x1b" not in sellxed(*words).out

    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in sellxed(*words).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in sellxed(*words).out


def test_the_module_is_the_same_program():
    shown = subprocess.run(
        [sys.executable, "-m", "sellxed_sdk", "licence", "verify", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "sellxed licence verify" in shown.stdout


def test_a_reader_that_leaves_early_causes_no_traceback():
    process = subprocess.Popen(
        [sys.executable, "-m", "sellxed_sdk", "shop", "inventory", "--python"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(30)

    assert b"Traceback" not in said
    assert b"Exception ignored" not in said


def test_no_input_in_a_terminal_is_asked_for(sellxed, trust, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.delenv("SELLXED_LICENCE_KEY", raising=False)
    answer = sellxed("licence", "verify", "--trust", trust, "--product", "alpenpay")

    assert answer.code == 2
    assert "[INPUT_MISSING]" in answer.err


def test_every_command_is_in_the_list_above():
    found = []

    def collect(parser, words):
        for action in parser._actions:
            choices = getattr(action, "choices", None)
            if isinstance(choices, dict):
                for name, child in choices.items():
                    collect(child, (*words, name))
                return
        found.append(words)

    collect(build_parser(), ())
    assert sorted(found) == sorted(COMMANDS)


def test_unreadable_files_are_named(sellxed, tmp_path, key):
    directory = tmp_path / "directory.json"
    directory.mkdir()
    answer = sellxed("licence", "verify", key, "--trust", directory, "--product", "p")

    assert answer.code == 3
    assert "directory.json" in answer.err
    assert os.linesep.join(answer.err.splitlines()[1:]) == ""
