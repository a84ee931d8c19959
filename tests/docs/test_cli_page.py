"""`docs/cli.md` describes the commands that are there: words, options, JSON members."""

import argparse
import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from sellxed_sdk.cli import main
from sellxed_sdk.cli._main import build_parser
from sellxed_sdk.licence import LicenceStatus
from sellxed_sdk.testing import serve_directory, write_wordpress_shop
from sellxed_sdk.updates import RefreshOutcome

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## sellxed (.+)\n((?:(?!^## ).*\n?)*)", PAGE, re.MULTILINE))
EVERYWHERE = {"--help", "-h", "--format"}


def _commands(parser, words=()):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from _commands(below, (*words, name))
            return
    yield " ".join(words), parser


COMMANDS = dict(_commands(build_parser()))


def test_every_command_has_a_section_and_none_is_invented():
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
class TestCommand:
    def test_every_option_is_described(self, command):
        table = "\n".join(re.findall(r"^\| (`.*?) \|", SECTIONS[command], re.MULTILINE))
        described = set(re.findall(r"`(--[a-z-]+)", table))
        real = {
            option for action in COMMANDS[command]._actions for option in action.option_strings
        } - EVERYWHERE

        assert described == real

    def test_every_argument_is_described(self, command):
        for action in COMMANDS[command]._actions:
            if not action.option_strings:
                assert f"\n| `{action.metavar}` |" in SECTIONS[command]

    def test_choices_are_named(self, command):
        for action in COMMANDS[command]._actions:
            if action.choices and "--format" not in action.option_strings:
                assert all(f"`{choice}`" in SECTIONS[command] for choice in action.choices)

    def test_the_json_members_are_listed(self, command):
        assert re.search(r"^JSON: `.*`\.$", SECTIONS[command], re.MULTILINE)


def test_words_of_the_answers_are_named():
    for command, words in (("licence verify", LicenceStatus), ("updates refresh", RefreshOutcome)):
        named = set(re.findall(r"`(\w+)`", SECTIONS[command]))
        assert {word.value for word in words} <= named


def _shown():
    """Commands as the pages print them in indented blocks."""
    for page in sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]):
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"^ {4}(sellxed .+)$", text, re.MULTILINE):
            yield re.sub(r" +[#>] .*$", "", line)


@pytest.mark.parametrize("line", sorted(set(_shown())))
def test_commands_on_the_pages_can_be_typed(line):
    build_parser().parse_args(shlex.split(line)[1:])


