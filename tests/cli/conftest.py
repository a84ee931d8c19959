import json
from types import SimpleNamespace

import pytest

from sellxed_sdk.cli import main


@pytest.fixture
def sellxed(capsys):
    """Run a command in this process; returns exit code, both streams and the JSON."""

    def sellxed(*words, json_output=False):
        code = main([*map(str, words), *(["--format", "json"] if json_output else [])])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        data = json.loads(captured.out) if json_output else None
        return SimpleNamespace(code=code, out=captured.out, err=captured.err, data=data)

    return sellxed


@pytest.fixture
def vendor(sellxed, tmp_path):
    """A vendor's directory, made by the command."""
    directory = tmp_path / "vendor"
    made = sellxed(
        "vendor",
        "init",
        directory,
        "--name",
        "sellxed.example",
        "--product",
        "alpenpay",
        "--url",
        "http://127.0.0.1:9",
    )
    assert made.code == 0
    return directory


@pytest.fixture
def trust(vendor):
    """Its trust bundle."""
    return vendor / "sellxed-trust.json"


@pytest.fixture
def key(sellxed, vendor):
    """A licence that it issued."""
    issued = sellxed(
        "vendor",
        "issue",
        vendor,
        "--product",
        "alpenpay",
        "--host",
        "shop.ch",
        "--customer",
        "Muster AG",
        "--now",
        "2026-01-10T12:00:00Z",
    )
    assert issued.code == 0
    return issued.out.strip()