class Terminal:
    """Runs commands as JSON and compares their members with the page."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.seen = set()

    def run(self, command, *arguments, code=0):
        left = main([*command.split(), *map(str, arguments), "--format", "json"])
        captured = self.capsys.readouterr()
        data = json.loads(captured.out)
        listed = re.search(r"^JSON: (.*)\.$", SECTIONS[command], re.MULTILINE)[1]

        assert (left, data["schema"], data["command"]) == (code, 1, command), captured.err
        assert set(data) - {"schema", "command"} == set(re.findall(r"`(\w+)`", listed))
        self.seen.add(command)
        return data


RULES = {
    "schema": 1,
    "feed_id": "vendor.example",
    "sequence": 1,
    "issued": "2026-11-20T08:00:00Z",
    "expires": "2030-01-01T00:00:00Z",
    "rules": [],
}


def _publish(run, tmp_path):
    """Releases of the vendor, changed afterwards, and one of a partner."""
    vendor, source, product = tmp_path / "vendor", tmp_path / "src", ("--product", "alpenpay")
    trust = vendor / "sellxed-trust.json"
    for version in ("1.0.0", "1.1.0"):
        facts = (*product, "--release-version", version, "--output", tmp_path)
        archive = run("vendor release", vendor, source, *facts)["archive"]
        run("vendor publish", vendor, archive, "--notes", f"en={tmp_path / 'notes.json'}")
    newest = (*product, "--release-version", "1.1.0")
    run("vendor yank", vendor, *newest, "--reason", "Not yet.")
    run("vendor rollout", vendor, *newest, "--hours", 24)
    run("vendor rollout", vendor, *newest, "--complete")
    run("vendor yank", vendor, *newest, "--undo")
    own = ("--product", "acmepay")
    joined = run("vendor join", tmp_path / "partner", *own, "--trust", trust)
    facts = (*own, "--release-version", "1.0.0", "--output", tmp_path)
    archive = run("vendor release", tmp_path / "partner", source, *facts)["archive"]
    run("vendor publish", tmp_path / "partner", archive)
    part = (tmp_path / "partner" / "repository", *own)
    run("vendor accept", vendor, *part, f"--public-key={joined['public_key']}")


def _keep_alive(run, tmp_path):
    vendor = tmp_path / "vendor"
    run("vendor renew", vendor)
    run("vendor rotate-key", vendor, "--role", "online")
    run("vendor audit", vendor)
    run("vendor upload", vendor, tmp_path / "web")
    run("vendor fetch", vendor, tmp_path / "web")


def test_every_command_answers_with_the_members_that_are_listed(tmp_path, capsys):
    """One life of a vendor and a shop, by commands alone."""
    terminal = Terminal(capsys)
    run = terminal.run
    vendor, trust = tmp_path / "vendor", tmp_path / "vendor" / "sellxed-trust.json"
    source, rules = tmp_path / "src", tmp_path / "rules.json"
    source.mkdir()
    (source / "alpenpay.php").write_text("<?php\n", encoding="utf-8")
    rules.write_text(json.dumps(RULES), encoding="utf-8")
    (tmp_path / "notes.json").write_text('{"added": ["x"]}', encoding="utf-8")
    product = ("--product", "alpenpay")

    with serve_directory(vendor / "repository") as server:
        run("vendor init", vendor, "--name", "vendor.example", *product, "--url", server.url)
        public = run("vendor keygen", tmp_path / "partner.pem")["public_key"]
        scope = ("--partner", "partner.example", "--public-key", public, "--count", 9)
        partner = run("vendor certify", vendor, *scope, *product)
        (tmp_path / "partner.jws").write_text(partner["certificate"], encoding="utf-8")
        key = run("vendor issue", vendor, *product)["key"]
        signer = ("--partner-key", tmp_path / "partner.pem", "--sequence", 1)
        signer = (*signer, "--certificate", tmp_path / "partner.jws", "--host", "shop.ch")
        sold = run("vendor issue", *product, *signer)
        _publish(run, tmp_path)
        run("vendor rules", vendor, rules)
        run("vendor rotate", vendor, "--purpose", "licence")
        run("vendor keys", vendor)
        run("vendor revoke", vendor, "--key-hash", sold["key_hash"])
        run("vendor resign", vendor)
        _keep_alive(run, tmp_path)
        with zipfile.ZipFile(tmp_path / "alpenpay-1.0.0.zip") as packed:
            packed.extractall(tmp_path)
        module = ("--module", tmp_path / "alpenpay", "--state-dir", tmp_path / "state")
        run("updates refresh", *module, "--language", "en")
        run("updates status", *module, "--key", key)
        run("updates download", *module, "--key", key, "--output", tmp_path / "new")

    shop = write_wordpress_shop(tmp_path / "shop")
    run("licence verify", key, "--trust", trust, *product)
    (tmp_path / "keys.txt").write_text(key, encoding="utf-8")
    run("licence audit", tmp_path / "keys.txt", "--trust", trust)
    run("licence inspect", key)
    run("shop inventory", shop)
    run("shop conflicts", shop, "--rules", rules)
    search = ("--host", "localhost", "--assume-active", "--state", tmp_path / "search.json")
    write_wordpress_shop(shop, plugins=[("alpenpay", "Alpenpay", "1.0.0")])
    run("shop bisect", shop, *search)
    # An update is there, so a ticket comes after it.
    run("doctor", tmp_path / "alpenpay", "--key", key, "--state-dir", tmp_path / "state", code=1)
    run("demo", "--directory", tmp_path / "demo")

    assert terminal.seen == set(COMMANDS)
